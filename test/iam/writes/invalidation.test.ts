import * as sdk from "@aws-sdk/client-iam";
import { GenerateCredentialReportCommand, type ServiceInputTypes, type ServiceOutputTypes } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { AccountIdentity, CredentialChanges, DeviceSearches } from "../../../src/iam/account/index.ts";
import { ConnectionSlots, createBudget } from "../../../src/iam/budget/index.ts";
import {
  type CommandClass,
  createCallExecutor,
  createReadCache,
  LatencyStatistics,
  SharedReads,
} from "../../../src/iam/calls/index.ts";
import { isNoSuchEntity } from "../../../src/iam/errors/index.ts";
import { IamClock } from "../../../src/iam/iam-clock.ts";
import { createUsage } from "../../../src/iam/index.ts";
import { Expectations } from "../../../src/iam/read-your-writes/index.ts";
import { accountSummaryOf } from "../../../src/iam/records/index.ts";
import { createWrites } from "../../../src/iam/writes/index.ts";
import { scene } from "../../support/scene.ts";
import { cases } from "./cases.ts";
import { createStaleReplica } from "./stale-replica.ts";

type AnyCommand = CommandClass<ServiceInputTypes, ServiceOutputTypes>;

const user = { UserName: scene.alice };

/** One read of each operation, of the entities that the writes change. */
const reads: readonly (readonly [action: string, command: unknown, input: object])[] = [
  ["GetAccountAuthorizationDetails", sdk.GetAccountAuthorizationDetailsCommand, { Filter: ["User", "Group"] }],
  ["GetAccountSummary", sdk.GetAccountSummaryCommand, {}],
  ["GetCredentialReport", sdk.GetCredentialReportCommand, {}],
  ["GetGroup", sdk.GetGroupCommand, { GroupName: scene.ops }],
  ["GetLoginProfile", sdk.GetLoginProfileCommand, user],
  ["GetOpenIDConnectProvider", sdk.GetOpenIDConnectProviderCommand, { OpenIDConnectProviderArn: scene.issuer }],
  ["GetUser", sdk.GetUserCommand, user],
  ["ListAccessKeys", sdk.ListAccessKeysCommand, user],
  ["ListAttachedUserPolicies", sdk.ListAttachedUserPoliciesCommand, user],
  ["ListGroups", sdk.ListGroupsCommand, {}],
  ["ListGroupsForUser", sdk.ListGroupsForUserCommand, user],
  ["ListMFADeviceTags", sdk.ListMFADeviceTagsCommand, { SerialNumber: scene.spare }],
  ["ListMFADevices", sdk.ListMFADevicesCommand, user],
  ["ListOpenIDConnectProviders", sdk.ListOpenIDConnectProvidersCommand, {}],
  ["ListSSHPublicKeys", sdk.ListSSHPublicKeysCommand, user],
  ["ListServiceSpecificCredentials", sdk.ListServiceSpecificCredentialsCommand, user],
  ["ListSigningCertificates", sdk.ListSigningCertificatesCommand, user],
  ["ListUserPolicies", sdk.ListUserPoliciesCommand, user],
  ["ListUsers", sdk.ListUsersCommand, {}],
  ["ListVirtualMFADevices", sdk.ListVirtualMFADevicesCommand, { AssignmentStatus: "Any" }],
];

async function createCachedAccount() {
  const replica = await createStaleReplica();
  await replica.admin.send(new GenerateCredentialReportCommand({}));
  // IAM takes two seconds to create the report.
  replica.skip(3000);
  const usage = createUsage();
  const clock = new IamClock();
  const calls = createCallExecutor(
    {
      client: replica.client,
      timeoutMs: 60_000,
      budget: createBudget(undefined),
      connections: new ConnectionSlots(Number.POSITIVE_INFINITY),
      latencyStatistics: new LatencyStatistics(),
      sharedReads: new SharedReads(createReadCache({ ttlMs: 3_600_000 })),
      clock,
      account: new AccountIdentity(),
    },
    usage,
  );
  const writes = createWrites(calls, usage, {
    expectations: new Expectations({ waitMs: 0 }),
    credentialChanges: new CredentialChanges(clock),
    deviceSearches: new DeviceSearches(clock),
  });
  /** The responses of all reads, by action; errors by their code. */
  const readAll = async (freshness: "recent" | "own") => {
    const answers: Record<string, unknown> = {};
    for (const [action, command, input] of reads) {
      const toAnswer = ({ $metadata: _, ...answer }: ServiceOutputTypes) =>
        "SummaryMap" in answer ? accountSummaryOf(answer.SummaryMap) : answer;
      answers[action] = await calls
        .read(action, command as AnyCommand, input as ServiceInputTypes, toAnswer, freshness)
        .catch((error: unknown) => {
          if (isNoSuchEntity(error)) return "NoSuchEntity";
          throw error;
        });
    }
    return answers;
  };
  return { ...replica, writes, readAll };
}

describe("the cached responses after a write", () => {
  it.each(Object.entries(cases))(
    "are dropped for the reads that can show %s, and only for these",
    async (_name, row) => {
      await using account = await createCachedAccount();
      await account.readAll("recent");
      account.forgetCalls();
      await account.readAll("recent");
      expect(account.calls).toEqual([]);

      await row.write(account.writes);
      account.forgetCalls();
      const answers = await account.readAll("recent");
      expect(account.calls.toSorted()).toEqual(row.invalidates.toSorted());
      expect(answers).toEqual(await account.readAll("own"));
    },
  );
});
