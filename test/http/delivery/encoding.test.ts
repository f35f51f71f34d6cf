import { request } from "node:http";
import { brotliCompressSync, brotliDecompressSync, deflateSync, gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rejectMalformedRequests } from "../../../src/http/security/reject-malformed-requests.ts";
import { type Listening, listen } from "../../../src/platform/http-server/listen.ts";
import { createTestGateway, type TestGateway } from "../../support/gateway.ts";

let account: TestGateway;
let listening: Listening;
beforeAll(async () => {
  account = await createTestGateway({ sample: true });
  listening = await listen(rejectMalformedRequests(account.gateway), "127.0.0.1", 0);
});
afterAll(async () => {
  await listening.close();
  await account[Symbol.asyncDispose]();
});

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** One request over HTTP; the body is as it was on the wire. */
function send({ method = "POST", path = "/graphql", headers = {}, body }: Sent) {
  return new Promise<{ status: number; headers: Record<string, string>; body: Buffer; parts: number }>(
    (resolve, reject) => {
      const sent = request(`${listening.url}${path}`, {
        method,
        headers: { "content-type": "application/json", ...headers },
      });
      sent.on("error", reject).on("response", async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        const { statusCode: status = 0 } = response;
        const received = Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
        );
        resolve({ status, headers: received, body: Buffer.concat(chunks), parts: chunks.length });
      });
      sent.end(body);
    },
  );
}

const ask = (query: string, headers: Readonly<Record<string, string>> = {}) =>
  send({ headers, body: JSON.stringify({ query }) });

const large = "{ users(first: 50) { nodes { userName arn path createDate } } }";
const decoders: Readonly<Record<string, (body: Buffer) => Buffer>> = { gzip: gunzipSync, br: brotliDecompressSync };

describe("an answer above 1 kB", () => {
  it.each([
    ["gzip", "gzip"],
    ["gzip, deflate, br, zstd", "gzip"],
    ["br", "br"],
    ["GZIP;q=0.8,br;q=0.5", "gzip"],
    ["gzip; q=0.5 , br ; q=1.0", "br"],
    ["br;q=0, gzip", "gzip"],
    ["*", "gzip"],
    ["*, gzip;q=0", "br"],
    ["*, br;q=0", "gzip"],
    ["x-gzip", "gzip"],
    ["gzip;q=0.3, identity;q=0.2", "gzip"],
    ["gzip;q=0.2, identity;q=0.3", undefined],
    ["identity", undefined],
    ["deflate", undefined],
    ["gzip;q=0", undefined],
    ["gzip;q=nonsense", undefined],
    ["", undefined],
  ])("is compressed as accept-encoding says: %s", async (accepted, expected) => {
    const plain = await ask(large);
    const { headers, body } = await ask(large, { "accept-encoding": accepted });
    expect(headers["content-encoding"]).toBe(expected);
    expect(headers["content-length"]).toBe(String(body.length));
    expect(headers["vary"]).toContain("Accept-Encoding");
    const decoded = expected === undefined ? body : decoders[expected]?.(body);
    expect(JSON.parse(String(decoded))).toEqual(JSON.parse(String(plain.body)));
    if (expected !== undefined) expect(body.length).toBeLessThan(plain.body.length / 3);
  });

  it("is compressed by itself if others are compressed at the same time", async () => {
    const query = (first: number) => `{ users(first: ${first}) { nodes { userName arn path createDate } } }`;
    const counts = Array.from({ length: 40 }, (_, index) => 10 + index);
    const answers = await Promise.all(counts.map((first) => ask(query(first), { "accept-encoding": "gzip" })));
    for (const [index, { headers, body }] of answers.entries()) {
      expect(headers["content-encoding"]).toBe("gzip");
      expect(JSON.parse(String(gunzipSync(body))).data.users.nodes).toHaveLength(counts[index] ?? 0);
    }
  });

  it("is compressed once, with its type and status, if it is an error", async () => {
    const { status, headers, body } = await ask(`{ ${"unknown ".repeat(40)} }`, {
      accept: "application/graphql-response+json",
      "accept-encoding": "gzip",
    });
    expect([status, headers["content-encoding"]]).toEqual([400, "gzip"]);
    expect(headers["content-type"]).toContain("json");
    expect(JSON.parse(String(gunzipSync(body))).errors.length).toBeGreaterThan(1);
  });

  it("is not compressed if it is not longer than 1 kB", async () => {
    const { headers } = await ask("{ users(first: 1) { nodes { userName } } }", { "accept-encoding": "gzip, br" });
    expect([headers["content-encoding"], headers["vary"]]).toEqual([undefined, undefined]);
  });

  it("is not compressed if it may have secrets, as of every mutation", async () => {
    const { headers, body } = await ask(
      'mutation { createVirtualMfaDevice(input: { virtualMfaDeviceName: "phone" }) { ... on CreateVirtualMfaDevicePayload { base32StringSeed qrCodePng } } }',
      { "accept-encoding": "gzip, br" },
    );
    expect(headers["content-encoding"]).toBeUndefined();
    expect(body.length).toBeGreaterThan(1024);
    expect(JSON.parse(String(body)).data.createVirtualMfaDevice.qrCodePng).toEqual(expect.any(String));
  });

  it.each(["text/event-stream", "multipart/mixed"])("is not compressed if it comes in parts: %s", async (accept) => {
    const query = "{ users(first: 50) { nodes { userName arn ... @defer { tags { key value } } } } }";
    const { headers, body } = await ask(query, { accept, "accept-encoding": "gzip, br" });
    expect(headers["content-type"]).toContain(accept);
    expect(String(body)).toContain('"hasNext":false');
  });
});

