import {
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  EnableMFADeviceCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleUsers } from "../../src/embedded-iam/sample/sample-data.ts";
import { graphql } from "../generated/index.ts";
import { createUsers, createVirtualDevice, makeCredentialReport } from "../support/account.ts";
import { createTestClock } from "../support/clock.ts";
import { createTestGateway, iamError, type TestGateway, type TestGatewayOptions } from "../support/gateway.ts";
import { codes, scene } from "../support/scene.ts";

const hasDevice = ({ mfaDevices, hardwareMfaDevice }: (typeof sampleUsers)[number]) =>
  (mfaDevices?.length ?? 0) > 0 || hardwareMfaDevice !== undefined;
const hasPassword = ({ lastLogin }: (typeof sampleUsers)[number]) => lastLogin !== undefined;
const byName = (one: string, other: string) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1);
const namesOf = (users: typeof sampleUsers) => users.map(({ name }) => name).toSorted(byName);

const SignIns = graphql(`query SignIns($first: Int, $filter: UserFilter) {
  users(first: $first, filter: $filter) { nodes { userName hasMfa passwordEnabled } }
}`);
const FilteredPage = graphql(`query FilteredPage(
  $first: Int, $after: String, $last: Int, $before: String, $filter: UserFilter, $pathPrefix: String
) {
  users(first: $first, after: $after, last: $last, before: $before, filter: $filter, pathPrefix: $pathPrefix) {
    nodes { userName }
    pageInfo { endCursor hasNextPage startCursor hasPreviousPage }
  }
}`);
const FilteredCount = graphql(`query FilteredCount($filter: UserFilter) { users(filter: $filter) { totalCount } }`);

/** A gateway whose IAM has just generated a report. */
async function withReport(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const account = await createTestGateway({ sample: true, ...options });
  await makeCredentialReport(account.admin);
  return account;
}

