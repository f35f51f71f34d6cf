import { readFileSync } from "node:fs";
import { composeServices } from "@apollo/composition";
import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { createEmbeddedIam } from "../../src/embedded-iam/index.ts";
import { printSubgraphText } from "../../src/schema/index.ts";
import { readPage } from "../support/documents.ts";
import { findFreePort } from "../support/http-server.ts";
import { createProject } from "../support/project.ts";

/** An embedded IAM with the sample account, for programs in other processes, and the environment that points them at it. */
async function serveAccount() {
  const embedded = await createEmbeddedIam({ file: ":memory:", sample: true });
  const { url } = await embedded.listen(0);
  const env = {
    AWS_ENDPOINT_URL_IAM: url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
  return { env, [Symbol.asyncDispose]: () => embedded.close() };
}

const QUERY = "{ accountSummary { users } }";
const ANSWER = { data: { accountSummary: { users: 60 } } };

describe("the examples", { timeout: 180_000 }, () => {
  it("node-server answers callers that have its API key, and rejects others", async () => {
    await using account = await serveAccount();
    await using project = await createProject();
    project.copyExample("node-server");
    const SERVER_PORT = String(await findFreePort());
    await using _server = await project.start("server.ts", { ...account.env, SERVER_PORT, API_KEY: "a-key" });
    const ask = (headers: Record<string, string>) =>
      fetch(`http://127.0.0.1:${SERVER_PORT}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ query: QUERY }),
      });
    const answered = await ask({ authorization: "Bearer a-key" });
    expect(await answered.json()).toEqual(ANSWER);
    expect([(await ask({})).status, (await ask({ authorization: "Bearer other" })).status]).toEqual([401, 401]);
  });

  it("lambda answers events of an HTTP API, by POST and by GET", async () => {
    await using account = await serveAccount();
    await using project = await createProject();
    project.copyExample("lambda");
    const event = {
      rawPath: "/graphql",
      rawQueryString: "",
      headers: { "content-type": "application/json", host: "abc.example.com" },
      requestContext: { domainName: "abc.example.com", http: { method: "POST" } },
      body: Buffer.from(JSON.stringify({ query: QUERY })).toString("base64"),
      isBase64Encoded: true,
    };
    const { body: _body, ...get } = {
      ...event,
      rawQueryString: new URLSearchParams({ query: QUERY }).toString(),
      headers: { host: "abc.example.com", accept: "application/json" },
      requestContext: { domainName: "abc.example.com", http: { method: "GET" } },
    };
    project.write(
      "invoke.ts",
      `import { handler } from "./handler.ts";
       const answers = [];
       for (const event of ${JSON.stringify([event, get])}) {
         const { statusCode, body } = await handler(event);
         answers.push([statusCode, JSON.parse(Buffer.from(body, "base64").toString())]);
       }
       console.log(JSON.stringify(answers));`,
    );
    await using invoked = await project.start("invoke.ts", { ...account.env, HOST_NAMES: "abc.example.com" });
    expect(JSON.parse(invoked.line)).toEqual([
      [200, ANSWER],
      [200, ANSWER],
    ]);
  });

  it("test-with-embedded-iam passes in Vitest", async () => {
    await using project = await createProject();
    project.copyExample("test-with-embedded-iam");
    expect(project.runTests()).toMatchObject({ passed: 3, all: 3 });
  });

  it("federation composes with this subgraph", () => {
    const people = readFileSync(new URL("../../examples/federation/people.graphql", import.meta.url), "utf8");
    // Composition wants a root type of some subgraph, which is iamql's.
    const { errors, supergraphSdl } = composeServices([
      { name: "iam", url: "http://127.0.0.1:4000/graphql", typeDefs: parse(printSubgraphText()) },
      { name: "people", url: "http://127.0.0.1:4010/graphql", typeDefs: parse(people) },
    ]);
    expect(errors).toBeUndefined();
    expect(supergraphSdl).toContain("manager: User");
  });

  it("are all listed in examples/README.md", () => {
    const listed = [...readPage("examples/README.md").matchAll(/^\| \[([\w-]+)\]/gm)].map(([, name]) => name);
    expect(listed).toEqual([
      "node-server",
      "lambda",
      "test-with-embedded-iam",
      "apollo-client",
      "urql",
      "federation",
      "mfa-console",
    ]);
  });
});
