import { errorTexts } from "../../../iam-model/error-texts.ts";
import { parseSshPublicKey } from "../../key-material/index.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { SshPublicKeyRow, UserRow } from "../../store/index.ts";
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

/** The shortest RSA key that IAM accepts (docs). */
const MIN_BITS = 2048;

/** The response contains the key as it was uploaded (AWS-capture). Other users may have the same key (AWS-capture). */
export const uploadSshPublicKey = operation("UploadSSHPublicKey", ({ UserName, SSHPublicKeyBody }, context) => {
  const { clock, newId, quotas, sshPublicKeys } = context;
  const user = requireUser(context, UserName);
  const parsed = parseSshPublicKey(SSHPublicKeyBody);
  if (parsed === undefined) {
    throw new ServiceError("UnrecognizedPublicKeyEncoding", errorTexts.publicKeyUnrecognized());
  }
  if (parsed.bits < MIN_BITS) throw new ServiceError("InvalidPublicKey", errorTexts.publicKeyInvalid());
  if (sshPublicKeys.hasFingerprint(user.userId, parsed.fingerprint)) {
    throw new ServiceError("DuplicateSSHPublicKey", errorTexts.publicKeyDuplicate());
  }
  requireWithinQuota("SSHPublicKeysPerUser", sshPublicKeys.countOfUser(user.userId), quotas.sshPublicKeysPerUser);
  const key: SshPublicKeyRow = {
    keyId: newId("sshPublicKey"),
    userId: user.userId,
    body: SSHPublicKeyBody,
    fingerprint: parsed.fingerprint,
    status: "Active",
    uploadDate: timestamp(clock()),
  };
  sshPublicKeys.insert(key);
  return { SSHPublicKey: sshPublicKeyElement(user, key, key.body) };
});

/** Converts the key to the encoding, without its comment (AWS-capture). */
export const getSshPublicKey = operation("GetSSHPublicKey", ({ UserName, SSHPublicKeyId, Encoding }, context) => {
  const user = requireUser(context, UserName);
  const key = requireSshPublicKey(context, user, SSHPublicKeyId);
  const body = parseSshPublicKey(key.body)?.in[Encoding] ?? key.body;
  return { SSHPublicKey: sshPublicKeyElement(user, key, body) };
});

export const listSshPublicKeys = operation("ListSSHPublicKeys", ({ UserName, ...input }, context) => {
  const { markers, sshPublicKeys } = context;
  const user = requireOwnerUser(context, UserName);
  const page = takePage(markers, ["ListSSHPublicKeys", user.userId], input, {
    rows: (after, limit) => sshPublicKeys.ofUser(user.userId, after, limit),
    keyOf: (key) => key.keyId,
  });
  return {
    SSHPublicKeys: page.rows.map((key) => ({
      UserName: user.name,
      SSHPublicKeyId: key.keyId,
      Status: key.status,
      UploadDate: key.uploadDate,
    })),
    ...page.ending,
  };
});

export const updateSshPublicKey = operation("UpdateSSHPublicKey", ({ UserName, SSHPublicKeyId, Status }, context) => {
  const key = requireSshPublicKey(context, requireUser(context, UserName), SSHPublicKeyId);
  requireSettableStatus(Status);
  context.sshPublicKeys.setStatus(key.keyId, Status);
});

export const deleteSshPublicKey = operation("DeleteSSHPublicKey", ({ UserName, SSHPublicKeyId }, context) => {
  const key = requireSshPublicKey(context, requireUser(context, UserName), SSHPublicKeyId);
  context.sshPublicKeys.delete(key.keyId);
});

/** The texts for an unknown key (AWS-recorded) and for another user's key (AWS-capture) differ. */
function requireSshPublicKey(
  { sshPublicKeys }: Pick<OperationContext, "sshPublicKeys">,
  { userId }: UserRow,
  id: string,
): SshPublicKeyRow {
  const key = sshPublicKeys.find(id);
  if (key === undefined) throw new ServiceError("NoSuchEntity", errorTexts.publicKeyNotFound(id));
  if (key.userId !== userId) throw new ServiceError("NoSuchEntity", errorTexts.publicKeyOfAnother(id));
  return key;
}

function sshPublicKeyElement(user: UserRow, key: SshPublicKeyRow, body: string) {
  return {
    UserName: user.name,
    SSHPublicKeyId: key.keyId,
    Fingerprint: key.fingerprint,
    SSHPublicKeyBody: body,
    Status: key.status,
    UploadDate: key.uploadDate,
  };
}