describe("the credentials of users", () => {
  let account: TestGateway;
  beforeAll(async () => {
    account = await withReport();
    // Finds the two hardware devices. From now on, their owners are read first.
    await account.execute(SignIns);
  });
  afterAll(async () => account[Symbol.asyncDispose]());

  /** The calls for reading the users' devices this often, when the two owners of hardware devices are known. */
  const looks = (count: number) => ({
    ListVirtualMFADevices: count,
    GetAccountSummary: count,
    ListMFADevices: 2 * count,
  });

  it("come from the current devices and one credential report for the whole page, including hardware devices", async () => {
    account.forgetCalls();
    const { data, errors } = await account.execute(SignIns);
    expect(errors).toBeUndefined();
    expect(data?.users?.nodes).toEqual(
      sampleUsers
        .toSorted((one, other) => byName(one.name, other.name))
        .map((user) => ({ userName: user.name, hasMfa: hasDevice(user), passwordEnabled: hasPassword(user) })),
    );
    expect(account.counts()).toEqual({ ListUsers: 1, GetCredentialReport: 1, ...looks(1) });
  });

  it("are known for users known by name only, once their creation date has been read", async () => {
    account.forgetCalls();
    const { data } = await account.execute(
      graphql(
        `query SignInsOfDevices { mfaDevices(userName: "igor.petrov") { nodes { user { hasMfa passwordEnabled } } } }`,
      ),
    );
    expect(data?.mfaDevices?.nodes).toEqual([{ user: { hasMfa: true, passwordEnabled: true } }]);
    expect(account.counts()).toEqual({ ListMFADevices: 1, GetUser: 1, GetCredentialReport: 1 });
  });

  it("are counted by the report itself, with its time and the root user", async () => {
    account.forgetCalls();
    const { data } = await account.execute(
      graphql(`query Report {
        credentialReport { asOf userCount usersWithMfa usersWithPassword usersWithPasswordWithoutMfa rootUser { hasMfa } }
      }`),
    );
    expect(data?.credentialReport).toEqual({
      asOf: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
      userCount: 60,
      usersWithMfa: sampleUsers.filter(hasDevice).length,
      usersWithPassword: sampleUsers.filter(hasPassword).length,
      usersWithPasswordWithoutMfa: sampleUsers.filter((user) => hasPassword(user) && !hasDevice(user)).length,
      rootUser: { hasMfa: false },
    });
    expect(account.counts()).toEqual({ GetCredentialReport: 1 });
  });

  it.each([
    [
      { hasMfa: false, passwordEnabled: true },
      (user: (typeof sampleUsers)[number]) => !hasDevice(user) && hasPassword(user),
    ],
    [{ hasMfa: true }, hasDevice],
    [{ passwordEnabled: false, hasMfa: null }, (user: (typeof sampleUsers)[number]) => !hasPassword(user)],
  ])("filter the list by %j: each matching user is on one page, forwards and backwards", async (filter, passes) => {
    const expected = namesOf(sampleUsers.filter(passes));
    const costOf = (count: number) => ({
      ListUsers: count,
      ...(typeof filter.hasMfa === "boolean" && looks(count)),
      ...("passwordEnabled" in filter && { GetCredentialReport: count }),
    });
    account.forgetCalls();
    const forwards: string[] = [];
    let pages = 0;
    for (let after: string | null | undefined; pages === 0 || after; pages++) {
      const { data, errors } = await account.execute(FilteredPage, { filter, first: 4, after });
      expect(errors).toBeUndefined();
      forwards.push(...(data?.users?.nodes ?? []).map(({ userName }) => userName));
      after = data?.users?.pageInfo.hasNextPage ? data.users.pageInfo.endCursor : null;
    }
    expect([forwards, pages]).toEqual([expected, Math.ceil(expected.length / 4)]);
    expect(account.counts()).toEqual(costOf(pages));

    const backwards: string[] = [];
    let before: string | null | undefined;
    do {
      const { data } = await account.execute(FilteredPage, { filter, last: 4, before });
      backwards.unshift(...(data?.users?.nodes ?? []).map(({ userName }) => userName));
      before = data?.users?.pageInfo.hasPreviousPage ? data.users.pageInfo.startCursor : null;
    } while (before);
    expect(backwards).toEqual(expected);

    account.forgetCalls();
    expect((await account.execute(FilteredCount, { filter })).data?.users?.totalCount).toBe(expected.length);
    expect(account.counts()).toEqual(costOf(1));
  });

  it("filter together with a path, and pages of the account's details too", async () => {
    const inPath = await account.execute(FilteredPage, { filter: { hasMfa: false }, pathPrefix: "/security/" });
    expect(inPath.data?.users?.nodes).toEqual([]);
    account.forgetCalls();
    const { data } = await account.execute(
      graphql(`query FilteredTeams { users(first: 3, filter: {hasMfa: false}) { nodes { userName tags { key } } } }`),
    );
    const expected = namesOf(sampleUsers.filter((user) => !hasDevice(user))).slice(0, 3);
    expect(data?.users?.nodes.map(({ userName }) => userName)).toEqual(expected);
    expect(account.counts()).toEqual({ GetAccountAuthorizationDetails: 1, ...looks(1) });
  });

  it("treats an empty filter as no filter, and requests no report", async () => {
    account.forgetCalls();
    const { data } = await account.execute(FilteredCount, { filter: { hasMfa: null } });
    expect(data?.users?.totalCount).toBe(60);
    expect(account.counts()).toEqual({ GetAccountSummary: 1 });
  });

  it.each([
    ["an empty page", "{ users(first: 0) { nodes { passwordEnabled } } }"],
    ["an empty page from the list's end", "{ users(last: 0) { nodes { passwordEnabled } } }"],
    ["a filtered list of which no page is selected", "{ users(filter: { passwordEnabled: true }) { asOf } }"],
    ["an empty filtered page", "{ users(first: 0, filter: { passwordEnabled: true }) { nodes { userName } } }"],
  ])("cost no call for %s", async (_title, text) => {
    account.forgetCalls();
    const { errors } = await account.execute<object, object>(text);
    expect(errors).toBeUndefined();
    expect(account.counts()).toEqual({});
  });

  it("bind cursors to the filter", async () => {
    const { data } = await account.execute(FilteredPage, { filter: { hasMfa: false }, first: 1 });
    const after = data?.users?.pageInfo.endCursor;
    const { errors } = await account.execute(FilteredPage, { filter: { hasMfa: true }, first: 1, after });
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT", reason: "CURSOR_INVALID" } }]);
  });

  it("are estimated as the report, the devices of all users, and the whole list for a filter", async () => {
    account.forgetCalls();
    const explain = { "iamql-explain": "1" };
    const { extensions } = await account.execute(SignIns, { filter: { hasMfa: false } }, explain);
    expect(extensions).toMatchObject({
      iam: {
        estimate: {
          least: 1,
          most: 5116,
          mostPlanned: 15,
          calls: [
            { action: "GenerateCredentialReport", least: 0, most: 2 },
            { action: "GetAccountSummary", least: 0, most: 2 },
            { action: "GetCredentialReport", least: 0, most: 2 },
            { action: "GetLoginProfile", least: 0, most: 100 },
            { action: "ListMFADevices", least: 0, most: 5000 },
            { action: "ListUsers", least: 1, most: 5 },
            { action: "ListVirtualMFADevices", least: 0, most: 5 },
          ],
        },
      },
    });
    expect(account.calls).toEqual([]);
  });
});

