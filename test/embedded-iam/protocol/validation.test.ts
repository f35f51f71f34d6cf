import { describe, expect, it } from "vitest";
import { messageIn, signedAs, startService } from "../test-service.ts";

const tags = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      [`Tags.member.${index + 1}.Key`, `k${index}`],
      [`Tags.member.${index + 1}.Value`, "v"],
    ]).flat(),
  );

const oneFault = "1 validation error detected: ";

describe("validation, with AWS's texts", () => {
  it.each([
    [
      "a path that is too long",
      { Action: "CreateUser", UserName: "a", Path: `/${"x".repeat(511)}/` },
      `${oneFault}Value at 'path' failed to satisfy constraint: Member must have length less than or equal to 512`,
    ],
    [
      "a value outside an enum, without listing the enum",
      { Action: "ListVirtualMFADevices", AssignmentStatus: "Lost" },
      `${oneFault}Value at 'assignmentStatus' failed to satisfy constraint: Member must satisfy enum value set`,
    ],
    [
      "a value that fails its pattern, without the value",
      { Action: "DeleteAccessKey", AccessKeyId: "AKIA-NOT-A-KEY-AT-ALL" },
      String.raw`${oneFault}Value at 'accessKeyId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w]+`,
    ],
    [
      "more than 50 tags",
      { Action: "TagUser", UserName: "ghost", ...tags(51) },
      `${oneFault}Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50`,
    ],
    [
      "a tag key that is too long",
      { Action: "TagUser", UserName: "ghost", "Tags.member.1.Key": "k".repeat(129), "Tags.member.1.Value": "" },
      `${oneFault}Value at 'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to 128`,
    ],
    [
      "a tag value that is too long",
      { Action: "TagUser", UserName: "ghost", "Tags.member.1.Key": "k", "Tags.member.1.Value": "v".repeat(257) },
      `${oneFault}Value at 'tags.1.member.value' failed to satisfy constraint: Member must have length less than or equal to 256`,
    ],
    [
      "a tag key that fails its pattern",
      { Action: "TagUser", UserName: "ghost", "Tags.member.1.Key": "a*b", "Tags.member.1.Value": "" },
      String.raw`${oneFault}Value at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+`,
    ],
    [
      "a tag without a value",
      { Action: "TagUser", UserName: "ghost", "Tags.member.1.Key": "k" },
      `${oneFault}Value at 'tags.1.member.value' failed to satisfy constraint: Member must not be null`,
    ],
    [
      "an element of a list of scalars, on the list and with all its constraints",
      { Action: "UntagUser", UserName: "ghost", "TagKeys.member.1": "k".repeat(129), "TagKeys.member.2": "" },
      String.raw`${oneFault}Value at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+, Member must not be null]`,
    ],
    [
      "several faults, in the order of a Java HashMap",
      {
        Action: "CreateOpenIDConnectProvider",
        Url: "https://".padEnd(256, "x"),
        "ThumbprintList.member.1": "short",
        "ClientIDList.member.1": "x".repeat(256),
      },
      "3 validation errors detected: Value at 'clientIDList' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 1]; Value at 'thumbprintList' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 40, Member must have length greater than or equal to 40]; Value at 'url' failed to satisfy constraint: Member must have length less than or equal to 255",
    ],
    [
      "a number that is too large",
      { Action: "ListUsers", MaxItems: "1001" },
      `${oneFault}Value at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000`,
    ],
    [
      "a number that is too small",
      { Action: "ListUsers", MaxItems: "0" },
      `${oneFault}Value at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    ],
    [
      "a required member that is missing",
      { Action: "CreateUser" },
      `${oneFault}Value at 'userName' failed to satisfy constraint: Member must not be null`,
    ],
    [
      "an empty name, by its length",
      { Action: "CreateUser", UserName: "" },
      `${oneFault}Value at 'userName' failed to satisfy constraint: Member must have length greater than or equal to 1`,
    ],
    [
      "a new name of 65 characters",
      { Action: "CreateUser", UserName: "a".repeat(65) },
      `${oneFault}Value at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    ],
    [
      "a name with a space, in prose",
      { Action: "CreateUser", UserName: "x y" },
      "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    ],
    [
      "a new group name with a letter beyond ASCII, in prose",
      { Action: "UpdateGroup", GroupName: "a", NewGroupName: "größe" },
      "The specified value for newGroupName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    ],
    [
      "a path without slashes, in prose",
      { Action: "CreateGroup", GroupName: "a", Path: "x" },
      "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
    ],
    [
      "a path prefix without a slash, in prose",
      { Action: "ListGroups", PathPrefix: "x" },
      "The specified value for pathPrefix is invalid. It must begin with the / character and contain only alphanumeric characters and/or / characters.",
    ],
    [
      "a code that is not a number",
      {
        Action: "EnableMFADevice",
        UserName: "a",
        SerialNumber: "s".repeat(9),
        AuthenticationCode1: "12345x",
        AuthenticationCode2: "123456",
      },
      String.raw`${oneFault}Value at 'authenticationCode1' failed to satisfy constraint: Member must satisfy regular expression pattern: [\d]+`,
    ],
  ])("rejects %s", async (_title, parameters, message) => {
    const { wire } = await startService();
    const { status, xml } = await wire(parameters);
    expect([status, messageIn(xml)]).toEqual([400, message]);
    expect(xml).toContain("<Code>ValidationError</Code>");
  });

  it("lists violations of a value before those of its key, and tags in their order", async () => {
    const { wire } = await startService();
    const tags = { "Tags.member.1.Value": "x".repeat(257), "Tags.member.1.Key": "", "Tags.member.2.Key": "a#b" };
    const { xml } = await wire({ Action: "TagUser", UserName: "ghost", ...tags });
    const fault = (member: string, text: string) =>
      `Value at 'tags.${member}' failed to satisfy constraint: Member must ${text}`;
    expect(messageIn(xml)).toBe(
      `5 validation errors detected: ${[
        fault("1.member.value", "have length less than or equal to 256"),
        fault("1.member.key", "have length greater than or equal to 1"),
        fault("1.member.key", String.raw`satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+`),
        fault("2.member.value", "not be null"),
        fault("2.member.key", String.raw`satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+`),
      ].join("; ")}`,
    );
  });

  it("lists and counts at most ten violations", async () => {
    const { wire } = await startService();
    const tags = Array.from({ length: 6 }, (_, index) => [`Tags.member.${index + 1}.Other`, "x"]);
    const { xml } = await wire({ Action: "TagUser", UserName: "ghost", ...Object.fromEntries(tags) });
    const faults = [1, 2, 3, 4, 5].flatMap((number) =>
      ["value", "key"].map(
        (member) => `Value at 'tags.${number}.member.${member}' failed to satisfy constraint: Member must not be null`,
      ),
    );
    expect(messageIn(xml)).toBe(`10 validation errors detected: ${faults.join("; ")}`);
  });

  it.each(["User", "Group"])("allows empty segments in the path of a %s, but not the path //", async (kind) => {
    const { wire } = await startService();
    const create = (Path: string) => wire({ Action: `Create${kind}`, [`${kind}Name`]: "a", Path });
    expect(messageIn((await create("//")).xml)).toBe(
      "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
    );
    expect((await create("/a//b/")).xml).toContain("<Path>/a//b/</Path>");
  });

  it("allows every printable ASCII character in a path, and double slashes", async () => {
    const { iam } = await startService();
    const { User } = await iam.createUser({ UserName: "a", Path: "/test//double~!/" });
    expect(User?.Arn).toBe("arn:aws:iam::123456789012:user/test//double~!/a");
  });

  it("rejects characters that no response could contain", async () => {
    const { iam } = await startService();
    const provider = { Url: "https://idp.example.com", ClientIDList: ["a\u0000b"] };
    await expect(iam.createOpenIDConnectProvider(provider)).rejects.toThrow(
      /^1 validation error detected: Value at 'clientIDList/,
    );
    expect((await iam.listOpenIDConnectProviders()).OpenIDConnectProviderList).toEqual([]);
  });

  it("precedes any look-up", async () => {
    const { wire } = await startService();
    const { status } = await wire({ Action: "UntagUser", UserName: "ghost", "TagKeys.member.1": "" });
    expect(status).toBe(400);
  });

  it("reports a list that is too long once, and not each of its elements", async () => {
    const { wire } = await startService();
    const members = Array.from({ length: 20_000 }, (_, index) => [`Tags.member.${index + 1}.Key`, ""]);
    const { xml } = await wire({ Action: "TagUser", UserName: "alice", ...Object.fromEntries(members) });
    expect(messageIn(xml)).toBe(
      `${oneFault}Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50`,
    );
  });

  it("rejects lone surrogates", async () => {
    const { service } = await startService();
    const body =
      "Action=CreateOpenIDConnectProvider&Version=2010-05-08&Url=https://a.example.com&ClientIDList.member.1=\uD800";
    const { authorization = "" } = signedAs("test");
    const headers = { "content-type": "application/x-www-form-urlencoded", authorization };
    const { response } = await service.requestHandler.handle({ method: "POST", path: "/", headers, body });
    expect(response.statusCode).toBe(400);
  });

  it("rejects a text for a list, except the empty text with which SDKs send an empty list", async () => {
    const { wire } = await startService();
    expect((await wire({ Action: "TagUser", UserName: "ghost", Tags: "x" })).xml).toContain(
      "<Code>MalformedInput</Code>",
    );
    expect((await wire({ Action: "TagUser", UserName: "ghost", Tags: "" })).xml).toContain("<Code>NoSuchEntity</Code>");
  });
});
