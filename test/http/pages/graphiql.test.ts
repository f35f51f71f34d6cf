import { createHash } from "node:crypto";
import { request as httpRequest } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Listening, listen } from "../../../src/platform/http-server/listen.ts";
import { createTestGateway, type TestGateway } from "../../support/gateway.ts";

let account: TestGateway;
let listening: Listening;
beforeAll(async () => {
  account = await createTestGateway();
  listening = await listen(account.gateway, "127.0.0.1", 0);
});
afterAll(async () => {
  await listening.close();
  await account[Symbol.asyncDispose]();
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As they came: not decompressed. */
  readonly bytes: Buffer;
}

/** Sends exactly these headers. */
function ask(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  const { hostname, port } = new URL(listening.url);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, bytes: Buffer.concat(chunks) }),
      );
    });
    sent.on("error", reject).end();
  });
}

const html = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

function assetsOf(page: Answer): string[] {
  return [...page.bytes.toString().matchAll(/\b(?:src|href)="(graphql\/assets\/[^"]+)"/g)].map(([, url]) => `/${url}`);
}

const decoders: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  identity: (bytes) => bytes,
};

describe("GraphiQL's page", () => {
  it("is small, and is validated by a strong entity tag", async () => {
    const page = await ask("/graphql", html);
    const etag = String(page.headers["etag"]);
    expect([page.status, page.headers["content-type"], page.headers["cache-control"]]).toEqual([
      200,
      "text/html",
      "no-cache",
    ]);
    expect(page.bytes.length).toBeLessThan(20_000);
    expect(etag).toMatch(/^"[\w-]+"$/);
    for (const list of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const { status, headers, bytes } = await ask("/graphql", { ...html, "if-none-match": list });
      expect([status, headers["etag"], headers["cache-control"], bytes.length]).toEqual([304, etag, "no-cache", 0]);
    }
    expect((await ask("/graphql", { ...html, "if-none-match": '"other"' })).status).toBe(200);
  });

  it("has another entity tag in each encoding, and caches are informed that encodings differ", async () => {
    const answers = [];
    for (const coding of ["br", "gzip", "identity"]) {
      const { headers } = await ask("/graphql", { ...html, "accept-encoding": coding });
      expect(headers["vary"]).toBe("Accept, Accept-Encoding");
      answers.push(headers["etag"]);
    }
    expect(new Set(answers).size).toBe(3);
  });

  it("answers HEAD as GET, without the body", async () => {
    const [got, head] = [await ask("/graphql", html), await ask("/graphql", html, "HEAD")];
    const { date: _, "x-request-id": __, ...headers } = got.headers;
    expect([head.status, head.bytes.length]).toEqual([200, 0]);
    expect(head.headers).toMatchObject(headers);
  });

  it("is not for clients that do not accept HTML", async () => {
    for (const accept of [
      "application/json",
      "text/html;q=0",
      "text/html; q=0.0, application/json",
      "application/json, text/html;q=0.5",
      "text/html;q=0.8, application/graphql-response+json;q=0.9, */*",
    ]) {
      const { headers } = await ask("/graphql?query={__typename}", { accept });
      expect(headers["content-type"]).not.toBe("text/html");
    }
    for (const accept of ["text/html, application/json", "application/json;q=0.5, TEXT/HTML;q=0.6, */*"]) {
      expect((await ask("/graphql?query={__typename}", { accept })).headers["content-type"]).toBe("text/html");
    }
  });
});