describe("changes since the report", () => {
  const WITHOUT_MFA = graphql(`query WithoutMfa { users(filter: {hasMfa: false}) { nodes { userName } } }`);

  it("show at once if this gateway made them", async () => {
    const account = await createTestGateway();
    await using _ = account;
    await createUsers(account.admin, 3);
    account.embedded.addMfaDevice({ serialNumber: scene.unused, seed: scene.seed });
    await makeCredentialReport(account.admin);
    const without = async () => (await account.execute(WITHOUT_MFA)).data?.users?.nodes.map(({ userName }) => userName);
    expect(await without()).toEqual(["user-0000", "user-0001", "user-0002"]);

    const input = { userName: "USER-0001", serialNumber: scene.unused, ...codes() };
    const enabled = await account.execute(
      graphql(`mutation Enable($input: EnableMfaDeviceInput!) {
        enableMfaDevice(input: $input) { ... on EnableMfaDevicePayload { mfaDevice { user { hasMfa } } } }
      }`),
      { input },
    );
    expect(enabled.data?.enableMfaDevice).toEqual({ mfaDevice: { user: { hasMfa: true } } });
    account.forgetCalls();
    expect(await without()).toEqual(["user-0000", "user-0002"]);
    expect(account.counts()).toEqual({ ListUsers: 1, ListMFADevices: 3 });

    await account.execute(
      graphql(
        `mutation Deactivate($input: DeactivateMfaDeviceInput!) { deactivateMfaDevice(input: $input) { __typename } }`,
      ),
      { input: { userName: "user-0001", serialNumber: scene.unused } },
    );
    expect(await without()).toEqual(["user-0000", "user-0001", "user-0002"]);
  });

  it("are read from IAM for users who are new or have another user's former name, whichever client created them", async () => {
    const account = await createTestGateway();
    await using _ = account;
    const { admin } = account;
    account.embedded.addMfaDevice({ serialNumber: scene.ofAlice, seed: scene.seed });
    await createUsers(admin, 2, "old-");
    const Password = "correct-Horse-1";
    await admin.send(new CreateLoginProfileCommand({ UserName: "old-0000", Password }));
    await createVirtualDevice(admin, "phone", "old-0000");
    await makeCredentialReport(account.admin);
    // A user with the name of another user in the report, created in another second.
    await admin.send(new UpdateUserCommand({ UserName: "old-0000", NewUserName: "renamed" }));
    await untilNextSecond();
    await admin.send(new CreateUserCommand({ UserName: "old-0000" }));
    await admin.send(new CreateUserCommand({ UserName: "new" }));
    await admin.send(new CreateLoginProfileCommand({ UserName: "new", Password }));
    const { authenticationCode1: AuthenticationCode1, authenticationCode2: AuthenticationCode2 } = codes();
    await admin.send(
      new EnableMFADeviceCommand({
        UserName: "new",
        SerialNumber: scene.ofAlice,
        AuthenticationCode1,
        AuthenticationCode2,
      }),
    );
    const { data } = await account.execute(SignIns);
    expect(data?.users?.nodes).toEqual([
      { userName: "new", hasMfa: true, passwordEnabled: true },
      { userName: "old-0000", hasMfa: false, passwordEnabled: false },
      { userName: "old-0001", hasMfa: false, passwordEnabled: false },
      { userName: "renamed", hasMfa: true, passwordEnabled: true },
    ]);
    // The report contains old-0001.
    expect(account.counts()).toMatchObject({ GetCredentialReport: 1, GetLoginProfile: 3 });
  });

  it("fail with QUERY_TOO_EXPENSIVE, before any call, if they need more calls than the request may make", async () => {
    await using account = await createTestGateway({ limits: { maxIamCalls: 8 } });
    await makeCredentialReport(account.admin);
    await createUsers(account.admin, 9);
    const { data, errors } = await account.execute(
      graphql(`query Passwords { users { nodes { userName passwordEnabled } } }`),
    );
    expect(data?.users?.nodes.map(({ passwordEnabled }) => passwordEnabled)).toEqual(Array(9).fill(null));
    expect(errors?.[0]?.extensions).toMatchObject({ code: "QUERY_TOO_EXPENSIVE", action: "GetLoginProfile" });
    expect(account.counts()).toEqual({ ListUsers: 1, GetCredentialReport: 1 });
  });

  it("are not read for a user who was deleted", async () => {
    await using account = await withReport();
    await account.admin.send(new DeleteLoginProfileCommand({ UserName: "dina.rahman" })).catch(() => {});
    await account.admin.send(new DeleteUserCommand({ UserName: "dina.rahman" }));
    const { data } = await account.execute(FilteredCount, { filter: { hasMfa: false } });
    expect(data?.users?.totalCount).toBe(sampleUsers.filter((user) => !hasDevice(user)).length - 1);
  });
});

