import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { IAM } from "@aws-sdk/client-iam";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { sign } from "../protocol/signed-by-hand.ts";
import { signedAs, startService } from "../test-service.ts";

const body = "Action=ListUsers&Version=2010-05-08";
const form = { "content-type": "application/x-www-form-urlencoded", ...signedAs("test") };

/** Sends a request with exactly these headers, some of which `fetch` does not allow. */
function send(
  url: string,
  headers: Record<string, string>,
  content = body,
  path = "/",
): Promise<{ status: number; xml: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: "POST", headers, path }, (response) => {
      let xml = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        xml += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, xml }));
    });
    request.on("error", reject);
    // As bytes: Node would also encode the headers if they were written together with a text.
    request.end(Buffer.from(content));
  });
}

const bytesOf = (text: string) => Buffer.from(text).toString("latin1");

describe("the listener", () => {
  it("serves the SDK over HTTP on the loopback interface", async () => {
    const { service } = await startService();
    const { url } = await service.listen(0);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const iam = new IAM({
      endpoint: url,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    onTestFinished(() => iam.destroy());
    await iam.createUser({ UserName: "über".slice(1), Tags: [{ Key: "ключ", Value: "значение" }] });
    expect((await iam.getUser({ UserName: "ber" })).User?.Tags).toEqual([{ Key: "ключ", Value: "значение" }]);
  });

  it("accepts a GET with the largest tags of a user", async () => {
    const { iam, service } = await startService();
    await iam.createUser({ UserName: "alice" });
    const { url } = await service.listen(0);
    const parameters = new URLSearchParams({ Action: "TagUser", Version: "2010-05-08", UserName: "alice" });
    for (let tag = 1; tag <= 50; tag++) {
      parameters.set(`Tags.member.${tag}.Key`, `${"ключ".repeat(31)}${tag}`);
      parameters.set(`Tags.member.${tag}.Value`, "ж".repeat(256));
    }
    expect((await fetch(`${url}/?${parameters}`, { headers: signedAs("test") })).status).toBe(200);
    expect((await iam.getUser({ UserName: "alice" })).User?.Tags).toHaveLength(50);
  });

  it.each(["localhost", "127.0.0.1:4001", "[::1]:80", "LocalHost:1"])("accepts the host %s", async (host) => {
    const { url } = await (await startService()).service.listen(0);
    expect((await send(url, { ...form, host })).status).toBe(200);
  });

  it.each([
    ["another host name", { host: "iam.evil.example" }],
    ["a host name that starts with localhost", { host: "localhost.evil.example" }],
    ["a web page's origin", { origin: "http://localhost:3000" }],
    ["an opaque origin", { origin: "null" }],
    ["a cross-site browser request", { "sec-fetch-site": "cross-site" }],
    ["a same-site browser request", { "sec-fetch-site": "same-site" }],
  ])("rejects %s", async (_title, headers) => {
    const { url } = await (await startService()).service.listen(0);
    const answer = await send(url, { ...form, host: "localhost", ...headers });
    expect(answer.status).toBe(403);
    expect(answer.xml).toContain("<Code>AccessDenied</Code>");
  });

  it.each(["http://localhost/", "http://LOCALHOST:4001", "https://127.0.0.1:1/?X=1", "http://[::1]/"])(
    "serves a request target in absolute form %s",
    async (target) => {
      const { url } = await (await startService()).service.listen(0);
      expect((await send(url, form, body, target)).status).toBe(200);
    },
  );

  it.each([
    ["of another host", "http://iam.evil.example/", {}],
    ["of another host with localhost as the user", "http://localhost@iam.evil.example/", {}],
    ["of localhost with another Host header", "http://localhost/", { host: "iam.evil.example" }],
    ["without a host", "http:///", {}],
  ])("rejects a request target in absolute form %s", async (_whose, target, headers) => {
    const { url } = await (await startService()).service.listen(0);
    expect((await send(url, { ...form, ...headers }, body, target)).status).toBe(403);
  });

  it("serves the control endpoint for a request target in absolute form", async () => {
    const { service } = await startService();
    const { url } = await service.listen(0);
    const headers = { "content-type": "application/json" };
    const { xml } = await send(url, headers, "{}", `${url}/_iamql/control/faults`);
    expect(xml).toContain("Expected GET or PUT for /_iamql/control/faults; got POST.");
  });

  it("verifies signatures of absolute request targets and of headers with non-ASCII characters", async () => {
    const { service } = await startService();
    const { url } = await service.listen(0);
    const { host } = new URL(url);
    const named = { host, "x-name": "Größe 日本" };
    const signedAt = "20260301T100000Z";
    const { authorization } = sign(service.rootCredentials, { method: "POST", headers: named, body, signedAt });
    // Node writes each character of a header as one byte.
    const sent = { ...form, host, "x-amz-date": signedAt, authorization, "x-name": bytesOf(named["x-name"]) };
    expect((await send(url, sent, body, `http://${host}/`)).status).toBe(200);
    expect((await send(url, sent)).status).toBe(200);
    expect((await send(url, { ...sent, "x-name": bytesOf("größe 日本") })).status).toBe(403);
    expect((await send(url, { ...sent, "x-name": "\xff" })).status).toBe(403);
  });

  it("treats a POST without a Content-Type as a form", async () => {
    const { url } = await (await startService()).service.listen(0);
    expect((await send(url, signedAs("test"))).status).toBe(200);
    expect((await send(url, { ...signedAs("test"), "content-type": "" })).status).toBe(200);
    expect((await send(url, { ...signedAs("test"), "content-type": "text/plain" })).status).toBe(400);
  });

  it("rejects a body above 1 MiB, and a body that is not UTF-8, with XML", async () => {
    const { url } = await (await startService()).service.listen(0);
    const long = await send(url, form, `${body}&X=${"x".repeat(3 * 1024 * 1024)}`);
    expect([long.status, /<Code>(\w+)/.exec(long.xml)?.[1]]).toEqual([413, "RequestEntityTooLarge"]);
    const response = await fetch(url, { method: "POST", headers: form, body: Uint8Array.of(0x41, 0xff) });
    expect([response.status, /<Code>(\w+)/.exec(await response.text())?.[1]]).toEqual([400, "MalformedInput"]);
  });

  it("answers GET and rejects other methods", async () => {
    const { url } = await (await startService()).service.listen(0);
    expect((await fetch(`${url}/?${body}`, { headers: signedAs("test") })).status).toBe(200);
    const put = await fetch(url, { method: "PUT", headers: form, body });
    expect([put.status, put.headers.get("content-type")]).toEqual([400, "text/xml"]);
    expect((await fetch(url)).status).toBe(403);
  });

  it("answers the requests in flight before it closes, and none afterwards", async () => {
    const { service } = await startService();
    const listener = await service.listen(0);
    const headers = { ...form, expect: "100-continue", "content-length": String(body.length) };
    const request = httpRequest(listener.url, { method: "POST", headers });
    const answered = once(request, "response");
    request.flushHeaders();
    // The listener has received the headers and waits for the body.
    await once(request, "continue");
    const closed = listener.close();
    request.end(body);
    const [response] = await answered;
    expect(response.statusCode).toBe(200);
    response.resume();
    const answeredAt = performance.now();
    await closed;
    // Without this, the close would wait five seconds for the client's idle connection.
    expect(performance.now() - answeredAt).toBeLessThan(4500);
    await expect(send(listener.url, form)).rejects.toThrow("ECONNREFUSED");
  });

  it("gives a slow request at most ten seconds to end when it closes", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const { service } = await startService();
    const closeUnderWay = async () => {
      const listener = await service.listen(0);
      const headers = { ...form, expect: "100-continue", "content-length": String(body.length) };
      const request = httpRequest(listener.url, { method: "POST", headers });
      request.flushHeaders();
      await once(request, "continue");
      return { request, closed: listener.close() };
    };
    const slow = await closeUnderWay();
    vi.advanceTimersByTime(9_999);
    slow.request.end(body);
    const [response] = await once(slow.request, "response");
    expect(response.statusCode).toBe(200);
    response.resume();
    await slow.closed;

    const slower = await closeUnderWay();
    const broken = once(slower.request, "response");
    vi.advanceTimersByTime(10_000);
    await expect(broken).rejects.toThrow("socket hang up");
    await slower.closed;
  });

  // On other systems, the rest of 127.0.0.0/8 may not be local addresses.
  it.runIf(process.platform === "linux")("does not listen on other addresses of the machine", async () => {
    const { service } = await startService();
    const port = Number(new URL((await service.listen(0)).url).port);
    const elsewhere = connect({ host: "127.0.0.2", port });
    onTestFinished(() => void elsewhere.destroy());
    await expect(once(elsewhere, "connect")).rejects.toThrow("ECONNREFUSED");
  });

  it("rejects if the port is in use", async () => {
    const { service } = await startService();
    const { url } = await service.listen(0);
    await expect(service.listen(Number(new URL(url).port))).rejects.toThrow("EADDRINUSE");
  });
});
