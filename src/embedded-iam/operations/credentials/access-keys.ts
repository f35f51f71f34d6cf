import { errorTexts } from "../../../iam-model/error-texts.ts";
import { identify } from "../../caller-identity.ts";
import { makeSecretAccessKey } from "../../ids.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { AccessKeyRow, NewAccessKey } from "../../store/index.ts";
import { timestamp } from "../../timestamp.ts";
import {
  type OperationContext,
  type Owner,
  operation,
  requireOwner,
  requireSettableStatus,
  requireWithinQuota,
  takePage,
} from "../framework/index.ts";

/** Creates an access key. Only this response contains the secret. */
export const createAccessKey = operation("CreateAccessKey", ({ UserName }, context) => {
  const { accessKeys, clock, newId, quotas, secretBytes } = context;
  const owner = requireOwner(context, UserName);
  requireWithinQuota("AccessKeysPerUser", accessKeys.countOfOwner(owner.id), quotas.accessKeysPerUser);
  const key: NewAccessKey = {
    accessKeyId: newId("accessKey"),
    userId: owner.id,
    secretAccessKey: makeSecretAccessKey(secretBytes),
    status: "Active",
    createDate: timestamp(clock()),
  };
  accessKeys.insert(key);
  return {
    AccessKey: {
      UserName: owner.user?.name,
      AccessKeyId: key.accessKeyId,
      Status: key.status,
      SecretAccessKey: key.secretAccessKey,
      CreateDate: key.createDate,
    },
  };
});

export const listAccessKeys = operation("ListAccessKeys", ({ UserName, ...input }, context) => {
  const { accessKeys, markers } = context;
  const owner = requireOwner(context, UserName);
  const page = takePage(markers, ["ListAccessKeys", owner.id ?? ""], input, {
    rows: (after, limit) => accessKeys.ofOwner(owner.id, after, limit),
    keyOf: (key) => key.accessKeyId,
  });
  return {
    AccessKeyMetadata: page.rows.map((key) => ({
      UserName: owner.user?.name,
      AccessKeyId: key.accessKeyId,
      Status: key.status,
      CreateDate: key.createDate,
    })),
    ...page.ending,
  };
});

export const updateAccessKey = operation("UpdateAccessKey", ({ UserName, AccessKeyId, Status }, context) => {
  const key = requireAccessKey(context, requireOwner(context, UserName), AccessKeyId);
  requireSettableStatus(Status);
  context.accessKeys.setStatus(key.accessKeyId, Status);
});

export const deleteAccessKey = operation("DeleteAccessKey", ({ UserName, AccessKeyId }, context) => {
  const key = requireAccessKey(context, requireOwner(context, UserName), AccessKeyId);
  context.accessKeys.delete(key.accessKeyId);
});

/** Accepts any key of the account. The response does not reveal whether an unknown key exists in another account. */
export const getAccessKeyLastUsed = operation("GetAccessKeyLastUsed", ({ AccessKeyId }, context) => {
  const { accessKeys, users } = context;
  const key = accessKeys.find(AccessKeyId);
  if (key === undefined) throw unknownKey(context, AccessKeyId);
  return {
    UserName: key.userId === null ? undefined : users.findById(key.userId)?.name,
    AccessKeyLastUsed: {
      LastUsedDate: key.lastUsedDate ?? undefined,
      ServiceName: key.lastUsedService ?? "N/A",
      Region: key.lastUsedRegion ?? "N/A",
    },
  };
});

/** A user receives AccessDenied (AWS-recorded), the root user NoSuchEntity (inferred). */
function unknownKey(context: OperationContext, id: string): ServiceError {
  if (context.caller.userId === null) return new ServiceError("NoSuchEntity", errorTexts.accessKeyNotFound(id));
  const { arn } = identify(context, context.caller);
  return new ServiceError("AccessDenied", errorTexts.accessKeyUseHidden(arn, id));
}

function requireAccessKey(
  { accessKeys }: Pick<OperationContext, "accessKeys">,
  owner: Owner,
  id: string,
): AccessKeyRow {
  const key = accessKeys.find(id);
  if (key === undefined || key.userId !== owner.id) {
    throw new ServiceError("NoSuchEntity", errorTexts.accessKeyNotFound(id));
  }
  return key;
}