describe("a missing report", () => {
  const AsOf = graphql(`query AsOf { credentialReport { asOf userCount } accountSummary { users } }`);

  it("is generated, and requested until it is complete", async () => {
    const clock = createTestClock();
    await using account = await createTestGateway({
      sample: true,
      iam: { clock: clock.date },
      credentialReports: { now: () => 0, sleep: clock.sleep },
    });
    const { data, errors } = await account.execute(AsOf);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ credentialReport: { userCount: 60 }, accountSummary: { users: 60 } });
    // After pauses of 0.25, 0.38, 0.56 and 0.84 seconds. The report takes two seconds.
    expect(account.counts()).toEqual({ GetCredentialReport: 5, GenerateCredentialReport: 1, GetAccountSummary: 1 });
    account.forgetCalls();
    await account.execute(AsOf);
    expect(account.counts()).toEqual({ GetCredentialReport: 1, GetAccountSummary: 1 });
  });

  it("is generated if the last one is too old", async () => {
    const clock = createTestClock();
    let asked = 0;
    await using account = await withReport({
      iam: { clock: clock.date },
      credentialReports: { now: () => 0, sleep: clock.sleep },
      intercept: ({ action }) =>
        action === "GetCredentialReport" && ++asked === 1 ? iamError(410, "ReportExpired", "") : undefined,
    });
    const { data } = await account.execute(AsOf);
    expect(data?.credentialReport?.userCount).toBe(60);
    expect(account.counts()).toMatchObject({ GetCredentialReport: 2, GenerateCredentialReport: 1 });
  });

  it("is one report for all requests at the same time", async () => {
    const clock = createTestClock();
    await using account = await createTestGateway({
      sample: true,
      iam: { clock: clock.date },
      delay: turns,
      credentialReports: { now: () => 0, sleep: clock.sleep },
    });
    const answers = await Promise.all(Array.from({ length: 5 }, () => account.execute(AsOf)));
    expect(answers.map(({ data }) => data?.credentialReport?.userCount)).toEqual([60, 60, 60, 60, 60]);
    expect(account.counts()["GenerateCredentialReport"]).toBe(1);
  });

  it("fails its own field with IAM_TIMEOUT and the time to wait if IAM does not generate it in time", async () => {
    let now = performance.now();
    const slept: number[] = [];
    await using account = await createTestGateway({
      sample: true,
      limits: { requestTimeoutMs: 20_000 },
      intercept: ({ action }) => (action === "GetCredentialReport" ? iamError(404, "ReportInProgress", "") : undefined),
      credentialReports: {
        now: () => now,
        sleep: async (milliseconds) => {
          slept.push(milliseconds);
          now += milliseconds;
        },
      },
    });
    const { data, errors } = await account.execute(AsOf);
    expect(data).toEqual({ credentialReport: null, accountSummary: { users: 60 } });
    expect(errors).toMatchObject([
      {
        message: "GetCredentialReport did not finish in time: IAM is still creating the account's credential report.",
        path: ["credentialReport"],
        extensions: { code: "IAM_TIMEOUT", action: "GetCredentialReport", retryAfterMs: 5000 },
      },
    ]);
    expect(slept.slice(0, 5)).toEqual([250, 375, 562.5, 843.75, 1265.625]);
    // IAM has already started.
    expect(account.counts()).toEqual({ GetCredentialReport: slept.length + 1, GetAccountSummary: 1 });
  });

  const failures = [
    ["AccessDenied", 403, "IAM_ACCESS_DENIED"],
    ["Throttling", 400, "IAM_THROTTLED"],
    ["ServiceFailure", 500, "IAM_UNAVAILABLE"],
  ] as const;

  it.each(failures)("does not affect data from other operations if IAM fails with %s", async (code, status) => {
    await using account = await withReport({
      intercept: ({ action }) => (action === "GetCredentialReport" ? iamError(status, code, "No.") : undefined),
    });
    const { data, errors } = await account.execute(SignIns, { first: 2 });
    expect([data?.users?.nodes, errors]).toEqual([
      [
        { userName: "amara.okafor", hasMfa: true, passwordEnabled: true },
        { userName: "anders.berg", hasMfa: false, passwordEnabled: true },
      ],
      undefined,
    ]);
    expect(account.counts()).toMatchObject({ ListUsers: 1, ListMFADevices: 2, GetLoginProfile: 2 });
    const filtered = await account.execute(FilteredCount, { filter: { hasMfa: true, passwordEnabled: true } });
    const passing = sampleUsers.filter((user) => hasDevice(user) && hasPassword(user));
    expect([filtered.data?.users?.totalCount, filtered.errors]).toEqual([passing.length, undefined]);
  });

  it.each(failures)("affects only passwords if GetLoginProfile fails too, with %s", async (code, status, expected) => {
    const failing = ["GetCredentialReport", "GetLoginProfile"];
    await using account = await withReport({
      intercept: ({ action }) => (failing.includes(action) ? iamError(status, code, "No.") : undefined),
    });
    const { data, errors } = await account.execute(SignIns, { first: 2 });
    expect(data?.users?.nodes).toEqual([
      { userName: "amara.okafor", hasMfa: true, passwordEnabled: null },
      { userName: "anders.berg", hasMfa: false, passwordEnabled: null },
    ]);
    expect(errors?.map(({ extensions }) => extensions?.["code"])).toEqual(Array(2).fill(expected));
    const filtered = await account.execute(FilteredCount, { filter: { passwordEnabled: true } });
    expect([filtered.data?.users?.totalCount, filtered.errors?.[0]?.extensions?.["code"]]).toEqual([null, expected]);
  });
});

