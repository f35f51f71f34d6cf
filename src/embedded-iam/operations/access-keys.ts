import { errorTexts } from "../../iam-model/error-texts.ts";
import { makeSecretAccessKey } from "../ids.ts";
import { ServiceError } from "../service-error.ts";
import { timestamp } from "../services.ts";
import type { AccessKeyRow } from "../store/access-keys.ts";
import { type Owner, requireOwner } from "./look-up.ts";
import { type Context, operation } from "./operation.ts";
import { takePage } from "./paging.ts";
import { requireRoom } from "./quota.ts";

/** The only answer that ever shows the secret. */
export const createAccessKey = operation("CreateAccessKey", ({ UserName }, context) => {
  const { accessKeys, clock, newId, quotas, secretBytes } = context;
  const owner = requireOwner(context, UserName);
  requireRoom("AccessKeysPerUser", accessKeys.countOfOwner(owner.id), quotas.accessKeysPerUser);
  const key: AccessKeyRow = {
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
  context.accessKeys.setStatus(key.accessKeyId, Status);
});

export const deleteAccessKey = operation("DeleteAccessKey", ({ UserName, AccessKeyId }, context) => {
  const key = requireAccessKey(context, requireOwner(context, UserName), AccessKeyId);
  context.accessKeys.delete(key.accessKeyId);
});

function requireAccessKey({ accessKeys }: Pick<Context, "accessKeys">, owner: Owner, id: string): AccessKeyRow {
  const key = accessKeys.find(id);
  if (key === undefined || key.userId !== owner.id) {
    throw new ServiceError("NoSuchEntity", errorTexts.accessKeyNotFound(id));
  }
  return key;
}
