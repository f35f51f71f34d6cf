import fc from "fast-check";
import { permissionDocuments, trustDocuments } from "../rules/documents.ts";
import { type Command, of, optional } from "./command.ts";
import { peopleCommands } from "./people.ts";
import { policyCommands } from "./policies.ts";
import { roleCommands } from "./roles.ts";
import { marked, paged } from "./values.ts";

export type { Command } from "./command.ts";

const kind = fc.constantFrom("User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy");

/** Commands for the whole account. */
const accountCommands = [
  of(1, "GetAccountSummary", {}),
  of(
    3,
    "GetAccountAuthorizationDetails",
    { Filter: optional(fc.uniqueArray(kind, { minLength: 1, maxLength: 3 })), ...paged },
    marked,
  ),
  of(2, "restart", {}),
];

/** The entities with which most sequences start, because most commands need several of them. */
const firstPeople = [
  first("CreateUser", { UserName: "ana" }),
  first("CreateUser", { UserName: "bob", Path: "/team/" }),
  first("CreateGroup", { GroupName: "dev" }),
  first("CreateVirtualMFADevice", { VirtualMFADeviceName: "ana" }),
];
const firstPolicies = [
  first("CreateUser", { UserName: "ana" }),
  first("CreateGroup", { GroupName: "dev" }),
  first("CreateRole", { RoleName: "app", AssumeRolePolicyDocument: trustDocuments[0] ?? "" }),
  first("CreateInstanceProfile", { InstanceProfileName: "web" }),
  first("CreatePolicy", { PolicyName: "Read", PolicyDocument: permissionDocuments[0] ?? "" }),
  first("CreatePolicy", { PolicyName: "Write", Path: "/team/", PolicyDocument: permissionDocuments[1] ?? "" }),
];

/** A sequence is about people and their credentials, about roles, or about policies, so that its commands meet. */
export const commandSequences: fc.Arbitrary<readonly Command[]> = fc.oneof(
  sequenceOf(firstPeople, peopleCommands),
  sequenceOf(firstPolicies, roleCommands),
  sequenceOf(firstPolicies, policyCommands),
);

function first(operation: Command["operation"], input: Command["input"]): Command {
  return { operation, input, seconds: 1 };
}

/** Most of `firsts`, and then up to ninety commands. Sequences of all lengths are equally frequent: short ones find little. */
function sequenceOf(firsts: readonly Command[], commands: readonly fc.WeightedArbitrary<Command>[]) {
  const rest = fc.array(fc.oneof(...commands, ...accountCommands), { minLength: 1, maxLength: 90, size: "max" });
  const start = fc.subarray([...firsts], { minLength: firsts.length - 2 });
  return fc.noBias(fc.tuple(start, rest)).map((parts) => parts.flat());
}
