import {
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteServiceSpecificCredentialCommand,
  DeleteSigningCertificateCommand,
  DeleteSSHPublicKeyCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { blockers, type Expectations } from "../read-your-writes/index.ts";
import { nothing, write } from "./write-row.ts";

/** The parts that all these rows have in common. */
const shared = {
  // A second delete finds nothing.
  repeat: "once",
  dependsOn: nothing("IAM lists only what it can delete."),
  credentials: nothing("Of the credential report, only passwords and MFA devices are read."),
  deviceSearches: nothing("These credentials are not MFA devices."),
} as const;

/** No read that is served shows the credential, but the deletion of its user waits for its removal. */
const unblocks =
  (blocker: RegExp) =>
  (expectations: Expectations, { UserName = "" }: { readonly UserName?: string | undefined }) =>
    expectations.unblocked("user", UserName, blocker);

/** What prevents a user's deletion: its credentials and policies. */
export const credentialChanges = {
  DeleteLoginProfile: write({
    ...shared,
    command: DeleteLoginProfileCommand,
    target: "UserName",
    // The operations that return when a password was last used.
    invalidates: ["GetLoginProfile", "GetUser", "ListUsers"],
    laterReadsShow: unblocks(blockers.loginProfile),
    credentials: { changes: ["password"], userName: ({ UserName }) => UserName },
  }),
  DeleteAccessKey: write({
    ...shared,
    command: DeleteAccessKeyCommand,
    target: "AccessKeyId",
    invalidates: ["ListAccessKeys"],
    laterReadsShow: unblocks(blockers.accessKeys),
  }),
  DeleteSigningCertificate: write({
    ...shared,
    command: DeleteSigningCertificateCommand,
    target: "CertificateId",
    invalidates: ["ListSigningCertificates"],
    laterReadsShow: unblocks(blockers.certificates),
  }),
  DeleteSSHPublicKey: write({
    ...shared,
    command: DeleteSSHPublicKeyCommand,
    target: "SSHPublicKeyId",
    invalidates: ["ListSSHPublicKeys"],
    laterReadsShow: unblocks(blockers.referencedObjects),
  }),
  DeleteServiceSpecificCredential: write({
    ...shared,
    command: DeleteServiceSpecificCredentialCommand,
    target: "ServiceSpecificCredentialId",
    invalidates: ["ListServiceSpecificCredentials"],
    laterReadsShow: unblocks(blockers.referencedObjects),
  }),
  DeleteUserPolicy: write({
    ...shared,
    command: DeleteUserPolicyCommand,
    target: "PolicyName",
    invalidates: ["ListUserPolicies", "GetAccountAuthorizationDetails"],
    laterReadsShow: unblocks(blockers.inlinePolicies),
  }),
  DetachUserPolicy: write({
    ...shared,
    command: DetachUserPolicyCommand,
    target: "PolicyArn",
    invalidates: ["ListAttachedUserPolicies", "GetAccountAuthorizationDetails", "GetAccountSummary"],
    laterReadsShow: unblocks(blockers.attachedPolicies),
  }),
};
