import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { iamError, type TestGateway } from "../../support/gateway.ts";
import { createScene, documentOf, scene } from "../../support/scene.ts";

const selection =
  "__typename ... on IamError { message code requestId outcome isRetryable path } ... on InvalidInputError { issues { path code message } }";

interface InvalidInput {
  readonly __typename: string;
  readonly message: string;
  readonly path: readonly string[] | null;
  readonly issues: readonly { readonly path: readonly string[]; readonly code: string; readonly message: string }[];
}

// These inputs change nothing, so the tests share one account.
let account: TestGateway;
beforeAll(async () => {
  account = await createScene();
});
beforeEach(() => account.forgetCalls());
afterAll(() => account[Symbol.asyncDispose]());

async function answerTo(field: string, input: object) {
  const { data, errors } = await account.execute<Record<string, InvalidInput>, object>(documentOf(field, selection), {
    input,
  });
  return { answer: data?.[field], errors, calls: account.calls };
}

const long = (length: number) => "x".repeat(length);
const name = (from1To: number) => `Expected 1 to ${from1To} characters of A-Z a-z 0-9 _ + = , . @ -`;
const path =
  'Expected "/", or text that begins and ends with "/", of at most 512 printable ASCII characters without spaces';
const key = "Expected 1 to 128 letters, digits, spaces and characters of _ . : / = + - @";
const value = "Expected at most 256 letters, digits, spaces and characters of _ . : / = + - @";
const serial = "Expected 9 to 256 characters of A-Z a-z 0-9 _ + = / : , . @ -";
const arn = "Expected an ARN of 20 to 2048 characters";
const device = "Expected the ARN of a virtual MFA device (arn:aws:iam::<account id>:mfa/...)";
const manyTags = Array.from({ length: 51 }, (_, index) => ({ key: `key-${index}`, value: "" }));
const manyThumbprints = Array.from({ length: 6 }, (_, index) => String(index).repeat(40));
const manyKeys = manyTags.map((tag) => tag.key);

