import type { InputOf, OperationName } from "../../iam-model/operations/index.ts";
import type { Account } from "../store/index.ts";
import {
  type SampleDocument,
  type SampleInlinePolicy,
  type SampleRole,
  sampleGroupInlinePolicies,
  sampleGroupPolicies,
  sampleInstanceProfiles,
  samplePolicies,
  sampleRoles,
  sampleServiceLinkedRoles,
  sampleUserInlinePolicies,
  sampleUserPolicies,
} from "./sample-permissions.ts";

/** Runs an operation of the service. */
export type Perform = <Name extends OperationName>(name: Name, input: InputOf<Name>) => void;

/** Adds the policies and roles of the sample account. Its users, groups and providers must exist. */
export function fillPermissions(perform: Perform, account: Pick<Account, "accountId" | "partition">): void {
  const inAccount = (text: string) =>
    text.replaceAll("ACCOUNT", account.accountId).replaceAll("PARTITION", account.partition);
  const textOf = (document: SampleDocument) => inAccount(JSON.stringify(document));
  const arnOf = ({ path, name }: { readonly path: string; readonly name: string }) =>
    inAccount(`arn:PARTITION:iam::ACCOUNT:policy${path}${name}`);

  for (const { name, path, description, versions } of samplePolicies) {
    const [first = {}, ...later] = versions;
    perform("CreatePolicy", {
      PolicyName: name,
      Path: path,
      PolicyDocument: textOf(first),
      ...(description !== undefined && { Description: description }),
    });
    for (const version of later) {
      perform("CreatePolicyVersion", {
        PolicyArn: arnOf({ path, name }),
        PolicyDocument: textOf(version),
        SetAsDefault: true,
      });
    }
  }
  for (const [GroupName, arns] of Object.entries(sampleGroupPolicies)) {
    for (const arn of arns) perform("AttachGroupPolicy", { GroupName, PolicyArn: inAccount(arn) });
  }
  for (const [GroupName, policies] of Object.entries(sampleGroupInlinePolicies)) {
    for (const policy of policies) perform("PutGroupPolicy", { GroupName, ...inlineOf(policy) });
  }
  for (const [UserName, arns] of Object.entries(sampleUserPolicies)) {
    for (const arn of arns) perform("AttachUserPolicy", { UserName, PolicyArn: inAccount(arn) });
  }
  for (const [UserName, policies] of Object.entries(sampleUserInlinePolicies)) {
    for (const policy of policies) perform("PutUserPolicy", { UserName, ...inlineOf(policy) });
  }
  for (const role of sampleRoles) addRole(role);
  for (const [InstanceProfileName, RoleName] of Object.entries(sampleInstanceProfiles)) {
    perform("CreateInstanceProfile", { InstanceProfileName });
    perform("AddRoleToInstanceProfile", { InstanceProfileName, RoleName });
  }
  for (const AWSServiceName of sampleServiceLinkedRoles) perform("CreateServiceLinkedRole", { AWSServiceName });

  function inlineOf({ name, document }: SampleInlinePolicy) {
    return { PolicyName: name, PolicyDocument: textOf(document) };
  }

  function addRole(role: SampleRole): void {
    const { name: RoleName, path, description, maxSessionSeconds, boundary, tags, attached = [], inline = [] } = role;
    perform("CreateRole", {
      RoleName,
      AssumeRolePolicyDocument: textOf(role.trust),
      ...(path !== undefined && { Path: path }),
      ...(description !== undefined && { Description: description }),
      ...(maxSessionSeconds !== undefined && { MaxSessionDuration: maxSessionSeconds }),
      ...(boundary !== undefined && { PermissionsBoundary: inAccount(boundary) }),
      ...(tags !== undefined && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    });
    for (const arn of attached) perform("AttachRolePolicy", { RoleName, PolicyArn: inAccount(arn) });
    for (const policy of inline) perform("PutRolePolicy", { RoleName, ...inlineOf(policy) });
  }
}
