import { describe, expect, it } from "vitest";
import { type FakeAnswer, iamAnswer, startFakeIam } from "../../support/fake-iam.ts";
import { createTestGateway } from "../../support/gateway.ts";

const arnOf = (resource: string) => `arn:aws:iam::123456789012:${resource}`;
const date = "2024-01-01T00:00:00Z";
const end = "<IsTruncated>false</IsTruncated>";
const alice = `<UserName>alice</UserName><UserId>AIDAALICE</UserId><Arn>${arnOf("user/a/b/alice")}</Arn><CreateDate>${date}</CreateDate>`;
const admins = `<GroupName>admins</GroupName><GroupId>AGPAADMINS</GroupId><Arn>${arnOf("group/a/admins")}</Arn><CreateDate>${date}</CreateDate>`;

/** Queries a gateway over an IAM with these responses, by action. */
async function ask(
  document: string,
  answers: Readonly<Record<string, string | FakeAnswer>>,
  { maxAttempts = 1 }: { readonly maxAttempts?: number } = {},
) {
  await using fake = await startFakeIam({
    answer({ action }) {
      const answer = answers[action];
      return typeof answer === "string" && answer !== "never" && answer !== "reset"
        ? iamAnswer(action, answer)
        : answer;
    },
  });
  await using gateway = await createTestGateway({ client: fake.createClient({ maxAttempts }) });
  const answer = await gateway.execute<Record<string, unknown>, object>(document);
  return {
    ...answer,
    codes: answer.errors?.map(({ extensions }) => [extensions?.["code"], extensions?.["action"]]),
    counts: fake.counts(),
    logLines: gateway.logLines,
    auditLines: gateway.auditLines.map((line): Record<string, unknown> => JSON.parse(line)),
  };
}

describe("an unreadable response to a read", () => {
  const user = '{ user(userName: "alice") { arn } }';
  const virtual = "{ virtualMfaDevices { nodes { serialNumber } } }";
  const provider = `{ oidcProvider(arn: "${arnOf("oidc-provider/a.example.com")}") { createDate } }`;
  it.each([
    ["an empty date", user, "GetUser", `<User>${alice}<PasswordLastUsed/></User>`],
    [
      "a date without a time zone",
      user,
      "GetUser",
      `<User>${alice}<PasswordLastUsed>2024-01-01T00:00:00</PasswordLastUsed></User>`,
    ],
    ["a word as a date", user, "GetUser", `<User>${alice}<PasswordLastUsed>never</PasswordLastUsed></User>`],
    ["an element in a string", user, "GetUser", "<User><UserName><b>alice</b></UserName></User>"],
    ["a repeated string", user, "GetUser", `<User>${alice}<UserId>AIDAOTHER</UserId></User>`],
    [
      "an empty date in a list",
      "{ users { nodes { userName } } }",
      "ListUsers",
      `<Users><member>${alice}<PasswordLastUsed/></member></Users>${end}`,
    ],
    [
      "a date without a time zone in a list",
      "{ groups { nodes { groupName } } }",
      "ListGroups",
      `<Groups><member><CreateDate>2024-01-01</CreateDate></member></Groups>${end}`,
    ],
    [
      "a date without a time zone",
      virtual,
      "ListVirtualMFADevices",
      `<VirtualMFADevices><member><EnableDate>2024-01-01T00:00:00</EnableDate></member></VirtualMFADevices>${end}`,
    ],
    [
      "an empty date",
      '{ mfaDevices(userName: "alice") { totalCount } }',
      "ListMFADevices",
      `<MFADevices><member><SerialNumber>GAHT12345678</SerialNumber><EnableDate/></member></MFADevices>${end}`,
    ],
    ["an empty date", provider, "GetOpenIDConnectProvider", "<Url>a.example.com</Url><CreateDate/>"],
    [
      "a word as a number",
      "{ accountSummary { users } }",
      "GetAccountSummary",
      "<SummaryMap><entry><key>Users</key><value>many</value></entry></SummaryMap>",
    ],
    [
      "content that is not base64",
      "{ credentialReport { asOf } }",
      "GetCredentialReport",
      `<Content>?</Content><GeneratedTime>${date}</GeneratedTime>`,
    ],
  ])("with %s is IAM_UNAVAILABLE: %s", async (_case, query, action, result) => {
    const { data, codes } = await ask(query, { [action]: result });
    expect(Object.values(data ?? {})).toEqual([null]);
    expect(codes).toEqual([["IAM_UNAVAILABLE", action]]);
  });

  it.each([200, 400, 403, 500])("is IAM_UNAVAILABLE if its XML is cut off, with status %i", async (status) => {
    const { codes } = await ask(user, { GetUser: { status, body: "<GetUserResponse><GetUserResult><User>" } });
    expect(codes).toEqual([["IAM_UNAVAILABLE", "GetUser"]]);
  });
});

