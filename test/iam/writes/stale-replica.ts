import {
  AttachUserPolicyCommand,
  CreateLoginProfileCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { isOperationName } from "../../../src/iam-model/operations/index.ts";
import { iamAnswer } from "../../support/fake-iam.ts";
import { createScene, scene } from "../../support/scene.ts";

interface Response {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** The writes that the tests send for credentials and policies which the scene does not have. */
const withoutEntity: ReadonlySet<string> = new Set([
  "DeleteAccessKey",
  "DeleteSigningCertificate",
  "DeleteSSHPublicKey",
  "DeleteServiceSpecificCredential",
  "DeleteUserPolicy",
  "DetachUserPolicy",
]);

/** A managed policy of Alice. She has an inline policy too. */
export const attachedPolicy = "arn:aws:iam::aws:policy/SecurityAudit";

/** The scene of the mutations, behind a client that counts calls, and whose IAM can answer from a replica that lags behind. */
export async function createStaleReplica() {
  let skippedMs = 0;
  const account = await createScene({ iam: { clock: () => new Date(Date.now() + skippedMs) } });
  const { admin, embedded } = account;
  await admin.send(new CreateLoginProfileCommand({ UserName: scene.alice, Password: "Correct-Horse-1" }));
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Deny", Action: "*", Resource: "*" },
  });
  await admin.send(new PutUserPolicyCommand({ UserName: scene.alice, PolicyName: "inline", PolicyDocument }));
  await admin.send(new AttachUserPolicyCommand({ UserName: scene.alice, PolicyArn: attachedPolicy }));
  const calls: string[] = [];
  /** The latest response to each call, by its parameters. */
  const seen = new Map<string, Response>();
  /** The responses of the replica that lags behind; each is given once. */
  let stale = new Map<string, Response>();

  async function answer(request: Parameters<typeof embedded.requestHandler.handle>[0]): Promise<Response> {
    const body = String(request.body);
    const action = new URLSearchParams(body).get("Action") ?? "";
    calls.push(action);
    const old = stale.get(body);
    stale.delete(body);
    if (old) return old;
    const response =
      isOperationName(action) && !withoutEntity.has(action)
        ? (await embedded.requestHandler.handle(request)).response
        : { statusCode: 200, headers: {}, body: Buffer.from(withoutEntries(action)) };
    seen.set(body, response);
    return response;
  }

  const client = new IAMClient({
    region: "us-east-1",
    credentials: embedded.rootCredentials,
    maxAttempts: 1,
    requestHandler: {
      metadata: embedded.requestHandler.metadata,
      handle: async (request: Parameters<typeof answer>[0]) => ({ response: { ...(await answer(request)) } }),
    },
  });
  return {
    admin,
    client,
    /** The actions called since the last `forgetCalls`, in order. */
    calls,
    forgetCalls: () => void calls.splice(0),
    /** Moves IAM's clock on. */
    skip(milliseconds: number) {
      skippedMs += milliseconds;
    },
    /** The latest response to each call so far. */
    snapshot: () => new Map(seen),
    /** From now on, each call in the snapshot gets its response from there once. */
    lag(snapshot: ReadonlyMap<string, Response>) {
      stale = new Map(snapshot);
    },
    /** Ends the lag. */
    catchUp: () => stale.clear(),
    [Symbol.asyncDispose]: () => account[Symbol.asyncDispose](),
  };
}

export type StaleReplica = Awaited<ReturnType<typeof createStaleReplica>>;

/** A response without entries. */
function withoutEntries(action: string): string {
  const { body } = iamAnswer(action, action.startsWith("List") ? "<IsTruncated>false</IsTruncated>" : "");
  return body;
}