const cases: [field: string, input: object, issues: Record<string, string>][] = [
  [
    "createUser",
    {
      userName: long(65),
      path: "no slash",
      permissionsBoundaryArn: "arn:short",
      tags: [
        { key: "", value: "fine" },
        { key: "fine", value: long(257) },
        { key: "a!", value: "b!" },
      ],
    },
    {
      "input.userName": `${name(64)}; got 65 characters.`,
      "input.path": `${path}; got 8 characters.`,
      "input.permissionsBoundaryArn": `${arn}; got 9 characters.`,
      "input.tags.0.key": `${key}; got 0 characters.`,
      "input.tags.1.value": `${value}; got 257 characters.`,
      "input.tags.2.key": `${key}; got 2 characters.`,
      "input.tags.2.value": `${value}; got 2 characters.`,
    },
  ],
  [
    "updateUser",
    { userName: "", newUserName: "a b", newPath: "/open" },
    {
      "input.userName": `${name(128)}; got 0 characters.`,
      "input.newUserName": `${name(64)}; got 3 characters.`,
      "input.newPath": `${path}; got 5 characters.`,
    },
  ],
  ["deleteUser", { userName: "a/b", cascade: true }, { "input.userName": `${name(128)}; got 3 characters.` }],
  ["tagUser", { userName: "alice", tags: manyTags }, { "input.tags": "Expected at most 50 tags; got 51 elements." }],
  [
    "untagUser",
    { userName: "alice", tagKeys: manyKeys },
    { "input.tagKeys": "Expected at most 50 keys; got 51 elements." },
  ],
  ["untagUser", { userName: "alice", tagKeys: ["fine", "?"] }, { "input.tagKeys.1": `${key}; got 1 character.` }],
  [
    "setUserPermissionsBoundary",
    { userName: "ä", permissionsBoundaryArn: "" },
    { "input.userName": `${name(64)}; got 1 character.`, "input.permissionsBoundaryArn": `${arn}; got 0 characters.` },
  ],
  ["removeUserPermissionsBoundary", { userName: "" }, { "input.userName": `${name(64)}; got 0 characters.` }],
  [
    "createGroup",
    { groupName: long(129), path: "" },
    { "input.groupName": `${name(128)}; got 129 characters.`, "input.path": `${path}; got 0 characters.` },
  ],
  [
    "updateGroup",
    { groupName: "", newGroupName: "", newPath: "" },
    {
      "input.groupName": `${name(128)}; got 0 characters.`,
      "input.newGroupName": `${name(128)}; got 0 characters.`,
      "input.newPath": `${path}; got 0 characters.`,
    },
  ],
  ["deleteGroup", { groupName: "*" }, { "input.groupName": `${name(128)}; got 1 character.` }],
  ...["addUserToGroup", "removeUserFromGroup"].map((field): [string, object, Record<string, string>] => [
    field,
    { userName: "*", groupName: "**" },
    { "input.userName": `${name(128)}; got 1 character.`, "input.groupName": `${name(128)}; got 2 characters.` },
  ]),
  [
    "createVirtualMfaDevice",
    { virtualMfaDeviceName: "", path: "x", tags: manyTags },
    {
      "input.virtualMfaDeviceName": "Expected 1 character or more of A-Z a-z 0-9 _ + = , . @ -; got 0 characters.",
      "input.path": `${path}; got 1 character.`,
      "input.tags": "Expected at most 50 tags; got 51 elements.",
    },
  ],
  ...["enableMfaDevice", "resyncMfaDevice"].map((field): [string, object, Record<string, string>] => [
    field,
    { userName: "", serialNumber: "short", authenticationCode1: "12345", authenticationCode2: "12345x" },
    {
      "input.userName": `${name(128)}; got 0 characters.`,
      "input.serialNumber": `${serial}; got 5 characters.`,
      "input.authenticationCode1": "Expected 6 digits; got 5 characters.",
      "input.authenticationCode2": "Expected 6 digits; got 6 characters.",
    },
  ]),
  [
    "deactivateMfaDevice",
    { userName: "", serialNumber: "" },
    { "input.userName": `${name(128)}; got 0 characters.`, "input.serialNumber": `${serial}; got 0 characters.` },
  ],
  ["deleteVirtualMfaDevice", { serialNumber: "?" }, { "input.serialNumber": `${serial}; got 1 character.` }],
  ["tagMfaDevice", { serialNumber: "?", tags: [] }, { "input.serialNumber": `${serial}; got 1 character.` }],
  [
    "deleteVirtualMfaDevice",
    { serialNumber: scene.ofAlice },
    { "input.serialNumber": `${device}; got 12 characters.` },
  ],
  [
    "tagMfaDevice",
    { serialNumber: "arn:aws:iam::123456789012:u2f/user/alice/key", tags: [{ key: "", value: "" }] },
    {
      "input.tags.0.key": `${key}; got 0 characters.`,
      "input.serialNumber": `${device}; got 44 characters.`,
    },
  ],
  [
    "untagMfaDevice",
    { serialNumber: scene.issuer, tagKeys: ["a"] },
    { "input.serialNumber": `${device}; got ${scene.issuer.length} characters.` },
  ],
  ["untagMfaDevice", { serialNumber: scene.spare, tagKeys: [""] }, { "input.tagKeys.0": `${key}; got 0 characters.` }],
  [
    "createOidcProvider",
    { url: "", clientIds: ["", "fine"], thumbprints: ["fine", long(41)] },
    {
      "input.url": "Expected a URL of 1 to 255 characters that begins with https://; got 0 characters.",
      "input.clientIds.0": "Expected 1 to 255 characters; got 0 characters.",
      "input.thumbprints.0": "Expected 40 hexadecimal digits; got 4 characters.",
      "input.thumbprints.1": "Expected 40 hexadecimal digits; got 41 characters.",
    },
  ],
  [
    "updateOidcProviderThumbprints",
    { arn: "short", thumbprints: [""] },
    {
      "input.arn": `${arn}; got 5 characters.`,
      "input.thumbprints.0": "Expected 40 hexadecimal digits; got 0 characters.",
    },
  ],
  ...["addOidcProviderClientId", "removeOidcProviderClientId"].map(
    (field): [string, object, Record<string, string>] => [
      field,
      { arn: "short", clientId: long(256) },
      {
        "input.arn": `${arn}; got 5 characters.`,
        "input.clientId": "Expected 1 to 255 characters; got 256 characters.",
      },
    ],
  ),
  ["deleteOidcProvider", { arn: "" }, { "input.arn": `${arn}; got 0 characters.` }],
  [
    "tagOidcProvider",
    { arn: "", tags: [{ key: "", value: "" }] },
    { "input.arn": `${arn}; got 0 characters.`, "input.tags.0.key": `${key}; got 0 characters.` },
  ],
  ["untagOidcProvider", { arn: "", tagKeys: [] }, { "input.arn": `${arn}; got 0 characters.` }],
  // What satisfies the constraints of IAM's model, and IAM refuses for another reason.
  [
    "createUser",
    {
      userName: "?",
      tags: [
        { key: "Team", value: "a" },
        { key: "aws:owner", value: "b" },
        { key: "TEAM", value: "c" },
        { key: "AWS:owner", value: "d" },
      ],
    },
    {
      "input.userName": `${name(64)}; got 1 character.`,
      "input.tags.1.key": "Expected a key that does not begin with aws:, which is reserved; got 9 characters.",
      "input.tags.2.key": "Expected a key that no other tag has, regardless of case; got 4 characters.",
      "input.tags.3.key": "Expected a key that does not begin with aws:, which is reserved; got 9 characters.",
    },
  ],
  ...["tagMfaDevice", "tagOidcProvider"].map((field): [string, object, Record<string, string>] => [
    field,
    {
      ...(field === "tagMfaDevice" ? { serialNumber: scene.spare } : { arn: scene.issuer }),
      tags: ["Team", "team", "Team"].map((one) => ({ key: one, value: "" })),
    },
    { "input.tags.2.key": "Expected a key that no other tag has; got 4 characters." },
  ]),
  ...["issuer.example", "http://issuer.example", "https://", "https://issuer.example?realm=a"].map(
    (url): [string, object, Record<string, string>] => [
      "createOidcProvider",
      { url, thumbprints: ["short"], tags: [{ key: "aws:", value: "" }] },
      {
        "input.url": `Expected a URL that begins with https:// and has no query string; got ${url.length} characters.`,
        "input.thumbprints.0": "Expected 40 hexadecimal digits; got 5 characters.",
        "input.tags.0.key": "Expected a key that does not begin with aws:, which is reserved; got 4 characters.",
      },
    ],
  ),
  [
    "updateOidcProviderThumbprints",
    { arn: scene.issuer, thumbprints: [] },
    { "input.thumbprints": "Expected at least 1 thumbprint; got 0 elements." },
  ],
  [
    "updateOidcProvider",
    {
      arn: "short",
      clientIds: Array.from({ length: 101 }, (_, index) => `client-${index}`),
      thumbprints: [],
      tags: [
        { key: "Team", value: "a" },
        { key: "Team", value: "b" },
      ],
    },
    {
      "input.arn": `${arn}; got 5 characters.`,
      "input.clientIds": "Expected at most 100 client IDs; got 101 elements.",
      "input.thumbprints": "Expected at least 1 thumbprint; got 0 elements.",
      "input.tags.1.key": "Expected a key that no other tag has; got 4 characters.",
    },
  ],
  [
    "updateOidcProvider",
    { arn: scene.issuer, clientIds: [""], thumbprints: manyThumbprints },
    {
      "input.clientIds.0": "Expected 1 to 255 characters; got 0 characters.",
      "input.thumbprints": "Expected at most 5 thumbprints; got 6 elements.",
    },
  ],
];

