import { createHash } from "node:crypto";
import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { ServiceSpecificCredentialRow, UserRow } from "../../store/index.ts";
import { timestamp } from "../../timestamp.ts";
import {
  type OperationContext,
  operation,
  requireOwnerUser,
  requireSettableStatus,
  requireUser,
  requireWithinQuota,
  takePage,
} from "../framework/index.ts";
import { credentialForm, makeCredentialSecret, requireCredentialService } from "./credential-services.ts";

const dayMs = 24 * 3600 * 1000;

/** Only this response and that of ResetServiceSpecificCredential contain the secret. */
export const createServiceSpecificCredential = operation(
  "CreateServiceSpecificCredential",
  ({ UserName, ServiceName, CredentialAgeDays }, context) => {
    const { clock, newId, quotas, serviceSpecificCredentials } = context;
    const user = requireUser(context, UserName);
    const serviceName = requireCredentialService(ServiceName);
    const count = serviceSpecificCredentials.countForService(user.userId, serviceName);
    const quota = quotas.serviceSpecificCredentialsPerUserAndService;
    requireWithinQuota("ContextSpecificCredentialsPerUserPerContext", count, quota);
    const now = clock();
    const expiry = CredentialAgeDays === undefined ? undefined : new Date(now.getTime() + CredentialAgeDays * dayMs);
    const serviceUserName = freeServiceUserName(context, user, serviceName);
    const secret = makeCredentialSecret(credentialForm(serviceName), serviceUserName, context.secretBytes);
    const credential: ServiceSpecificCredentialRow = {
      credentialId: newId("serviceSpecificCredential"),
      userId: user.userId,
      serviceName,
      serviceUserName,
      secretHash: hashOf(secret),
      status: "Active",
      createDate: timestamp(now),
      expirationDate: expiry === undefined ? null : timestamp(expiry),
    };
    serviceSpecificCredentials.insert(credential);
    return { ServiceSpecificCredential: credentialElement(context, user, credential, secret) };
  },
);

/** AllUsers lists the credentials of the whole account (model). */
export const listServiceSpecificCredentials = operation(
  "ListServiceSpecificCredentials",
  ({ UserName, ServiceName, AllUsers = false, ...input }, context) => {
    const { markers, serviceSpecificCredentials, users } = context;
    if (AllUsers && UserName !== undefined) {
      throw new ServiceError("ValidationError", errorTexts.credentialsOfOneAndAll());
    }
    const user = AllUsers ? undefined : requireOwnerUser(context, UserName);
    // An empty service name selects all services (AWS-capture).
    const serviceName = ServiceName ? requireCredentialService(ServiceName) : undefined;
    const identity = ["ListServiceSpecificCredentials", user?.userId ?? "", serviceName ?? ""] as const;
    const filter = { userId: user?.userId, serviceName };
    const page = takePage(markers, identity, input, {
      rows: (after, limit) => serviceSpecificCredentials.list(filter, after, limit),
      keyOf: (credential) => credential.credentialId,
    });
    return {
      ServiceSpecificCredentials: page.rows.map((credential) =>
        credentialElement(context, user ?? users.findById(credential.userId), credential),
      ),
      ...page.ending,
    };
  },
);

export const updateServiceSpecificCredential = operation(
  "UpdateServiceSpecificCredential",
  ({ UserName, ServiceSpecificCredentialId, Status }, context) => {
    const { credential } = requireCredential(context, UserName, ServiceSpecificCredentialId);
    requireSettableStatus(Status);
    context.serviceSpecificCredentials.setStatus(credential.credentialId, Status);
  },
);

/** Creates another secret. Status and dates stay (AWS-capture). */
export const resetServiceSpecificCredential = operation(
  "ResetServiceSpecificCredential",
  ({ UserName, ServiceSpecificCredentialId }, context) => {
    const { user, credential } = requireCredential(context, UserName, ServiceSpecificCredentialId);
    const form = credentialForm(credential.serviceName);
    const secret = makeCredentialSecret(form, credential.serviceUserName, context.secretBytes);
    context.serviceSpecificCredentials.setSecretHash(credential.credentialId, hashOf(secret));
    return { ServiceSpecificCredential: credentialElement(context, user, credential, secret) };
  },
);

export const deleteServiceSpecificCredential = operation(
  "DeleteServiceSpecificCredential",
  ({ UserName, ServiceSpecificCredentialId }, context) => {
    const { credential } = requireCredential(context, UserName, ServiceSpecificCredentialId);
    context.serviceSpecificCredentials.delete(credential.credentialId);
  },
);

/** The secret has 352 random bits, so a plain hash is enough. */
function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64");
}

/** `<user>-at-<account>`, or `<user>+1-at-<account>` and so on if it is taken (AWS-capture). */
function freeServiceUserName(
  { account, serviceSpecificCredentials }: Pick<OperationContext, "account" | "serviceSpecificCredentials">,
  { name }: UserRow,
  serviceName: string,
): string {
  for (let number = 0; ; number++) {
    const candidate = `${name}${number === 0 ? "" : `+${number}`}-at-${account.accountId}`;
    if (!serviceSpecificCredentials.hasServiceUserName(serviceName, candidate)) return candidate;
  }
}

/** AWS-capture: NoSuchEntity for an unknown credential, ValidationError for another user's. */
function requireCredential(context: OperationContext, userName: string | undefined, id: string) {
  const user = requireOwnerUser(context, userName);
  const credential = context.serviceSpecificCredentials.find(id);
  if (credential === undefined) throw new ServiceError("NoSuchEntity", errorTexts.credentialNotFound(id));
  if (credential.userId !== user.userId) {
    throw new ServiceError("ValidationError", errorTexts.credentialOfAnother(userName ?? user.name, id));
  }
  return { user, credential };
}

/** After the expiration date the status is Expired (inferred from the model). */
function credentialElement(
  { clock }: Pick<OperationContext, "clock">,
  user: UserRow | undefined,
  credential: ServiceSpecificCredentialRow,
  secret?: string,
) {
  const { kind } = credentialForm(credential.serviceName);
  const isExpired = credential.expirationDate !== null && credential.expirationDate <= timestamp(clock());
  const names =
    kind === "password"
      ? { ServiceUserName: credential.serviceUserName, ServicePassword: secret }
      : { ServiceCredentialAlias: credential.serviceUserName, ServiceCredentialSecret: secret };
  return {
    CreateDate: credential.createDate,
    ExpirationDate: credential.expirationDate ?? undefined,
    ServiceName: credential.serviceName,
    ...names,
    ServiceSpecificCredentialId: credential.credentialId,
    UserName: user?.name,
    Status: isExpired ? "Expired" : credential.status,
  };
}
