import { describe, expect, it } from "vitest";
import { messageIn, repeatableBytes, signedAs, startService } from "../test-service.ts";

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

describe("responses", () => {
  it("wrap the result, in the model's element order, with dates in whole seconds", async () => {
    const { wire, clock } = await startService();
    clock.now = new Date("2026-03-01T10:00:00.987Z");
    const { status, xml } = await wire({ Action: "CreateUser", UserName: "alice", Path: "/a/" });
    expect(status).toBe(200);
    expect(xml.replace(uuid, "ID").replace(/AIDA[A-Z2-7]{17}/, "UID")).toBe(
      '<CreateUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><CreateUserResult><User><Path>/a/</Path>' +
        "<UserName>alice</UserName><UserId>UID</UserId><Arn>arn:aws:iam::123456789012:user/a/alice</Arn>" +
        "<CreateDate>2026-03-01T10:00:00Z</CreateDate></User></CreateUserResult>" +
        "<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></CreateUserResponse>",
    );
  });

  it("have no Result element if the operation has no output", async () => {
    const { wire } = await startService();
    await wire({ Action: "CreateUser", UserName: "alice" });
    const { xml } = await wire({ Action: "DeleteUser", UserName: "alice" });
    expect(xml.replace(uuid, "ID")).toBe(
      '<DeleteUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">' +
        "<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></DeleteUserResponse>",
    );
  });

  it("show an empty list as an empty element, and always show IsTruncated", async () => {
    const { wire } = await startService();
    const { xml } = await wire({ Action: "ListUsers" });
    expect(xml).toContain("<ListUsersResult><Users/><IsTruncated>false</IsTruncated></ListUsersResult>");
  });

  it("write a map as entries", async () => {
    const { wire } = await startService();
    const { xml } = await wire({ Action: "GetAccountSummary" });
    expect(xml).toContain("<SummaryMap><entry><key>AccessKeysPerUserQuota</key><value>2</value></entry>");
  });

  it("contain the request id in a header too", async () => {
    const { service } = await startService();
    const response = await service.fetch(
      new Request("http://iam.test/?Action=GetAccountSummary&Version=2010-05-08", { headers: signedAs("test") }),
    );
    expect(response.headers.get("content-type")).toBe("text/xml");
    const id = response.headers.get("x-amzn-requestid") ?? "none";
    expect(id).toMatch(uuid);
    expect(await response.text()).toContain(`<RequestId>${id}</RequestId>`);
  });

  it("escape XML's reserved characters", async () => {
    const { wire } = await startService();
    const arn = "arn:aws:iam::123456789012:oidc-provider/<&>\"'";
    const { xml } = await wire({ Action: "GetOpenIDConnectProvider", OpenIDConnectProviderArn: arn });
    expect(xml).toContain("not found for arn arn:aws:iam::123456789012:oidc-provider/&lt;&amp;&gt;&quot;&apos;<");
  });
});