describe("an input that violates IAM's constraints", () => {
  it.each(cases)(
    "of %s has all issues at once, with their paths, and makes no call",
    async (field, input, expected) => {
      const { answer, errors, calls } = await answerTo(field, input);
      const issues = Object.fromEntries(answer?.issues.map((issue) => [issue.path.join("."), issue.message]) ?? []);
      expect([issues, errors]).toEqual([expected, undefined]);
      expect(answer?.issues).toHaveLength(Object.keys(expected).length);
      expect(answer).toMatchObject({
        __typename: "InvalidInputError",
        code: "InvalidInput",
        requestId: null,
        outcome: "NOTHING_DONE",
        isRetryable: false,
        path: answer?.issues.length === 1 ? answer.issues[0]?.path : ["input"],
      });
      expect(calls).toEqual([]);
    },
  );

  it("has one message with all issues", async () => {
    const { answer } = await answerTo("addUserToGroup", { userName: "*", groupName: "**" });
    expect(answer?.message).toBe(
      `input.groupName: ${name(128)}; got 2 characters. input.userName: ${name(128)}; got 1 character.`,
    );
  });

  it("is never quoted, because it can be a code", async () => {
    const input = { userName: "alice", serialNumber: scene.ofAlice };
    const { answer } = await answerTo("enableMfaDevice", {
      ...input,
      authenticationCode1: "4815162",
      authenticationCode2: "34230815",
    });
    expect(answer?.issues).toHaveLength(2);
    expect(JSON.stringify(answer)).not.toMatch(/4815162|34230815/);
  });

  it("does not affect the other mutations of the document", async () => {
    await using account = await createScene();
    const { data } = await account.execute(`mutation {
      a: createUser(input: { userName: "?" }) { __typename }
      b: createUser(input: { userName: "Carol" }) { __typename }
    }`);
    expect(data).toEqual({ a: { __typename: "InvalidInputError" }, b: { __typename: "CreateUserPayload" } });
    expect(account.counts()).toEqual({ CreateUser: 1 });
  });
});

