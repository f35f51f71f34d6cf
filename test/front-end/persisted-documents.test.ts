import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { generate } from "@graphql-codegen/cli";
import { preset } from "@graphql-codegen/client-preset";
import { describe, expect, it } from "vitest";
import { parsePersistedOperations } from "../../src/http/request/persisted-operations/parse-persisted-operations.ts";
import { schema } from "../../src/schema/index.ts";
import { defaultLimits } from "../../src/settings/index.ts";
import { temporaryFolder } from "../support/command.ts";
import { createTestGateway } from "../support/gateway.ts";

const schemaFile = fileURLToPath(new URL("../../schema.graphql", import.meta.url));
const relayCompiler = fileURLToPath(new URL("../../node_modules/relay-compiler/cli.js", import.meta.url));

const query = `query persistedUsersQuery {
  users(first: 1) { nodes { userName ...persisted_devices @defer(label: "devices") } }
}
fragment persisted_devices on User { mfaDevices { nodes { serialNumber } } }`;
const usersOfAnEmptyAccount = { users: { nodes: [] } };

/** The persisted documents that GraphQL Code Generator's client preset writes for the query. */
async function generatePersistedDocuments(folder: string, hashAlgorithm: "sha1" | "sha256"): Promise<string> {
  writeFileSync(path.join(folder, "users.graphql"), query);
  const files: { filename: string; content: string }[] = await generate(
    {
      schema: schemaFile,
      documents: "users.graphql",
      cwd: folder,
      silent: true,
      generates: {
        "generated/": {
          preset,
          presetConfig: { persistedDocuments: { hashAlgorithm } },
          config: { scalars: { Arn: "string", Byte: "string", DateTime: "string" } },
        },
      },
    },
    false,
  );
  const file = files.find(({ filename }) => filename.endsWith("persisted-documents.json"));
  return file?.content ?? expect.fail("expected persisted-documents.json");
}

/** The persisted queries that relay-compiler writes for the query. */
function compilePersistedQueries(folder: string, algorithm: "MD5" | "SHA256"): string {
  mkdirSync(path.join(folder, "src"));
  writeFileSync(
    path.join(folder, "src", "persisted.ts"),
    `import { graphql } from "relay-runtime";\ngraphql\`${query}\`;\n`,
  );
  writeFileSync(path.join(folder, "schema.graphql"), readFileSync(schemaFile));
  const config = {
    src: "src",
    schema: "schema.graphql",
    language: "typescript",
    persistConfig: { file: "persisted.json", algorithm },
  };
  writeFileSync(path.join(folder, "relay.config.json"), JSON.stringify(config));
  writeFileSync(path.join(folder, "persisted.json"), "{}");
  const compiled = spawnSync(process.execPath, [relayCompiler, "relay.config.json"], { encoding: "utf8", cwd: folder });
  expect([compiled.status, compiled.stderr]).toEqual([0, expect.any(String)]);
  return readFileSync(path.join(folder, "persisted.json"), "utf8");
}

/** The response to a client that sends only the id from its tool, at a gateway that runs only listed operations. */
async function askByOnlyId(file: string, id: string, asParameters: (id: string) => object) {
  const operations = parsePersistedOperations(file, { file: "ops.json", schema, limits: defaultLimits });
  await using account = await createTestGateway({ persistedOperations: { operations, only: true } });
  const response = await account.gateway.fetch("http://127.0.0.1:4000/graphql", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(asParameters(id)),
  });
  return response.json();
}

const onlyKey = (file: string) => Object.keys(JSON.parse(file))[0] ?? "";

describe("persisted documents from front-end tools", () => {
  it.each(["sha256", "sha1"] as const)("run as written by GraphQL Code Generator, with %s", async (algorithm) => {
    await using folder = await temporaryFolder();
    const file = await generatePersistedDocuments(folder.folder, algorithm);
    const id = onlyKey(file);
    expect(id).toMatch(algorithm === "sha256" ? /^sha256:[\da-f]{64}$/ : /^[\da-f]{40}$/);
    for (const asParameters of [
      (documentId: string) => ({ documentId }),
      (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } }),
    ]) {
      expect(await askByOnlyId(file, id, asParameters)).toEqual({ data: usersOfAnEmptyAccount });
    }
  });

  it.each(["MD5", "SHA256"] as const)("run as written by relay-compiler, with %s", async (algorithm) => {
    await using folder = await temporaryFolder();
    const file = compilePersistedQueries(folder.folder, algorithm);
    expect(await askByOnlyId(file, onlyKey(file), (documentId) => ({ documentId }))).toEqual({
      data: usersOfAnEmptyAccount,
    });
  });

  it("run as listed in Apollo's manifest", async () => {
    const body = "query Users {\n  users(first: 1) {\n    nodes {\n      userName\n    }\n  }\n}";
    const id = createHash("sha256").update(body).digest("hex");
    const file = JSON.stringify({
      format: "apollo-persisted-query-manifest",
      version: 1,
      operations: [{ id, name: "Users", type: "query", body }],
    });
    const answer = await askByOnlyId(file, id, (sha256Hash) => ({
      operationName: "Users",
      extensions: { persistedQuery: { version: 1, sha256Hash } },
    }));
    expect(answer).toEqual({ data: usersOfAnEmptyAccount });
  });

  it("are rejected if a document does not match its id, with the expected hash", () => {
    const [md5, sha1] = ["md5", "sha1"].map((algorithm) =>
      createHash(algorithm).update("{ __typename }").digest("hex"),
    );
    const parse = (file: object) => () =>
      parsePersistedOperations(JSON.stringify(file), { file: "ops.json", schema, limits: defaultLimits });
    expect(
      parse({ [`md5:${md5}`]: "{ __typename }", [`sha1:${sha1?.toUpperCase()}`]: "{ __typename }" }),
    ).not.toThrow();
    expect(parse({ [md5 ?? ""]: "{ __typename }\n" })).toThrow(
      /the hash is not the MD5 of the document; use [\da-f]{32}\./,
    );
    expect(parse({ [`sha256:${md5}`]: "{ __typename }" })).toThrow(`use md5:${md5}.`);
    const operations = [{ id: "Users", name: "Users", type: "query", body: "{ __typename }" }];
    expect(parse({ format: "apollo-persisted-query-manifest", version: 1, operations })).toThrow(
      /ops\.json: Users: the hash is not the SHA-256 of the document; use [\da-f]{64}\./,
    );
  });
});