describe("a response to GetLoginProfile that is not IAM's", () => {
  it("is IAM_UNAVAILABLE, and never a password", async () => {
    const report = "user,arn,user_creation_time,password_enabled,mfa_active";
    const { data, codes } = await ask('{ user(userName: "alice") { passwordEnabled } }', {
      GetUser: `<User>${alice}</User>`,
      GetCredentialReport: `<Content>${Buffer.from(report).toString("base64")}</Content><GeneratedTime>${date}</GeneratedTime>`,
      GetLoginProfile: { status: 200, body: "<html><body>Please log in</body></html>" },
    });
    expect([data, codes]).toEqual([{ user: { passwordEnabled: null } }, [["IAM_UNAVAILABLE", "GetLoginProfile"]]]);
  });
});

describe("an unreadable response to a write", () => {
  const createUser = 'mutation { createUser(input: {userName: "alice"}) { __typename } }';
  const createDevice = 'mutation { createVirtualMfaDevice(input: {virtualMfaDeviceName: "phone"}) { __typename } }';
  const tagUser = 'mutation { tagUser(input: {userName: "alice", tags: [{key: "a", value: "b"}]}) { __typename } }';
  const unfinished: FakeAnswer = { status: 200, body: "<TagUserResponse><ResponseMetadata>" };
  const page: FakeAnswer = { status: 200, body: "<html><body>Please log in</body></html>" };

  it.each<[string, string, string, string | FakeAnswer]>([
    [
      "a date without a time zone",
      createUser,
      "CreateUser",
      "<User><CreateDate>2024-01-01T00:00:00</CreateDate></User>",
    ],
    ["an empty date", createUser, "CreateUser", `<User>${alice}<PasswordLastUsed/></User>`],
    ["no user", createUser, "CreateUser", ""],
    [
      "no id of the user",
      createUser,
      "CreateUser",
      `<User><UserName>alice</UserName><Arn>${arnOf("user/alice")}</Arn></User>`,
    ],
    [
      "a secret that is not base64",
      createDevice,
      "CreateVirtualMFADevice",
      "<VirtualMFADevice><QRCodePNG>?</QRCodePNG></VirtualMFADevice>",
    ],
    [
      "no secret",
      createDevice,
      "CreateVirtualMFADevice",
      `<VirtualMFADevice><SerialNumber>${arnOf("mfa/phone")}</SerialNumber></VirtualMFADevice>`,
    ],
    ["XML that is cut off", tagUser, "TagUser", unfinished],
    ["XML that is cut off, and the status 400", tagUser, "TagUser", { ...unfinished, status: 400 }],
    ["a web page", tagUser, "TagUser", page],
    ["a web page", createUser, "CreateUser", page],
    ["nothing", tagUser, "TagUser", { status: 200, body: "" }],
  ])("with %s is IAM_UNAVAILABLE with the outcome UNKNOWN: %s", async (_case, mutation, action, answer) => {
    const { data, errors, auditLines } = await ask(mutation, { [action]: answer });
    expect(Object.values(data ?? {})).toEqual([null]);
    expect(errors).toMatchObject([{ extensions: { code: "IAM_UNAVAILABLE", action, outcome: "UNKNOWN" } }]);
    expect(auditLines.at(-1)).toMatchObject({ event: "outcome", outcome: "unknown" });
  });

  it("is not followed by a retry that could do harm", async () => {
    const { counts } = await ask(
      createUser,
      { CreateUser: { status: 500, body: "<CreateUserResponse" } },
      { maxAttempts: 3 },
    );
    expect(counts).toEqual({ CreateUser: 1 });
  });

  it("is not quoted in errors and in the log, because it can contain a secret", async () => {
    const secret = "JBSWY3DPEHPK3PXP";
    for (const body of [
      `<CreateVirtualMFADeviceResponse><Base32StringSeed>${secret}</Base32String`,
      `<CreateVirtualMFADeviceResponse><CreateVirtualMFADeviceResult><VirtualMFADevice><EnableDate>${secret}</EnableDate></VirtualMFADevice></CreateVirtualMFADeviceResult></CreateVirtualMFADeviceResponse>`,
      `<CreateVirtualMFADeviceResponse><CreateVirtualMFADeviceResult><VirtualMFADevice><QRCodePNG>${secret}?</QRCodePNG></VirtualMFADevice></CreateVirtualMFADeviceResult></CreateVirtualMFADeviceResponse>`,
    ]) {
      const { errors, logLines, codes } = await ask(createDevice, { CreateVirtualMFADevice: { status: 200, body } });
      expect(codes).toEqual([["IAM_UNAVAILABLE", "CreateVirtualMFADevice"]]);
      expect(JSON.stringify([errors, logLines])).not.toContain(secret);
    }
  });
});

