import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { askGateway, composeSupergraph, startSubgraphs } from "../federation/supergraph.ts";
import { temporaryFolder } from "../support/command.ts";
import type { TestGateway } from "../support/gateway.ts";
import { findFreePort } from "../support/http-server.ts";
import { installNestedPackage } from "../support/nested-package.ts";
import { baseEnvironment, endProcess } from "../support/process.ts";

const ACCOUNT = "arn:aws:iam::123456789012";
const folder = fileURLToPath(new URL("hive-gateway", import.meta.url));
const stack = new AsyncDisposableStack();
let account: TestGateway;
let url: string;

beforeAll(async () => {
  installNestedPackage(folder);
  const subgraphs = stack.use(await startSubgraphs());
  account = subgraphs.account;
  const temporary = stack.use(await temporaryFolder());
  const supergraph = temporary.file("supergraph.graphql");
  writeFileSync(supergraph, composeSupergraph(subgraphs.urls));
  url = await startHive(supergraph);
}, 300_000);
afterAll(() => stack.disposeAsync());
beforeEach(() => account.forgetCalls());

/** Starts the Hive gateway on a free port. It does not print its port, so it cannot choose one itself. */
async function startHive(supergraph: string): Promise<string> {
  const port = await findFreePort();
  const words = [
    "supergraph",
    supergraph,
    "--host",
    "127.0.0.1",
    "--port",
    String(port),
    "--config-path",
    "gateway.config.js",
  ];
  const child = spawn(path.join(folder, "node_modules/.bin/hive-gateway"), words, {
    cwd: folder,
    env: baseEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  stack.defer(() => endProcess(child));
  let said = "";
  const listening = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(`127.0.0.1:${port}`)) listening.resolve();
    });
  }
  child.once("exit", () => listening.reject(new Error(`The Hive gateway ended: ${said}`)));
  await listening.promise;
  return `http://127.0.0.1:${port}/graphql`;
}

const ask = (query: string, scopes?: string) => askGateway(url, query, { scopes });

describe("a supergraph in the Hive gateway, with the auth directives", () => {
  it("resolves users, their managers, and the managers' IAM fields, with one call in each direction", async () => {
    const { data, errors } = await ask("{ users(first: 300) { nodes { userName manager { userName arn } } } }");
    expect(errors).toBeUndefined();
    const { nodes } = Object(data?.["users"]);
    expect(nodes).toHaveLength(300);
    expect(nodes[299].manager).toEqual({ userName: "user-0029", arn: `${ACCOUNT}:user/user-0029` });
    expect(account.counts()).toEqual({ ListUsers: 2 });
  });

  it("resolves users from the entities of another subgraph", async () => {
    const { data, errors } = await ask(
      '{ employee(email: "user-0011@example.com") { email user { arn groups { totalCount } } } }',
    );
    expect([data, errors]).toEqual([
      {
        employee: {
          email: "user-0011@example.com",
          user: { arn: `${ACCOUNT}:user/user-0011`, groups: { totalCount: 0 } },
        },
      },
      undefined,
    ]);
  });

  it("executes mutations of iamql", async () => {
    const create = `mutation { createUser(input: { userName: "new-user" }) {
      __typename ... on CreateUserPayload { user { userName manager { userName } } }
    } }`;
    const { data, errors } = await ask(create, "iam:write iam:read");
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      createUser: { __typename: "CreateUserPayload", user: { userName: "new-user", manager: null } },
    });
  });

  it("rejects fields whose scopes in the SDL the caller lacks, before it calls iamql", async () => {
    const { data, errors } = await ask("{ users(first: 1) { nodes { userName } } }", "nothing");
    expect(Object(data)["users"] ?? null).toBeNull();
    expect(errors?.length).toBeGreaterThan(0);
    expect(account.counts()).toEqual({});
  });

  it("reports errors at their paths in the supergraph", async () => {
    account.embedded.setFaults({ deny: ["ListMFADevices", "ListVirtualMFADevices", "GetCredentialReport"] });
    try {
      const { errors } = await ask(
        '{ employee(email: "user-0011@example.com") { user { arn mfaDevices { nodes { serialNumber } } } } }',
      );
      expect(errors).toMatchObject([
        { path: ["employee", "user", "mfaDevices"], extensions: { code: "IAM_ACCESS_DENIED" } },
      ]);
    } finally {
      account.embedded.setFaults({});
    }
  });
});
