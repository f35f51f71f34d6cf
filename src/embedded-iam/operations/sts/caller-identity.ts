import { errorTexts } from "../../../iam-model/error-texts.ts";
import { identify } from "../../caller-identity.ts";
import { accountIdInKey } from "../../ids.ts";
import { ServiceError } from "../../protocol/index.ts";
import { operation } from "../framework/index.ts";

/** Needs no permission (docs). The open mode's unknown keys are the root user, as in GetUser. */
export const getCallerIdentity = operation("GetCallerIdentity", (_input, context) => {
  const { userId, arn } = identify(context, context.caller);
  return { UserId: userId, Account: context.account.accountId, Arn: arn };
});

/** The account is encoded in the id, so the key need not exist (docs). */
export const getAccessKeyInfo = operation("GetAccessKeyInfo", ({ AccessKeyId }) => {
  const accountId = accountIdInKey(AccessKeyId);
  if (accountId === undefined) throw new ServiceError("ValidationError", errorTexts.accessKeyIdInvalid(AccessKeyId));
  return { Account: accountId };
});
