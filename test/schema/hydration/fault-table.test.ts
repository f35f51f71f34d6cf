import { globSync, readFileSync } from "node:fs";
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

/** The queries, each sent in its own request. */
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
  credentialReport: "{ credentialReport { userCount rootUser { hasMfa } } }",
  signingUser: "{ signingUser { userName tags { key } } }",
  deleteUser: `mutation { deleteUser(input: {userName: "${user}", cascade: true, dryRun: true}) {
    __typename ... on DeleteUserPlan { steps { operation target } } } }`,
};

/** The `extensions.code` of the fields that fail because of a fault. */
const codes: Readonly<Record<Fault, string>> = {
  throttled: "IAM_THROTTLED",
  failing: "IAM_UNAVAILABLE",
  slow: "IAM_TIMEOUT",
  unknown: "IAM_REJECTED",
  denied: "IAM_ACCESS_DENIED",
};

/** The outcome of all faults of an operation, with exceptions by fault. */
interface Row extends Partial<Record<Fault, string>> {
  readonly every: string;
}

const SAME = "nothing";
/** If IAM does not know an operation, the account has nothing of that kind to remove. */
const needsNoStep = { every: "deleteUser", unknown: SAME };

/**
 * The fields that are null with the error of the fault, and the connections that are marked as incomplete. All other fields of
 * all requests are the same as without the fault, because other operations replace the failed one.
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

/** The minimum timeout of a request with a slow operation, which uses half of it before another operation replaces it. */
const MIN_SLOW_TIMEOUT_MS = 3000;
/** On a busy machine, the timeout is this many times the duration of the slowest request without a fault. */
const SLOW_TIMEOUT_FACTOR = 20;

interface RequestAnswer {
  readonly data: unknown;
  readonly errors: readonly GraphQLErrorAnswer[];
  readonly calls: Readonly<Record<string, number>>;
}

async function ask(
  account: QuietAccount,
  name: string,
  faults: Faults,
  requestTimeoutMs = 30_000,
): Promise<RequestAnswer> {
  await using gateway = await disturb(account, faults, { limits: { requestTimeoutMs } });
  const { data, errors = [] } = await gateway.execute<unknown, object>(requests[name] ?? "");
  return { data, errors, calls: gateway.fake.counts() };
}

/** The fields of a response that differ from the one without the fault, in the table's notation. */
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

describe("the table of faulty operations", () => {
  let account: QuietAccount;
  let unreported: QuietAccount;
  const quiet = new Map<string, RequestAnswer>();
  let slowTimeoutMs = MIN_SLOW_TIMEOUT_MS;

  beforeAll(async () => {
    account = await createQuietAccount({ users: 9 });
    unreported = await createQuietAccount({ users: 9, report: false });
    for (const name of Object.keys(requests)) {
      const start = performance.now();
      quiet.set(name, await ask(account, name, {}));
      slowTimeoutMs = Math.max(slowTimeoutMs, SLOW_TIMEOUT_FACTOR * (performance.now() - start));
    }
  }, 60_000);

  afterAll(async () => {
    await account[Symbol.asyncDispose]();
    await unreported[Symbol.asyncDispose]();
  });

  /** The effect of the fault on all requests that call the operation. */
  async function outcomeOf(operation: string, fault: Fault): Promise<string> {
    // Only an account without a report generates one.
    const isOfReport = operation === "GenerateCredentialReport";
    const affected = [...quiet].filter(([, { calls }]) => calls[isOfReport ? "GetCredentialReport" : operation]);
    expect(affected).not.toEqual([]);
    const found = await Promise.all(
      affected.map(async ([name, before]) => {
        const timeoutMs = fault === "slow" ? slowTimeoutMs : undefined;
        const answer = await ask(isOfReport ? unreported : account, name, { [operation]: fault }, timeoutMs);
        expect(answer.calls).toHaveProperty(operation);
        return differences(name, before, answer, fault);
      }),
    );
    return found.flat().toSorted().join(", ") || SAME;
  }

  it("has all operations that reads and removal plans call", () => {
    const folder = new URL("../../../src/iam/", import.meta.url);
    const sources = globSync(["reads/*.ts", "writes/user-removal.ts"], { cwd: folder }).map((file) =>
      readFileSync(new URL(file, folder), "utf8"),
    );
    const called = sources.flatMap((text) => [...text.matchAll(/\b([A-Z]\w+)Command\b/g)].map(([, name]) => name));
    expect(operations.toSorted()).toEqual([...new Set(called)].toSorted());
  });

  it("has no effect without a fault", () => {
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
    "$operation, $fault, affects $outcome",
    async ({ operation, fault, outcome }) => {
      expect(await outcomeOf(operation, fault)).toBe(outcome);
    },
  );

  it.concurrent.each(cells.filter(isSlow))(
    "$operation, $fault, affects $outcome",
    async ({ operation, fault, outcome }) => {
      expect(await outcomeOf(operation, fault)).toBe(outcome);
    },
  );
});
