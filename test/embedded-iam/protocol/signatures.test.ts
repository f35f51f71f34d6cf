import { describe, expect, it } from "vitest";
import type { EmbeddedIam } from "../../../src/embedded-iam/index.ts";
import { messageIn, startService } from "../test-service.ts";
import { presign, sign } from "./signed-by-hand.ts";

const form = "application/x-www-form-urlencoded";
const body = "Action=ListUsers&Version=2010-05-08";
/** The time on the test's clock. */
const now = "20260301T100000Z";

/** Returns the status, and the error code if there is one. */
async function outcomeOf(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  return [response.status, /<Code>(\w+)/.exec(await response.text())?.[1]].filter(Boolean).join(" ");
}

const get = (service: EmbeddedIam, query: string) => outcomeOf(service.fetch(new Request(`http://iam.test/?${query}`)));

const post = (service: EmbeddedIam, headers: Record<string, string>, content = body) =>
  outcomeOf(service.fetch(new Request("http://iam.test/", { method: "POST", headers, body: content })));

describe("a presigned request", () => {
  it("is valid for X-Amz-Expires seconds, and for 15 minutes at most", async () => {
    const { service, clock } = await startService();
    const outcomeAfter = async (seconds: number, expires: Record<string, string>) => {
      const query = presign(service.rootCredentials, now, { Action: "ListUsers", ...expires });
      clock.now = new Date(Date.parse("2026-03-01T10:00:00Z") + seconds * 1000);
      return get(service, query);
    };
    const minute = { "X-Amz-Expires": "60" };
    expect(await outcomeAfter(60, minute)).toBe("200");
    expect(await outcomeAfter(61, minute)).toBe("403 SignatureDoesNotMatch");
    expect(await outcomeAfter(900, { "X-Amz-Expires": "604800" })).toBe("200");
    expect(await outcomeAfter(901, { "X-Amz-Expires": "604800" })).toBe("403 SignatureDoesNotMatch");
    expect(await outcomeAfter(900, {})).toBe("200");
  });

  it.each(["0", "-1", "604801", "1e3", "60 ", "60.5", ""])("with %j as X-Amz-Expires is rejected", async (expires) => {
    const { service } = await startService();
    const query = presign(service.rootCredentials, now, { Action: "ListUsers", "X-Amz-Expires": expires });
    expect(await get(service, query)).toBe("400 IncompleteSignature");
  });

  it("reports its validity when it has expired", async () => {
    const { service, clock } = await startService();
    const query = presign(service.rootCredentials, now, { Action: "ListUsers", "X-Amz-Expires": "60" });
    clock.now = new Date("2026-03-01T10:02:00Z");
    const response = await service.fetch(new Request(`http://iam.test/?${query}`));
    expect(messageIn(await response.text())).toBe(
      "Signature expired: 20260301T100000Z is now earlier than the time allowed (20260301T100200Z - 1 min.)",
    );
  });
});

describe("a credential in the parameters, which any web page can send", () => {
  const parameters = {
    Action: "ListUsers",
    Version: "2010-05-08",
    "X-Amz-Credential": "test/20260301/us-east-1/iam/aws4_request",
    "X-Amz-Date": now,
    "X-Amz-SignedHeaders": "host",
    "X-Amz-Signature": "0".repeat(64),
  };

  it("must belong to a known key and have a valid signature", async () => {
    const { service } = await startService();
    const query = String(new URLSearchParams(parameters));
    expect(await get(service, query)).toBe("403 InvalidClientTokenId");
    expect(await post(service, { "content-type": form }, query)).toBe("403 InvalidClientTokenId");
    const known = query.replace("test%2F", `${service.rootCredentials.accessKeyId}%2F`);
    expect(await get(service, known)).toBe("403 SignatureDoesNotMatch");
    expect(await get(service, presign(service.rootCredentials, now, { Action: "ListUsers" }))).toBe("200");
  });
});

describe("a signature", () => {
  it.each([
    ["in capitals", (signature: string) => signature.toUpperCase()],
    ["with trailing characters", (signature: string) => `${signature}zz`],
    ["with a trailing half byte", (signature: string) => `${signature}a`],
    ["of nothing", () => "-"],
  ])("%s is rejected", async (_how, change) => {
    const { service } = await startService();
    const headers = { host: "iam.test" };
    const { authorization, signature } = sign(service.rootCredentials, {
      method: "POST",
      headers,
      body,
      signedAt: now,
    });
    const send = (given: string) =>
      post(service, {
        "content-type": form,
        "x-amz-date": now,
        authorization: authorization.replace(signature, given),
      });
    expect(await send(signature)).toBe("200");
    expect(await send(change(signature))).toBe("403 SignatureDoesNotMatch");
  });

  it.each([now, "Sun, 01 Mar 2026 10:00:00 GMT"])("can be dated by HTTP's Date header: %s", async (date) => {
    const { service } = await startService();
    const toSign = { method: "POST", headers: { date, host: "iam.test" }, body, signedAt: now };
    const { authorization } = sign(service.rootCredentials, toSign);
    expect(await post(service, { "content-type": form, date, authorization })).toBe("200");
    const before = new Date("2026-03-01T09:00:00Z");
    const earlier = date === now ? "20260301T090000Z" : before.toUTCString();
    const old = sign(service.rootCredentials, {
      ...toSign,
      headers: { date: earlier, host: "iam.test" },
      signedAt: "20260301T090000Z",
    });
    expect(await post(service, { "content-type": form, date: earlier, authorization: old.authorization })).toBe(
      "403 SignatureDoesNotMatch",
    );
  });

  it("uses X-Amz-Date if both headers are present", async () => {
    const { service } = await startService();
    const { authorization } = sign(service.rootCredentials, {
      method: "POST",
      headers: { host: "iam.test" },
      body,
      signedAt: now,
    });
    const dates = { "x-amz-date": now, date: "Mon, 02 Mar 2026 10:00:00 GMT" };
    expect(await post(service, { "content-type": form, ...dates, authorization })).toBe("200");
  });

  it.each([
    "yesterday",
    "2026-03-01T10:00:00Z",
    "Mon, 01 Mar 2026 10:00:00 GMT",
    "Sun, 01 Mar 2026 10:00:00 +0000",
    "",
  ])("with the date %j is incomplete", async (date) => {
    const { service } = await startService();
    const { authorization } = sign(service.rootCredentials, {
      method: "POST",
      headers: { host: "iam.test" },
      body,
      signedAt: now,
    });
    expect(await post(service, { "content-type": form, date, authorization })).toBe("400 IncompleteSignature");
  });
});