describe("errors", () => {
  it("have Type, Code and Message, and the request id outside of ResponseMetadata", async () => {
    const { wire } = await startService();
    const { status, xml } = await wire({ Action: "GetUser", UserName: "MissingUser" });
    expect(status).toBe(404);
    expect(xml.replace(uuid, "ID")).toBe(
      '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>' +
        "<Code>NoSuchEntity</Code><Message>The user with name MissingUser cannot be found.</Message></Error>" +
        "<RequestId>ID</RequestId></ErrorResponse>",
    );
  });

  it("report an unknown action or version", async () => {
    const { wire } = await startService();
    const action = await wire({ Action: "DropRole" });
    expect(action.status).toBe(400);
    expect(action.xml).toContain("<Code>InvalidAction</Code>");
    expect(messageIn(action.xml)).toBe("Could not find operation DropRole for version 2010-05-08");
    const version = await wire({ Action: "GetUser", Version: "2011-01-01" });
    expect(messageIn(version.xml)).toBe("Could not find operation GetUser for version 2011-01-01");
    expect((await wire({})).xml).toContain("<Code>MissingAction</Code>");
    expect(messageIn((await wire({ Action: "toString" })).xml)).toContain("Could not find operation toString");
  });

  it.each([
    ["Action=%zz&Version=2010-05-08", "application/x-www-form-urlencoded", 404, "MalformedQueryString"],
    [
      "Action=GetUser&Version=2010-05-08&UserName=%C3",
      "application/x-www-form-urlencoded",
      404,
      "MalformedQueryString",
    ],
    ['{"Action":"GetUser"}', "application/json", 400, "MalformedInput"],
    ["Action=ListUsers&Version=2010-05-08&MaxItems=abc", "application/x-www-form-urlencoded", 400, "MalformedInput"],
    [
      "Action=ListUsers&Version=2010-05-08&MaxItems=99999999999",
      "application/x-www-form-urlencoded",
      400,
      "MalformedInput",
    ],
    [
      "Action=UntagUser&Version=2010-05-08&UserName=a&TagKeys.member.x=k",
      "application/x-www-form-urlencoded",
      400,
      "MalformedInput",
    ],
  ])("are XML for %s", async (body, contentType, status, code) => {
    const { service } = await startService();
    const response = await service.fetch(
      new Request("http://iam.test/", {
        method: "POST",
        headers: { ...signedAs("test"), "content-type": contentType },
        body,
      }),
    );
    expect([response.status, /<Code>(\w+)/.exec(await response.text())?.[1]]).toEqual([status, code]);
  });

  it.each([
    ["in a body", "", "Action=GetUser&Version=2010-05-08&UserName=alice&UserName=bob", "UserName"],
    ["in a body, with two encodings", "", "Action=GetUser&Version=2010-05-08&UserName=a&User%4Eame=a", "UserName"],
    ["in a body, the action", "", "Action=GetUser&Version=2010-05-08&Action=DeleteUser&UserName=alice", "Action"],
    [
      "in a body, a member of a list",
      "",
      "Action=UntagUser&Version=2010-05-08&UserName=alice&TagKeys.member.1=a&TagKeys.member.1=b",
      "TagKeys.member.1",
    ],
    ["in a query and a body", "UserName=alice", "Action=GetUser&Version=2010-05-08&UserName=alice", "UserName"],
    ["in a query", "Action=GetUser&Version=2010-05-08&UserName=alice&UserName=bob", undefined, "UserName"],
  ])("report a parameter that is repeated %s", async (_where, query, body, name) => {
    const { service, iam } = await startService();
    for (const UserName of ["alice", "bob"]) await iam.createUser({ UserName });
    const headers = { ...signedAs("test"), "content-type": "application/x-www-form-urlencoded" };
    const request = body === undefined ? { headers } : { method: "POST", headers, body };
    const response = await service.fetch(new Request(`http://iam.test/?${query}`, request));
    const xml = await response.text();
    expect([response.status, /<Code>(\w+)/.exec(xml)?.[1]]).toEqual([400, "MalformedInput"]);
    expect(messageIn(xml)).toBe(`The request must contain the parameter ${name} only once.`);
    expect((await iam.listUsers({})).Users).toHaveLength(2);
  });

  it("caused by a bug are InternalFailure, are logged, and reveal nothing about the cause", async () => {
    const logged: unknown[] = [];
    let broken = false;
    const bytes = repeatableBytes();
    const randomBytes = (size: number) => {
      if (broken) throw new Error("out of entropy");
      return bytes(size);
    };
    const { wire } = await startService({ randomBytes, log: (...entry) => logged.push(entry) });
    broken = true;
    const { status, xml } = await wire({ Action: "CreateUser", UserName: "alice" });
    expect(status).toBe(500);
    expect(xml).toContain("<Type>Receiver</Type><Code>InternalFailure</Code>");
    expect(xml).not.toMatch(/entropy|\.ts/i);
    expect(logged).toEqual([["error", "the embedded IAM failed", expect.objectContaining({ action: "CreateUser" })]]);
  });
});

describe("an in-process body", () => {
  const headers = { "content-type": "application/x-www-form-urlencoded", ...signedAs("test") };
  const form = "Action=ListUsers&Version=2010-05-08&X=";
  const longest = form + "x".repeat(1024 * 1024 - form.length);

  it.each<[string, string | Uint8Array<ArrayBuffer>, string]>([
    ["of 1 MiB is accepted", longest, "200"],
    ["above 1 MiB is rejected", `${longest}x`, "413 RequestEntityTooLarge"],
    ["above 1 MiB only in bytes is rejected", `${longest.slice(0, -1)}ä`, "413 RequestEntityTooLarge"],
    ["that is not UTF-8 is rejected", Uint8Array.of(...Buffer.from(form), 0xff), "400 MalformedInput"],
    ["of bytes is accepted", Uint8Array.of(...Buffer.from(form)), "200"],
  ])("%s, as over HTTP", async (_what, body, expected) => {
    const { service } = await startService();
    const outcome = (status: number, xml: string) => [status, /<Code>(\w+)/.exec(xml)?.[1]].filter(Boolean).join(" ");
    const fetched = await service.fetch(new Request("http://iam.test/", { method: "POST", headers, body }));
    expect(outcome(fetched.status, await fetched.text())).toBe(expected);
    const { response } = await service.requestHandler.handle({ method: "POST", path: "/", headers, body });
    expect(outcome(response.statusCode, Buffer.from(response.body).toString())).toBe(expected);
  });

  it("with a lone surrogate is rejected", async () => {
    const { service } = await startService();
    const request = { method: "POST", path: "/", headers, body: `${form}\uD800` };
    expect((await service.requestHandler.handle(request)).response.statusCode).toBe(400);
  });
});

