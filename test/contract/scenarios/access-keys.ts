import { type IAM, IAMServiceException, type StatusType } from "@aws-sdk/client-iam";
import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import { retryWhile } from "../retry-while.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

async function createUser({ iam, name, path }: Sandbox): Promise<string> {
  await iam.createUser({ UserName: name("alice"), Path: path });
  return name("alice");
}

/** A valid id of a key that does not exist. */
const noKey = "AKIAQQQQQQQQQQQQQQQQ";

/** A caller other than the root user, whose permissions are not checked: the account's caller, or else a new user. */
async function someUser(box: Sandbox): Promise<IAM> {
  const whoAmI = await box.iam.getUser({}).catch((error: unknown) => {
    if (error instanceof IAMServiceException && error.name === "ValidationError") return undefined;
    throw error;
  });
  if (!whoAmI?.User?.Arn?.endsWith(":root")) return box.iam;
  const { AccessKey } = await box.iam.createAccessKey({ UserName: await createUser(box) });
  const { AccessKeyId = "", SecretAccessKey = "" } = AccessKey ?? {};
  return box.connect({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey });
}

// "Quotas" (6), "wire protocol" (1), "validation errors" (2) and "implicit user" (4): recorded on AWS, 2025-03 to 2026-02.
export const accessKeyScenarios: Scenarios = {
  "a user has at most two access keys": async (box) => {
    const UserName = await createUser(box);
    const { AccessKey } = await box.iam.createAccessKey({ UserName });
    expect(AccessKey?.AccessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(AccessKey).toMatchObject({ UserName, Status: "Active" });
    await box.iam.createAccessKey({ UserName });
    expect(await refusalOf(box.iam.createAccessKey({ UserName }))).toBe(
      "409 LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2",
    );
  },

  "ListAccessKeys shows no secret": async (box) => {
    const UserName = await createUser(box);
    const { SecretAccessKey, ...key } = (await box.iam.createAccessKey({ UserName })).AccessKey ?? {};
    expect(SecretAccessKey).toMatch(/^\S{40}$/);
    const { $metadata, ...answer } = await box.iam.listAccessKeys({ UserName });
    expect(answer).toEqual({ AccessKeyMetadata: [key], IsTruncated: false });
  },

  "the error about a key that the user does not have names it": async (box) => {
    const input = { UserName: await createUser(box), AccessKeyId: noKey };
    const refusal = `404 NoSuchEntity: The Access Key with id ${noKey} cannot be found.`;
    expect(await refusalOf(box.iam.updateAccessKey({ ...input, Status: "Inactive" }))).toBe(refusal);
    expect(await refusalOf(box.iam.deleteAccessKey(input))).toBe(refusal);
  },

  "UpdateAccessKey rejects an unknown status without listing the known ones": async (box) => {
    const UserName = await createUser(box);
    const Status: string = "Resting";
    const input = { UserName, AccessKeyId: noKey, Status: Status as StatusType };
    expect(await refusalOf(box.iam.updateAccessKey(input))).toBe(
      "400 ValidationError: 1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set",
    );
  },

  // Captured from AWS, 2026-09: the code alone.
  "UpdateAccessKey rejects the status Expired, which the service model has": async (box) => {
    const UserName = await createUser(box);
    const { AccessKey } = await box.iam.createAccessKey({ UserName });
    const AccessKeyId = AccessKey?.AccessKeyId;
    expect(await refusalOf(box.iam.updateAccessKey({ UserName, AccessKeyId, Status: "Expired" }))).toMatch(
      /^400 InvalidInput: /,
    );
    expect((await box.iam.listAccessKeys({ UserName })).AccessKeyMetadata).toMatchObject([{ Status: "Active" }]);
  },

  "GetAccessKeyLastUsed of an unknown key fails with AccessDenied": async (box) => {
    const user = await someUser(box);
    const refusal = await refusalOf(
      retryWhile("InvalidClientTokenId", () => user.getAccessKeyLastUsed({ AccessKeyId: noKey })),
    );
    const [, caller, rest] = /^403 AccessDenied: User: (\S+) is not (.*)$/.exec(refusal) ?? [undefined, refusal];
    expect(caller).toMatch(new RegExp(`^arn:aws:(iam|sts)::${box.accountId}:`));
    expect(rest).toBe(`authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${noKey}`);
  },

  "GetUser without a name returns the caller, or says that the caller is not a user": async ({ iam, accountId }) => {
    const answer = await iam.getUser({}).then(
      ({ User }) => User?.Arn ?? "",
      (error) => refusalOf(Promise.reject(error)),
    );
    if (answer.startsWith("arn:")) expect(answer).toMatch(new RegExp(`^arn:aws:iam::${accountId}:(root$|user/)`));
    else expect(answer).toBe("400 ValidationError: Must specify userName when calling with non-User credentials");
  },
};
