import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Running, start } from "./process.ts";

/** What answers GraphQL. */
export interface GraphqlServer extends AsyncDisposable {
  ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>;
}

export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string }[];
}

const credentials = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_REGION: "us-east-1" };

/** The gateway over an IAM, with the settings that it has over AWS, and these. */
export async function startGateway(iam: string, settings: Record<string, string> = {}): Promise<GraphqlServer> {
  const folder = await mkdtemp(path.join(tmpdir(), "iamql-bench-"));
  const server = await start(["src/main.ts"], {
    ...credentials,
    IAM_BACKEND: "aws",
    AWS_ENDPOINT_URL_IAM: iam,
    AUTH: "none",
    PORT: "0",
    STATE_FILE: ":memory:",
    AUDIT_FILE: path.join(folder, "audit.jsonl"),
    LOG_LEVEL: "silent",
    ...settings,
  });
  return serverOf(server, async () => rm(folder, { recursive: true }));
}

/** The one that asks for each field of each object. */
export async function startNaiveGateway(iam: string): Promise<GraphqlServer> {
  return serverOf(await start(["bench/calls/naive-gateway.ts"], { ...credentials, AWS_ENDPOINT_URL_IAM: iam }));
}

function serverOf(server: Running, cleanUp: () => Promise<void> = async () => {}): GraphqlServer {
  return {
    async ask(query, variables) {
      const response = await fetch(String(server.ready["graphql"]), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query, variables }),
      });
      const answer: Answer = await response.json();
      return answer;
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await cleanUp();
    },
  };
}