describe("MFA devices that cannot be read", () => {
  const Dated = graphql(
    `query Dated($filter: UserFilter) { users(filter: $filter) { totalCount asOf nodes { hasMfa } } }`,
  );
  const deny = ["ListMFADevices", "ListVirtualMFADevices"];
  const count = sampleUsers.filter(hasDevice).length;

  it("are replaced by the credential report, and a filter exposes its time", async () => {
    await using account = await withReport();
    const undisturbed = await account.execute(Dated, { filter: { hasMfa: true } });
    expect(undisturbed.data?.users).toMatchObject({ totalCount: count, asOf: null });
    account.embedded.setFaults({ deny });
    const { data, errors } = await account.execute(Dated, { filter: { hasMfa: true } });
    expect(errors).toBeUndefined();
    const report = await account.execute(graphql(`query ReportTime { credentialReport { asOf } }`));
    expect(data?.users).toMatchObject({ totalCount: count, asOf: report.data?.credentialReport?.asOf });
    expect(data?.users?.nodes).toEqual(Array(count).fill({ hasMfa: true }));
  });

  it("leave hasMfa unknown if the report is missing too", async () => {
    await using account = await withReport();
    account.embedded.setFaults({ deny: [...deny, "GetCredentialReport"] });
    const { data, errors } = await account.execute(SignIns, { first: 2 });
    expect(data?.users?.nodes.map(({ hasMfa }) => hasMfa)).toEqual([null, null]);
    expect(errors?.map(({ extensions }) => extensions?.["code"])).toEqual(Array(2).fill("IAM_ACCESS_DENIED"));
    const filtered = await account.execute(FilteredCount, { filter: { hasMfa: false } });
    expect(filtered.data?.users?.totalCount).toBeNull();
    expect(filtered.errors?.[0]?.extensions?.["code"]).toBe("IAM_ACCESS_DENIED");
  });
});