describe("an absent member", () => {
  it("Path is taken from the ARN, for users and groups in every response", async () => {
    const { data, errors } = await ask(
      `{ user(userName: "alice") { path } users { nodes { path } }
         group(groupName: "admins") { path users { nodes { path } } } groups { nodes { path } } }`,
      {
        GetUser: `<User>${alice}</User>`,
        ListUsers: `<Users><member>${alice}<Path/></member></Users>${end}`,
        GetGroup: `<Group>${admins}</Group><Users><member>${alice}</member></Users>${end}`,
        ListGroups: `<Groups><member>${admins}</member></Groups>${end}`,
      },
    );
    expect([data, errors]).toEqual([
      {
        user: { path: "/a/b/" },
        users: { nodes: [{ path: "/a/b/" }] },
        group: { path: "/a/", users: { nodes: [{ path: "/a/b/" }] } },
        groups: { nodes: [{ path: "/a/" }] },
      },
      undefined,
    ]);
  });

  it("Path is / if the ARN has no path", async () => {
    const { data } = await ask('{ user(userName: "alice") { path } }', {
      GetUser: `<User>${alice.replace("user/a/b/", "user/")}</User>`,
    });
    expect(data).toEqual({ user: { path: "/" } });
  });

  it("Value of a tag is an empty string", async () => {
    const { data } = await ask('{ user(userName: "alice") { tags { key value } } }', {
      GetUser: `<User>${alice}<Tags><member><Key>a</Key></member><member><Key>b</Key><Value/></member></Tags></User>`,
    });
    expect(data).toEqual({
      user: {
        tags: [
          { key: "a", value: "" },
          { key: "b", value: "" },
        ],
      },
    });
  });

  it("of a provider is an empty list, and a missing date is null with an error", async () => {
    const arn = arnOf("oidc-provider/a.example.com");
    const { data, codes } = await ask(
      `{ oidcProvider(arn: "${arn}") { clientIds thumbprints tags { key } createDate } }`,
      { GetOpenIDConnectProvider: "<Url>a.example.com</Url>" },
    );
    expect(data).toEqual({ oidcProvider: { clientIds: [], thumbprints: [], tags: [], createDate: null } });
    expect(codes).toEqual([["IAM_UNAVAILABLE", "GetOpenIDConnectProvider"]]);
  });

  it.each([
    ["users { nodes { id } }", "ListUsers", ""],
    ["groups { nodes { id } }", "ListGroups", ""],
    ["virtualMfaDevices { nodes { id } }", "ListVirtualMFADevices", ""],
    ['mfaDevices(userName: "alice") { nodes { id } }', "ListMFADevices", ""],
    ['group(groupName: "admins") { users { nodes { id } } }', "GetGroup", `<Group>${admins}</Group>`],
  ])("that is the list of a page makes the page empty: %s", async (field, action, more) => {
    const { data, errors } = await ask(`{ ${field} }`, { [action]: `${more}${end}` });
    expect([JSON.stringify(data), errors]).toEqual([expect.stringContaining('{"nodes":[]}'), undefined]);
  });
});