describe("HEAD", () => {
  const path = `/graphql?query=${encodeURIComponent(large)}`;

  it.each(["identity", "gzip"])("is answered as GET, without the body: %s", async (encoding) => {
    const headers = { "accept-encoding": encoding };
    const get = await send({ method: "GET", path, headers });
    const head = await send({ method: "HEAD", path, headers });
    expect(head.body.length).toBe(0);
    const comparable = ({ date: _, "x-request-id": __, ...rest }: Record<string, string>) => rest;
    expect([head.status, comparable(head.headers)]).toEqual([200, comparable(get.headers)]);
  });

  it("does not run a mutation, and its status shows faults", async () => {
    const mutation = 'mutation { deleteUser(input: { userName: "alice" }) { __typename } }';
    const headers = { accept: "application/graphql-response+json" };
    account.forgetCalls();
    expect((await send({ method: "HEAD", path: `/graphql?query=${encodeURIComponent(mutation)}` })).status).toBe(405);
    expect((await send({ method: "HEAD", path: "/graphql?query={", headers })).status).toBe(400);
    expect(account.calls).toEqual([]);
  });

  it("ends an answer in parts", async () => {
    const { status, body } = await send({ method: "HEAD", path, headers: { accept: "text/event-stream" } });
    expect([status, body.length]).toEqual([200, 0]);
  });
});

describe("a compressed body", () => {
  const content = JSON.stringify({ query: "{ __typename }" });

  it.each([
    ["gzip", gzipSync(content)],
    ["X-GZIP", gzipSync(content)],
    ["deflate", deflateSync(content)],
    ["br", brotliCompressSync(content)],
    ["identity", Buffer.from(content)],
  ])("is read: %s", async (encoding, body) => {
    const answer = await send({ headers: { "content-encoding": encoding }, body });
    expect(JSON.parse(String(answer.body))).toEqual({ data: { __typename: "Query" } });
  });

  it.each([
    ["gzip", gzipSync(Buffer.alloc(100_000_000, " ")), 413],
    ["gzip", gzipSync(`${content}${" ".repeat(1_048_576)}`), 413],
    ["br", brotliCompressSync(Buffer.alloc(100_000_000, " ")), 413],
    ["gzip", Buffer.from(content), 400],
    ["gzip", gzipSync(content).subarray(0, 20), 400],
    ["br", Buffer.from(content), 400],
    ["zstd", Buffer.from(content), 415],
    ["gzip, gzip", gzipSync(gzipSync(content)), 415],
    ["constructor", Buffer.from(content), 415],
  ])(
    "is refused if it is too large once it is decompressed, damaged, or of another encoding: %s %#",
    async (encoding, body, status) => {
      const before = process.memoryUsage().rss;
      const answer = await send({ headers: { "content-encoding": encoding }, body });
      expect(answer.status).toBe(status);
      expect(JSON.parse(String(answer.body)).errors[0].extensions.code).toBe("BAD_USER_INPUT");
      expect(answer.headers["accept-encoding"]).toBe(status === 415 ? "gzip, deflate, br" : undefined);
      expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    },
  );
});