describe("an issue", () => {
  it.each<[string, object, Record<string, string>]>([
    [
      "createUser",
      { userName: "", path: long(513), tags: manyTags },
      { userName: "TOO_SHORT", path: "TOO_LONG", tags: "TOO_MANY" },
    ],
    ["createUser", { userName: "a b" }, { userName: "INVALID_FORMAT" }],
    [
      "tagUser",
      {
        userName: "alice",
        tags: [
          { key: "a", value: "" },
          { key: "A", value: "" },
          { key: "aws:a", value: "" },
        ],
      },
      { "tags.1.key": "DUPLICATE_TAG_KEY", "tags.2.key": "RESERVED_TAG_KEY" },
    ],
    ["createOidcProvider", { url: "issuer.example" }, { url: "INVALID_URL" }],
    ["updateOidcProviderThumbprints", { arn: scene.issuer, thumbprints: [] }, { thumbprints: "TOO_FEW" }],
    ["updateOidcProvider", { arn: scene.issuer, thumbprints: manyThumbprints }, { thumbprints: "TOO_MANY" }],
  ])("of %s has a code for its kind: %o", async (field, input, codes) => {
    const { answer } = await answerTo(field, input);
    const found = answer?.issues.map(({ path, code }) => [path.slice(1).join("."), code]) ?? [];
    expect(Object.fromEntries(found)).toEqual(codes);
  });

  it("for the number of further issues has a code of its own", async () => {
    const thumbprints = Array.from({ length: 30 }, () => "short");
    const { answer } = await answerTo("createOidcProvider", { url: "https://other.example", thumbprints });
    expect(answer?.issues).toHaveLength(21);
    expect(answer?.issues.at(-1)).toEqual({
      path: ["input"],
      code: "MORE_ISSUES",
      message: "10 more issues are not listed.",
    });
  });
});

describe("an input that only IAM rejects", () => {
  it("with too many thumbprints is InvalidInputError with IAM's text, about the field that the text names", async () => {
    const { answer } = await answerTo("updateOidcProviderThumbprints", {
      arn: scene.issuer,
      thumbprints: manyThumbprints,
    });
    const message = "Thumbprint list must contain fewer than 5 entries.";
    const path = ["input", "thumbprints"];
    expect(answer).toEqual({
      __typename: "InvalidInputError",
      message,
      code: "InvalidInput",
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      outcome: "NOTHING_DONE",
      isRetryable: false,
      path,
      issues: [{ path, code: "REJECTED_BY_IAM", message }],
    });
  });

  it.each(["InvalidInput", "ValidationError", "InvalidParameterValue", "MalformedInput"])(
    "by %s is InvalidInputError, whose code has one value",
    async (code) => {
      await using account = await createScene({ intercept: () => iamError(400, code, "Not like this.") });
      const { data } = await account.execute(documentOf("addUserToGroup", selection), {
        input: { userName: "alice", groupName: "ops" },
      });
      expect(data).toEqual({
        addUserToGroup: {
          __typename: "InvalidInputError",
          message: "Not like this.",
          code: "InvalidInput",
          requestId: "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE",
          outcome: "NOTHING_DONE",
          isRetryable: false,
          path: null,
          issues: [{ path: ["input"], code: "REJECTED_BY_IAM", message: "Not like this." }],
        },
      });
    },
  );
});