describe("the end of a page", () => {
  const users = `<Users><member>${alice}</member></Users>`;
  const query = "{ users { nodes { userName } pageInfo { hasNextPage } } }";

  it("without IsTruncated and without a marker is the end of the list", async () => {
    const { data, counts } = await ask(query, { ListUsers: users });
    expect(data).toEqual({ users: { nodes: [{ userName: "alice" }], pageInfo: { hasNextPage: false } } });
    expect(counts).toEqual({ ListUsers: 1 });
  });

  it("without IsTruncated but with a marker continues", async () => {
    const { data } = await ask("{ users(first: 1) { pageInfo { hasNextPage } } }", {
      ListUsers: `${users}<Marker>more</Marker>`,
    });
    expect(data).toEqual({ users: { pageInfo: { hasNextPage: true } } });
  });

  it.each(["<IsTruncated>true</IsTruncated>", "<IsTruncated>true</IsTruncated><Marker/>"])(
    "that continues without a marker is IAM_UNAVAILABLE, never a truncated list: %s",
    async (ending) => {
      const { data, codes } = await ask(query, { ListUsers: `${users}${ending}` });
      expect([data, codes]).toEqual([{ users: null }, [["IAM_UNAVAILABLE", "ListUsers"]]]);
    },
  );

  it("without IsTruncated but with a marker continues in a cascade too", async () => {
    const keys: Record<string, string> = {
      "": "<AccessKeyMetadata><member><AccessKeyId>AKIA1</AccessKeyId></member></AccessKeyMetadata><Marker>more</Marker>",
      more: `<AccessKeyMetadata><member><AccessKeyId>AKIA2</AccessKeyId></member></AccessKeyMetadata>${end}`,
    };
    await using fake = await startFakeIam({
      answer({ action, parameters }) {
        if (action === "GetUser") return iamAnswer(action, `<User>${alice}</User>`);
        if (action === "ListGroupsForUser" || action === "ListMFADevices") return iamAnswer(action, end);
        return action === "ListAccessKeys" ? iamAnswer(action, keys[parameters["Marker"] ?? ""]) : undefined;
      },
    });
    await using gateway = await createTestGateway({ client: fake.createClient() });
    const { data } = await gateway.execute<Record<string, unknown>, object>(
      `mutation { deleteUser(input: {userName: "alice", cascade: true, dryRun: true}) {
        ... on DeleteUserPlan { steps { operation target } }
      } }`,
    );
    expect(data).toMatchObject({
      deleteUser: {
        steps: expect.arrayContaining([
          { operation: "DeleteAccessKey", target: "AKIA1" },
          { operation: "DeleteAccessKey", target: "AKIA2" },
        ]),
      },
    });
  });
});

describe("a device without a date", () => {
  it("makes its user's connection null with an error if the date is selected", async () => {
    const { data, codes } = await ask('{ mfaDevices(userName: "alice") { nodes { serialNumber enableDate } } }', {
      ListMFADevices: `<MFADevices><member><UserName>alice</UserName><SerialNumber>GAHT12345678</SerialNumber></member></MFADevices>${end}`,
    });
    expect([data, codes]).toEqual([{ mfaDevices: null }, [["IAM_UNAVAILABLE", "ListMFADevices"]]]);
  });
});