describe("GraphiQL's assets", () => {
  it("have the hash of their contents in their names, and may be kept for a year", async () => {
    const assets = assetsOf(await ask("/graphql", html));
    expect(assets.map((asset) => asset.replace(/\.[\da-f]{16}\./, "."))).toEqual([
      "/graphql/assets/favicon.ico",
      "/graphql/assets/graphiql.css",
      "/graphql/assets/graphiql.js",
      "/graphql/assets/start.js",
    ]);
    for (const asset of assets) {
      const { status, headers, bytes } = await ask(asset);
      const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
      expect([status, headers["cache-control"]]).toEqual([200, "public, max-age=31536000, immutable"]);
      expect(asset).toContain(`.${hash}.`);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      const etag = String(headers["etag"]);
      expect((await ask(asset, { "if-none-match": etag })).status).toBe(304);
    }
  });

  it("have workers beside them, which the start script names", async () => {
    const start = assetsOf(await ask("/graphql", html)).find((asset) => asset.includes("start")) ?? "";
    const workers = [...(await ask(start)).bytes.toString().matchAll(/"([\w-]+-worker\.[\da-f]{16}\.js)"/g)];
    expect(workers).toHaveLength(3);
    for (const [, worker] of workers) {
      const { status, headers } = await ask(`/graphql/assets/${worker}`, { "accept-encoding": "br" });
      expect([status, headers["content-type"]]).toEqual([200, "text/javascript; charset=utf-8"]);
    }
  });

  it.each([
    ["br, gzip", "br"],
    ["gzip, deflate", "gzip"],
    ["gzip, deflate, br, zstd", "br"],
    ["br;q=0.5, gzip;q=0.9", "gzip"],
    ["br;q=0, gzip", "gzip"],
    ["BR;Q=0, GZIP", "gzip"],
    ["*", "br"],
    ["*;q=0.1, br;q=0", "gzip"],
    ["br;q=0, *;q=0.5, gzip;q=0.2", "identity"],
    ["identity, gzip;q=0.5", "identity"],
    ["x-gzip", "gzip"],
    ["deflate", "identity"],
    ["", "identity"],
    ["br;q=0, gzip;q=0.000", "identity"],
  ])("come in the encoding that %j prefers: %s", async (acceptEncoding, encoding) => {
    const [asset = ""] = assetsOf(await ask("/graphql", html)).filter((name) => name.endsWith(".css"));
    const plain = await ask(asset);
    expect(plain.headers["content-encoding"]).toBeUndefined();
    const { headers, bytes } = await ask(asset, { "accept-encoding": acceptEncoding });
    expect(headers["content-encoding"] ?? "identity").toBe(encoding);
    expect(headers["content-length"]).toBe(String(bytes.length));
    expect(decoders[encoding]?.(bytes).equals(plain.bytes)).toBe(true);
  });

  it.each(["identity;q=0, br;q=0, gzip;q=0", "*;q=0"])(
    "are 406 for a client that excludes all encodings: %j",
    async (coding) => {
      const [asset = ""] = assetsOf(await ask("/graphql", html));
      expect((await ask(asset, { "accept-encoding": coding })).status).toBe(406);
    },
  );

  it("are 404 by other names, and by other methods not assets", async () => {
    for (const path of ["/graphql/assets/", "/graphql/assets/page.html", "/graphql/assets/../../package.json"]) {
      expect((await ask(path)).status).toBe(404);
    }
    const { status, bytes } = await ask("/graphql/assets/graphiql.0000000000000000.js");
    expect([status, JSON.parse(bytes.toString()).errors[0].extensions]).toEqual([404, { code: "NOT_FOUND" }]);
    expect((await ask("/graphql/assets/graphiql.0000000000000000.js", {}, "POST")).status).not.toBe(200);
  });
});

describe("the root path", () => {
  it("redirects browsers to GraphiQL by a relative location, which works below a path of a proxy", async () => {
    for (const method of ["GET", "HEAD"]) {
      const { status, headers } = await ask("/", html, method);
      expect([status, headers["location"]]).toEqual([307, "graphql"]);
    }
    expect(new URL("graphql", "https://example.com/iam/").pathname).toBe("/iam/graphql");
  });

  it("answers other clients 404 with the path of the endpoint", async () => {
    for (const [headers, method] of [
      [{}, "GET"],
      [{ accept: "*/*" }, "GET"],
      [{ "content-type": "application/json" }, "POST"],
    ] as const) {
      const { status, bytes } = await ask("/", headers, method);
      const [{ message, extensions }] = JSON.parse(bytes.toString()).errors;
      expect([status, extensions]).toEqual([404, { code: "NOT_FOUND" }]);
      expect(message).toContain("/graphql");
    }
  });
});