describe("a write", () => {
  it("is rolled back if its response cannot be built, for example with a seed too long for a QR code", async () => {
    const bytes = repeatableBytes();
    // Seeds are made from 40 bytes.
    const randomBytes = (size: number) => bytes(size === 40 ? 4000 : size);
    const { iam, wire } = await startService({ randomBytes });
    expect((await wire({ Action: "CreateVirtualMFADevice", VirtualMFADeviceName: "phone" })).status).toBe(500);
    expect((await iam.listVirtualMFADevices({})).VirtualMFADevices).toEqual([]);
  });
});

describe("input", () => {
  it("keeps encoded characters: spaces, pluses, non-ASCII letters, empty values", async () => {
    const { iam } = await startService();
    const Tags = [
      { Key: "a b+c@d", Value: "" },
      { Key: "Größe", Value: "日本 語" },
    ];
    await iam.createUser({ UserName: "a+b=c,d.e@f-g_h", Tags });
    expect((await iam.listUserTags({ UserName: "a+b=c,d.e@f-g_h" })).Tags).toEqual(
      [
        { Key: "Größe", Value: "日本 語" },
        { Key: "a b+c@d", Value: "" },
      ].sort((one, other) => (one.Key.toLowerCase() < other.Key.toLowerCase() ? -1 : 1)),
    );
  });

  it("accepts `Tags=` as an empty list", async () => {
    const { wire } = await startService();
    expect((await wire({ Action: "CreateUser", UserName: "alice", Tags: "" })).status).toBe(200);
  });

  it.each(["1", "01", "+1", "0000000001"])("has %s as the number 1", async (MaxItems) => {
    const { iam, wire } = await startService();
    for (const UserName of ["a", "b"]) await iam.createUser({ UserName });
    const { xml } = await wire({ Action: "ListUsers", MaxItems });
    expect([xml.match(/<member>/g)?.length, xml.includes("<IsTruncated>true")]).toEqual([1, true]);
  });

  it.each(["", "0x10", "1e2", "5.0", " 5", "5 ", "2147483648", "-2147483649", "９"])(
    "rejects %j as a number",
    async (MaxItems) => {
      const { wire } = await startService();
      const { xml } = await wire({ Action: "ListUsers", MaxItems });
      expect(xml).toContain("<Code>MalformedInput</Code><Message/>");
    },
  );

  it.each(["0", "-1", "2147483647", "-2147483648"])(
    "parses %s as a number and rejects it as out of range",
    async (MaxItems) => {
      const { wire } = await startService();
      const { xml } = await wire({ Action: "ListUsers", MaxItems });
      expect(xml).toContain("<Code>ValidationError</Code>");
      expect(messageIn(xml)).toContain("Value at 'maxItems' failed to satisfy constraint: Member must have value");
    },
  );

  it.each([
    ["true", true],
    ["1", true],
    ["false", false],
    ["0", false],
  ])("has %s as the boolean %s", async (PasswordResetRequired, expected) => {
    const { iam, wire } = await startService();
    await iam.createUser({ UserName: "alice" });
    const profile = { UserName: "alice", Password: "correct-Horse-7", PasswordResetRequired };
    await wire({ Action: "CreateLoginProfile", ...profile });
    expect((await iam.getLoginProfile({ UserName: "alice" })).LoginProfile?.PasswordResetRequired).toBe(expected);
  });

  it.each(["", "True", "TRUE", "False", " true", "true ", "yes", "null", "01", "2"])(
    "rejects %j as a boolean",
    async (PasswordResetRequired) => {
      const { iam, wire } = await startService();
      await iam.createUser({ UserName: "alice" });
      const profile = { UserName: "alice", Password: "correct-Horse-7", PasswordResetRequired };
      const { status, xml } = await wire({ Action: "CreateLoginProfile", ...profile });
      expect([status, /<Code>\w+<\/Code>.*<\/Error>/.exec(xml)?.[0]]).toEqual([
        400,
        "<Code>MalformedInput</Code><Message/></Error>",
      ]);
    },
  );

  it("distinguishes an empty string from an absent one", async () => {
    const { wire } = await startService();
    expect((await wire({ Action: "ListUsers", PathPrefix: "" })).status).toBe(400);
  });

  it("can be sent by GET in the query string", async () => {
    const { service } = await startService();
    const tag = "Tags.member.1.Key=k&Tags.member.1.Value=a+b%20c";
    const url = `http://iam.test/?Action=CreateUser&Version=2010-05-08&UserName=a%2Bb&${tag}`;
    const response = await service.fetch(new Request(url, { headers: signedAs("test") }));
    const xml = await response.text();
    expect(xml).toContain("<UserName>a+b</UserName>");
    expect(xml).toContain("<Value>a b c</Value>");
  });

  it("can be passed to fetch as a URL and request options", async () => {
    const { service } = await startService();
    const headers = { "content-type": "application/x-www-form-urlencoded", ...signedAs("test") };
    const body = "Action=ListUsers&Version=2010-05-08";
    for (const url of ["http://iam.test/", new URL("http://iam.test/")]) {
      expect((await service.fetch(url, { method: "POST", headers, body })).status).toBe(200);
    }
  });
});
