import { expect } from "vitest";
import { retryWhile } from "../retry-while.ts";
import type { Keys, Sandbox, Scenarios } from "../sandbox.ts";

async function keysOf({ iam }: Sandbox, UserName: string): Promise<Keys> {
  const { AccessKey } = await iam.createAccessKey({ UserName });
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
}

async function messageOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "no refusal",
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  );
}

// "GetCallerIdentity" (15): recorded on AWS; that it needs no permission, and GetAccessKeyInfo: documented.
// "STS on the wire" (1): recorded on AWS.
export const stsScenarios: Scenarios = {
  "GetCallerIdentity names a user by id and by the ARN with the path, without any permission": async (box) => {
    const { iam, name, path, accountId } = box;
    const { User } = await iam.createUser({ UserName: name("alice"), Path: path });
    const sts = box.connectSts(await keysOf(box, name("alice")));
    const { $metadata, ...identity } = await retryWhile("InvalidClientTokenId", () => sts.getCallerIdentity({}));
    expect(identity).toEqual({ UserId: User?.UserId, Account: accountId, Arn: User?.Arn });
  },

  "GetAccessKeyInfo names the account of a key": async (box) => {
    const { iam, name, path, accountId } = box;
    await iam.createUser({ UserName: name("alice"), Path: path });
    const { accessKeyId: AccessKeyId } = await keysOf(box, name("alice"));
    expect((await box.connectSts().getAccessKeyInfo({ AccessKeyId })).Account).toBe(accountId);
  },

  "a validation error of STS repeats the value": async (box) => {
    expect(await messageOf(box.connectSts().getAccessKeyInfo({ AccessKeyId: "AKIA-00000000000" }))).toContain(
      "ValidationError: 1 validation error detected: Value 'AKIA-00000000000' at 'accessKeyId' failed to satisfy constraint",
    );
  },
};
