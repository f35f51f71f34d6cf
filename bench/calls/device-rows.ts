import { z } from "zod";
import { type AccountName, devicesOf, hardwareOwners } from "./accounts.ts";
import { exportDevices } from "./export.ts";
import { users } from "./facts.ts";
import type { Row } from "./row.ts";

/** The expected completeness of the devices in a response. */
type Completeness = "read now" | "complete as of a time" | "marked";

const answerType = z.object({
  users: z.object({
    nodes: z.array(
      z.object({
        userName: z.string(),
        mfaDevices: z.object({
          isComplete: z.boolean(),
          asOf: z.iso.datetime().nullable(),
          totalCount: z.int().nullable(),
          nodes: z.array(z.object({ serialNumber: z.string() })),
        }),
      }),
    ),
  }),
});

type Devices = z.output<typeof answerType>["users"]["nodes"][number]["mfaDevices"];

const QUICK = { rounds: 3, seconds: 60, isSearched: false } as const;
const SEARCHED = { ...QUICK, isSearched: true } as const;

/** Rows about MFA devices in accounts with non-virtual devices, by name. */
export const deviceRows: Readonly<Record<string, Row>> = {
  "mfa-passkey": pageRow("passkey", 1000, 7, "read now", "passkey of root"),
  "mfa-second-passkey": {
    ...pageRow("second-passkey", 1000, 7, "complete as of a time", "second passkey, searched before"),
    cold: SEARCHED,
  },
  "mfa-hardware-only": pageRow("hardware-only", 1000, 12, "read now", "3 users with hardware only"),
  "mfa-hardware-and-virtual": pageRow("hardware-and-virtual", 1000, 12, "marked", "40 more with hardware and virtual"),
  "mfa-hardware-and-virtual-25": pageRow(
    "hardware-and-virtual",
    25,
    36,
    "read now",
    "40 more with hardware and virtual",
  ),
  "export-passkey": exportRow("passkey", 0, "passkey of root"),
  "export-second-passkey": {
    ...exportRow("second-passkey", 0, "second passkey, searched before"),
    cold: SEARCHED,
  },
  "export-hardware-only": exportRow("hardware-only", hardwareOwners("hardware-only"), "3 users with hardware only"),
  "export-hardware-and-virtual": {
    // Each user with a virtual device can have another one. Three users have only a non-virtual one.
    ...exportRow(
      "hardware-and-virtual",
      users.filter((user) => devicesOf("hardware-and-virtual")(user).length > 0).length,
      "40 more with hardware and virtual",
    ),
    cold: { rounds: 1, seconds: 420, isSearched: false },
  },
};

function pageRow(account: AccountName, first: number, atMost: number, completeness: Completeness, what: string): Row {
  const devices = "mfaDevices { isComplete asOf totalCount nodes { serialNumber } }";
  return {
    title: `users(first: ${first}) with mfaDevices; ${what}`,
    account,
    atMost,
    summaries: atMost,
    items: first,
    run: (ask) => ask(`{ users(first: ${first}) { nodes { userName ${devices} } } }`),
    expected: (answer) => findFault(answer, account, first, completeness),
    cold: QUICK,
  };
}

/** An export of all users: it looks up each user at most once, and reads each list at most twice. */
function exportRow(account: AccountName, askedAtMost: number, what: string): Row {
  const twice = { ListUsers: 2 * 5, ListVirtualMFADevices: 2 * 3, GetCredentialReport: 2 };
  const summaries = 10;
  return {
    title: `export of all 5,000 with mfaDevices; ${what}`,
    account,
    atMost: Object.values(twice).reduce((sum, calls) => sum + calls, summaries + askedAtMost),
    atMostOf: { ...twice, ListMFADevices: askedAtMost },
    summaries,
    items: users.length,
    run: (_ask, { graphql, signal }) => exportDevices(graphql, signal),
    expected: users.map((user) => ({ userName: user.userName, mfaDevices: devicesOf(account)(user) })),
    isCaching: true,
    cold: QUICK,
  };
}

function findFault(answer: unknown, account: AccountName, first: number, expected: Completeness): string | undefined {
  const read = answerType.safeParse(answer);
  if (!read.success) return `expected devices of each user, but got: ${z.prettifyError(read.error).slice(0, 200)}`;
  const { nodes } = read.data.users;
  if (nodes.length !== first) return `expected ${first} users, but got: ${nodes.length}`;
  for (const [place, user] of users.slice(0, first).entries()) {
    const node = nodes[place];
    if (node?.userName !== user.userName) return `expected ${user.userName}, but got: ${node?.userName}`;
    const fault = findFaultOf(node.mfaDevices, devicesOf(account)(user));
    if (fault !== undefined) return `${user.userName}: ${fault}`;
  }
  const connections = nodes.map(({ mfaDevices }) => mfaDevices);
  const isComplete = connections.every((devices) => devices.isComplete);
  const isOld = connections.some(({ asOf }) => asOf !== null);
  const got = isComplete ? (isOld ? "complete as of a time" : "read now") : "marked";
  return got === expected ? undefined : `expected all devices ${expected}, but got: ${got}`;
}

/** Complete lists have all devices. Lists marked as incomplete have some of them, and no count. */
function findFaultOf({ isComplete, totalCount, nodes }: Devices, devices: readonly string[]): string | undefined {
  const got = nodes.map(({ serialNumber }) => serialNumber);
  if (isComplete ? got.join() !== devices.join() : got.some((serialNumber) => !devices.includes(serialNumber))) {
    return `expected ${devices.join(", ") || "no devices"}, but got: ${got.join(", ") || "none"}`;
  }
  const count = isComplete ? devices.length : null;
  return totalCount === count ? undefined : `expected totalCount ${count}, but got: ${totalCount}`;
}
