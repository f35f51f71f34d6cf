import { noPolicies, type Role, type State, wholeSeconds } from "../state.ts";
import { fold, TagSet } from "../tags.ts";
import { type Input, type Output, Refusal, refuseAnyOf, type Scene } from "../types.ts";
import { encoded } from "./documents.ts";
import { isServiceLinked, requireRole, roleView, tooManyRoles } from "./roles.ts";

/** The services of the commands: the role's name, its policy, and whether its name can have a suffix. */
const services: Readonly<Record<string, { readonly name: string; readonly policy: string; readonly suffix: boolean }>> =
  {
    "autoscaling.amazonaws.com": {
      name: "AWSServiceRoleForAutoScaling",
      policy: "AutoScalingServiceRolePolicy",
      suffix: true,
    },
    "ecs.amazonaws.com": { name: "AWSServiceRoleForECS", policy: "AmazonECSServiceRolePolicy", suffix: false },
  };

export function createServiceLinkedRole(state: State, input: Input, { now, fresh }: Scene): Output {
  const { AWSServiceName = "", CustomSuffix, Description = "" } = input;
  const service = services[AWSServiceName];
  if (service === undefined) {
    throw new Refusal(`400 InvalidInput: Service-linked roles are not supported for ${AWSServiceName}`);
  }
  refuseAnyOf(
    CustomSuffix !== undefined &&
      !service.suffix &&
      `400 InvalidInput: Custom suffix is not allowed for ${AWSServiceName}`,
  );
  const name = CustomSuffix === undefined ? service.name : `${service.name}_${CustomSuffix}`;
  refuseAnyOf(
    state.roles.has(fold(name)) &&
      `400 InvalidInput: Service role name ${name} has been taken in this account, please try a different suffix.`,
    tooManyRoles(state),
  );
  const role: Role = {
    id: fresh("Role", "RoleId"),
    created: wholeSeconds(now),
    name,
    path: `/aws-service-role/${AWSServiceName}/`,
    trust: { document: trustOf(AWSServiceName, "sts:AssumeRole"), principals: new Map() },
    description: Description,
    duration: 3600,
    boundary: undefined,
    tags: new TagSet({ foldsKeys: true }),
    policies: noPolicies(),
  };
  state.attachments += 1;
  role.policies.attached.set(`arn:aws:iam::aws:policy/aws-service-role/${service.policy}`, state.attachments);
  state.roles.set(fold(name), role);
  // This output alone has lists of one element.
  const document = encoded(trustOf([AWSServiceName], ["sts:AssumeRole"]));
  return { Role: { ...roleView(state, role), AssumeRolePolicyDocument: document } };
}

/** The role is deleted at once. */
export function deleteServiceLinkedRole(state: State, { RoleName = "" }: Input, { fresh }: Scene): Output {
  const role = requireRole(state, RoleName);
  refuseAnyOf(!isServiceLinked(role) && `404 NoSuchEntity: ${RoleName} exists but is not a service role.`);
  state.roles.delete(fold(role.name));
  const task = fresh("DeletionTaskId");
  state.deletions.add(task);
  return { DeletionTaskId: task };
}

export function deletionStatus({ deletions }: State, { DeletionTaskId = "" }: Input): Output {
  refuseAnyOf(!DeletionTaskId.startsWith("task/") && "400 InvalidInput: Invalid task id");
  refuseAnyOf(!deletions.has(DeletionTaskId) && "404 NoSuchEntity: Cannot find deletion status for given id.");
  return { Status: "SUCCEEDED" };
}

function trustOf(service: string | readonly string[], action: string | readonly string[]): string {
  const statement = { Effect: "Allow", Principal: { Service: service }, Action: action };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
