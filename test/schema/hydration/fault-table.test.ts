import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createQuietAccount,
  disturb,
  type Fault,
  type Faults,
  inAccount,
  type QuietAccount,
  readOperations,
  removalOperations,
} from "../../support/disturbed-account.ts";
import type { GraphQLErrorAnswer } from "../../support/gateway.ts";

const { user, group, virtualDevice, oidcProvider } = inAccount;

const operations = [...readOperations, ...removalOperations] as const;

/** What is asked, each in a request of its own. */
const requests: Readonly<Record<string, string>> = {
  user: `{ user(userName: "${user}") {
    arn passwordLastUsed tags { key } permissionsBoundary { arn } hasMfa passwordEnabled
    groups { nodes { groupName arn } } mfaDevices { isComplete nodes { serialNumber virtualDevice { tags { key } } } } } }`,
  users: `{ users(first: 6) { totalCount nodes {
    userName arn passwordLastUsed tags { key } permissionsBoundary { arn } hasMfa passwordEnabled
    groups { nodes { groupName } } mfaDevices { isComplete nodes { serialNumber } } } } }`,
  namedUsers: `{ users(pathPrefix: "/p/") { totalCount nodes { userName path } } }`,
  usersWithoutMfa: "{ users(filter: {hasMfa: false}) { nodes { userName } } }",
  usersWithPassword: "{ users(filter: {passwordEnabled: true}) { nodes { userName } } }",
  group: `{ group(groupName: "${group}") { arn users { totalCount nodes { userName createDate tags { key } } } } }`,
  groups: "{ groups { totalCount nodes { groupName createDate } } }",
  mfaDevices: `{ mfaDevices(userName: "${user}") { isComplete nodes { serialNumber user { tags { key } } } } }`,
  virtualMfaDevice: `{ virtualMfaDevice(serialNumber: "${virtualDevice}") { assignmentStatus tags { key } user { arn } } }`,
  virtualMfaDevices: "{ virtualMfaDevices { nodes { assignmentStatus tags { key } user { tags { key } } } } }",
  oidcProvider: `{ oidcProvider(arn: "${oidcProvider}") { clientIds } }`,
  oidcProviders: "{ oidcProviders { totalCount nodes { arn clientIds } } }",
  accountSummary: "{ accountSummary { users mfaDevicesInUse } }",
  credentialReport: "{ credentialReport { users rootHasMfa } }",
  signingUser: "{ signingUser { userName tags { key } } }",
  deleteUser: `mutation { deleteUser(input: {userName: "${user}", cascade: true, dryRun: true}) {
    __typename ... on DeleteUserPlan { steps { operation target } } } }`,
};

/** What an error's `extensions.code` is at a field that a fault costs. */
const codes: Readonly<Record<Fault, string>> = {
  throttled: "IAM_THROTTLED",
  failing: "IAM_UNAVAILABLE",
  slow: "IAM_TIMEOUT",
  unknown: "IAM_REJECTED",
  denied: "IAM_ACCESS_DENIED",
};

/** The outcome of every fault of an operation, unless one of the faults has an outcome of its own. */
interface Row extends Partial<Record<Fault, string>> {
  readonly every: string;
}

const SAME = "nothing";
/** IAM's answer that it does not know an operation means that it has nothing of that kind to remove. */
const needsNoStep = { every: "deleteUser", unknown: SAME };

/**
 * Fields that are null with the error of the fault's column, and connections that say that they are incomplete. All other
 * fields of all requests are the same as without the fault: other operations stand in.
 */
const table: Readonly<Record<(typeof operations)[number], Row>> = {
  GetUser: { every: "signingUser" },
  ListUsers: { every: SAME },
  GetAccountAuthorizationDetails: { every: SAME },
  GetGroup: { every: SAME },
  ListGroups: { every: SAME },
  ListGroupsForUser: { every: "deleteUser" },
  ListMFADevices: {
    every: "deleteUser, mfaDevices incomplete, user incomplete, users incomplete, users.mfaDevices",
  },
  ListVirtualMFADevices: { every: "virtualMfaDevice, virtualMfaDevices" },
  ListMFADeviceTags: {
    every: "user.mfaDevices.virtualDevice.tags, virtualMfaDevice.tags, virtualMfaDevices.tags",
  },
  ListOpenIDConnectProviders: { every: "oidcProviders" },
  GetOpenIDConnectProvider: { every: "oidcProvider, oidcProviders.clientIds" },
  GetAccountSummary: { every: "accountSummary" },
  GetLoginProfile: { every: "deleteUser", unknown: "deleteUser without DeleteLoginProfile" },
  GetCredentialReport: { every: "credentialReport" },
  GenerateCredentialReport: { every: "credentialReport" },
  ListAccessKeys: needsNoStep,
  ListUserPolicies: needsNoStep,
  ListAttachedUserPolicies: needsNoStep,
  ListSSHPublicKeys: needsNoStep,
  ListSigningCertificates: needsNoStep,
  ListServiceSpecificCredentials: needsNoStep,
};