describe("a report in IAM's format", () => {
  const header = "user,arn,user_creation_time,password_enabled,password_last_used,mfa_active,some_new_column";
  const reportOf = (...lines: readonly string[]) => {
    const content = Buffer.from([header, ...lines].join("\n")).toString("base64");
    return {
      status: 200,
      body: `<GetCredentialReportResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetCredentialReportResult><Content>${content}</Content><ReportFormat>text/csv</ReportFormat><GeneratedTime>2026-11-01T10:00:00Z</GeneratedTime></GetCredentialReportResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCredentialReportResponse>`,
    };
  };
  const root = "<root_account>,arn:aws:iam::123456789012:root,2024-01-01T00:00:00+00:00,not_supported,N/A,TRUE,x";
  const ask = async (...lines: readonly string[]) => {
    await using account = await createTestGateway({
      intercept: ({ action }) => (action === "GetCredentialReport" ? reportOf(...lines) : undefined),
    });
    return account.execute(
      graphql(`query Counted { credentialReport { userCount usersWithMfa usersWithPassword rootUser { hasMfa } } }`),
    );
  };

  it("is read by the names of its columns, with quoted names", async () => {
    const quoted = '"smith, ann",arn:aws:iam::1:user/a,2024-01-01T00:00:00+00:00,true,no_information,true,"a ""b"""';
    const { data } = await ask(root, quoted, "bob,arn:aws:iam::1:user/bob,2024-01-01T00:00:00+00:00,FALSE,N/A,false,");
    expect(data?.credentialReport).toEqual({
      userCount: 2,
      usersWithMfa: 1,
      usersWithPassword: 1,
      rootUser: { hasMfa: true },
    });
  });

  it("leaves only the root user's fields null if it has no row for the root user", async () => {
    const { data, errors } = await ask("bob,arn:aws:iam::1:user/bob,2024-01-01T00:00:00+00:00,true,N/A,false,");
    expect(data?.credentialReport).toEqual({ userCount: 1, usersWithMfa: 0, usersWithPassword: 1, rootUser: null });
    expect(errors).toMatchObject([
      {
        path: ["credentialReport", "rootUser"],
        extensions: { code: "IAM_UNAVAILABLE", action: "GetCredentialReport" },
      },
    ]);
  });

  it("has no counts if a line is cut off", async () => {
    const { data, errors } = await ask(root, "bob,arn:aws:iam");
    expect(data?.credentialReport).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({ code: "IAM_UNAVAILABLE", action: "GetCredentialReport" });
  });
});

/** IAM's dates have whole seconds. */
async function untilNextSecond(): Promise<void> {
  const second = Math.floor(Date.now() / 1000);
  while (Math.floor(Date.now() / 1000) === second) await new Promise((resolve) => setImmediate(resolve));
}

/** The least duration of a response. Concurrent requests have been sent by then. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
