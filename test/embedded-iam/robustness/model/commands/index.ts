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

/** The entities with which most sequences about policies start, because most commands need several of them. */
const firstEntities = (
  [
    ["CreateUser", { UserName: "ana" }],
    ["CreateGroup", { GroupName: "dev" }],
    ["CreateRole", { RoleName: "app", AssumeRolePolicyDocument: trustDocuments[0] ?? "" }],
    ["CreateInstanceProfile", { InstanceProfileName: "web" }],
    ["CreatePolicy", { PolicyName: "Read", PolicyDocument: permissionDocuments[0] ?? "" }],
    ["CreatePolicy", { PolicyName: "Write", Path: "/team/", PolicyDocument: permissionDocuments[1] ?? "" }],
  ] as const
).map(([operation, input]): Command => ({ operation, input, seconds: 1 }));

/** A sequence is about people and their credentials, or about roles and policies, so that its commands meet. */
export const commandSequences: fc.Arbitrary<readonly Command[]> = fc.oneof(
  sequenceOf([...peopleCommands, ...accountCommands]),
  fc
    .tuple(
      fc.subarray(firstEntities, { minLength: 4 }),
      sequenceOf([...roleCommands, ...policyCommands, ...accountCommands]),
    )
    .map((parts) => parts.flat()),
);

/** A sequence of up to ninety commands. Sequences of all lengths are equally frequent: short ones find little. */
function sequenceOf(commands: readonly fc.WeightedArbitrary<Command>[]): fc.Arbitrary<readonly Command[]> {
  return fc.noBias(fc.array(fc.oneof(...commands), { minLength: 1, maxLength: 90, size: "max" }));
}