/** A slow operation takes half of this time from a request before something else is asked. */
const SLOW_REQUEST_TIMEOUT_MS = 3000;

interface RequestAnswer {
  readonly data: unknown;
  readonly errors: readonly GraphQLErrorAnswer[];
  readonly calls: Readonly<Record<string, number>>;
}

async function ask(account: QuietAccount, name: string, faults: Faults): Promise<RequestAnswer> {
  const requestTimeoutMs = Object.values(faults).includes("slow") ? SLOW_REQUEST_TIMEOUT_MS : 30_000;
  await using gateway = await disturb(account, faults, { limits: { requestTimeoutMs } });
  const { data, errors = [] } = await gateway.execute<unknown, object>(requests[name] ?? "");
  return { data, errors, calls: gateway.fake.counts() };
}

/** What each field of an answer returns that is not the same as without the fault, in the table's words. */
function differences(name: string, quiet: RequestAnswer, { data, errors }: RequestAnswer, fault: Fault): string[] {
  const failed = errors.map(({ path, extensions }) => {
    const fields = path?.slice(1).filter((part) => typeof part === "string" && part !== "nodes") ?? ["(whole answer)"];
    const code = String(extensions?.["code"]);
    return [[name, ...fields].join("."), ...(code === codes[fault] ? [] : [code])].join(" ");
  });
  const text = JSON.stringify(data) ?? "";
  const incomplete = text.includes('"isComplete":false') ? [`${name} incomplete`] : [];
  const found = [...new Set([...failed, ...incomplete])];
  if (found.length > 0 || text === JSON.stringify(quiet.data)) return found;
  const lost = removalsIn(quiet.data).filter((step) => !removalsIn(data).includes(step));
  return [lost.length > 0 ? `${name} without ${lost.join(" and ")}` : `${name} is ${text}`];
}

function removalsIn(data: unknown): string[] {
  return [...JSON.stringify(data).matchAll(/"operation":"(\w+)"/g)].map(([, operation = ""]) => operation);
}

describe("an operation that IAM does not answer", () => {
  let account: QuietAccount;
  let unreported: QuietAccount;
  const quiet = new Map<string, RequestAnswer>();

  beforeAll(async () => {
    account = await createQuietAccount({ users: 9 });
    unreported = await createQuietAccount({ users: 9, report: false });
    for (const name of Object.keys(requests)) quiet.set(name, await ask(account, name, {}));
  }, 60_000);

  afterAll(async () => {
    await account[Symbol.asyncDispose]();
    await unreported[Symbol.asyncDispose]();
  });

  /** What the fault does to all requests that call the operation. */
  async function outcomeOf(operation: string, fault: Fault): Promise<string> {
    // Only an account without a report needs one to be made.
    const isOfReport = operation === "GenerateCredentialReport";
    const concerned = [...quiet].filter(([, { calls }]) => calls[isOfReport ? "GetCredentialReport" : operation]);
    expect(concerned).not.toEqual([]);
    const found = await Promise.all(
      concerned.map(async ([name, before]) => {
        const answer = await ask(isOfReport ? unreported : account, name, { [operation]: fault });
        expect(answer.calls).toHaveProperty(operation);
        return differences(name, before, answer, fault);
      }),
    );
    return found.flat().toSorted().join(", ") || SAME;
  }

  it("is one of those that reads and plans of removals call", () => {
    const folder = new URL("../../../src/iam/", import.meta.url);
    const files = [...readdirSync(new URL("reads/", folder)).map((file) => `reads/${file}`), "writes/user-removal.ts"];
    const sources = files.map((file) => readFileSync(new URL(file, folder), "utf8"));
    const called = sources.flatMap((text) => [...text.matchAll(/\b([A-Z]\w+)Command\b/g)].map(([, name]) => name));
    expect(operations.toSorted()).toEqual([...new Set(called)].toSorted());
  });

  it("costs nothing while nothing goes wrong", () => {
    for (const { data, errors } of quiet.values()) {
      expect(errors).toEqual([]);
      expect(JSON.stringify(data)).not.toContain('"isComplete":false');
    }
  });

  const cells = operations.flatMap((operation) =>
    (["throttled", "failing", "unknown", "denied", "slow"] as const).map((fault) => ({
      operation,
      fault,
      outcome: table[operation][fault] ?? table[operation].every,
    })),
  );
  const isSlow = ({ fault }: (typeof cells)[number]) => fault === "slow";

  it.each(cells.filter((cell) => !isSlow(cell)))(
    "$operation, $fault, costs $outcome",
    async ({ operation, fault, outcome }) => {
      expect(await outcomeOf(operation, fault)).toBe(outcome);
    },
  );

  it.concurrent.each(cells.filter(isSlow))(
    "$operation, $fault, costs $outcome",
    async ({ operation, fault, outcome }) => {
      expect(await outcomeOf(operation, fault)).toBe(outcome);
    },
  );
});
