import { type IAM, IAMServiceException } from "@aws-sdk/client-iam";
import { policyDocument, trustPolicies } from "./values.ts";

const names = { UserName: "ana", GroupName: "ana", RoleName: "ana" };
const own = "arn:aws:iam::123456789012";

/** Creates the entities that most requests name, as far as they do not exist. */
export async function furnish(iam: IAM): Promise<void> {
  const steps = [
    () => iam.createUser(names),
    () => iam.createUser({ UserName: "bob", Path: "/team/" }),
    () => iam.createGroup(names),
    () => iam.addUserToGroup(names),
    () => iam.createRole({ ...names, AssumeRolePolicyDocument: trustPolicies[0] }),
    () => iam.createInstanceProfile({ InstanceProfileName: "ana" }),
    () => iam.createPolicy({ PolicyName: "ana", PolicyDocument: policyDocument }),
    () => iam.createPolicyVersion({ PolicyArn: `${own}:policy/ana`, PolicyDocument: policyDocument }),
    () => iam.attachUserPolicy({ ...names, PolicyArn: `${own}:policy/ana` }),
    () => iam.attachGroupPolicy({ ...names, PolicyArn: `${own}:policy/ana` }),
    () => iam.attachRolePolicy({ ...names, PolicyArn: `${own}:policy/ana` }),
    () => iam.putUserPolicy({ ...names, PolicyName: "ana", PolicyDocument: policyDocument }),
    () => iam.putGroupPolicy({ ...names, PolicyName: "ana", PolicyDocument: policyDocument }),
    () => iam.putRolePolicy({ ...names, PolicyName: "ana", PolicyDocument: policyDocument }),
    () => iam.createVirtualMFADevice({ VirtualMFADeviceName: "ana" }),
    () => iam.createOpenIDConnectProvider({ Url: "https://a.example.org", ThumbprintList: ["a".repeat(40)] }),
  ];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      // The entity exists, or fuzzing changed another one that it needs.
      if (!(error instanceof IAMServiceException) || error.$fault !== "client") throw error;
    }
  }
}
