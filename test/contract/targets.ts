import { IAM, IAMServiceException } from "@aws-sdk/client-iam";
import { STS } from "@aws-sdk/client-sts";
import { createEmbeddedIam } from "../../src/embedded-iam/index.ts";
import type { Account, Keys } from "./sandbox.ts";

/** Where the scenarios run. */
export interface Target {
  readonly title: string;
  /** Maximum duration of one scenario, in milliseconds. */
  readonly timeoutMs: number;
  open(): Promise<Account & AsyncDisposable>;
}

export const inProcess: Target = {
  title: "the embedded IAM, in-process",
  timeoutMs: 20_000,
  async open() {
    // With the sample, because scenarios must not depend on an empty account.
    const service = await createEmbeddedIam({ file: ":memory:", sample: true });
    const { requestHandler, rootCredentials, close } = service;
    const connect: Account["connect"] = (credentials = rootCredentials) =>
      new IAM({ region: "us-east-1", credentials, requestHandler, maxAttempts: 1 });
    const connectSts: Account["connectSts"] = (credentials = rootCredentials) =>
      new STS({ region: "us-east-1", credentials, requestHandler, maxAttempts: 1 });
    return { accountId: await accountIdOf(connect()), connect, connectSts, [Symbol.asyncDispose]: close };
  },
};

const overHttp: Target = {
  title: "the embedded IAM, over HTTP",
  timeoutMs: 20_000,
  async open() {
    const { url: endpoint = "", close } = await createEmbeddedIam({ file: ":memory:", sample: true, port: 0 });
    const anyKeys = { accessKeyId: "test", secretAccessKey: "test" };
    const connect: Account["connect"] = (credentials = anyKeys) =>
      new IAM({ region: "us-east-1", credentials, endpoint, maxAttempts: 1 });
    const connectSts: Account["connectSts"] = (credentials = anyKeys) =>
      new STS({ region: "us-east-1", credentials, endpoint, maxAttempts: 1 });
    return { accountId: await accountIdOf(connect()), connect, connectSts, [Symbol.asyncDispose]: close };
  },
};

/** Signs with the keys that the SDK finds, and retries throttled calls as the SDK does. */
function endpointTarget(endpoint: string): Target {
  return {
    title: endpoint === "aws" ? "the IAM that the AWS SDK resolves" : `the IAM at ${endpoint}`,
    timeoutMs: 180_000,
    async open() {
      const configuration = (credentials: Keys | undefined) => ({
        region: process.env["AWS_REGION"] ?? "us-east-1",
        ...(endpoint !== "aws" && { endpoint }),
        ...(credentials && { credentials }),
      });
      const connect: Account["connect"] = (credentials) => new IAM(configuration(credentials));
      const connectSts: Account["connectSts"] = (credentials) => new STS(configuration(credentials));
      return { accountId: await accountIdOf(connect()), connect, connectSts, [Symbol.asyncDispose]: async () => {} };
    },
  };
}

/** The embedded IAM in-process and over HTTP, or instead the endpoint in the variable IAMQL_CONTRACT_ENDPOINT. */
export function targets(endpoint = process.env["IAMQL_CONTRACT_ENDPOINT"]): readonly Target[] {
  return endpoint === undefined || endpoint === "" ? [inProcess, overHttp] : [endpointTarget(endpoint)];
}

/** The account id of the caller's ARN. If the caller is a role, GetUser fails, and a temporary group's ARN is used. */
async function accountIdOf(iam: IAM): Promise<string> {
  const arn = await arnOfCaller(iam);
  const [, accountId] = /^arn:[\w-]+:iam::(\d{12}):/.exec(arn) ?? [];
  if (accountId === undefined) throw new Error(`expected an ARN of IAM, but got: ${arn}`);
  return accountId;
}

async function arnOfCaller(iam: IAM): Promise<string> {
  try {
    return (await iam.getUser({})).User?.Arn ?? "";
  } catch (error) {
    if (!(error instanceof IAMServiceException) || error.name !== "ValidationError") throw error;
    const GroupName = `iamql-contract-${Date.now().toString(36)}`;
    const { Group } = await iam.createGroup({ GroupName });
    await iam.deleteGroup({ GroupName });
    return Group?.Arn ?? "";
  }
}
