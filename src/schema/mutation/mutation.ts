import type { InputObjectRef, ObjectRef } from "@pothos/core";
import {
  type GraphQLResolveInfo,
  isObjectType,
  Kind,
  type NamedTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import type { ChangeName, WriteInput } from "../../iam/index.ts";
import type { ComposedInputOf, ComposedName } from "../../iam-model/composed-inputs.ts";
import type { OperationName } from "../../iam-model/operations/index.ts";
import { createLoaders } from "../../loaders/index.ts";
import type { Scope } from "../authorization/index.ts";
import { requires } from "../authorization/index.ts";
import { builder, type Schema } from "../builder.ts";
import type { Context } from "../context.ts";
import { type Calls, callsOf } from "../cost/index.ts";
import { FAILED } from "../nullability/index.ts";
import { audited } from "./audited.ts";
import { DomainError, type DomainErrorCode, domainErrorOf, invalidInput } from "./domain-errors.ts";
import { domainErrorTypes } from "./error-types.ts";
import { withIdempotencyKey } from "./idempotency-key.ts";
import { auditedInput, findIssues, type InputRows, toIamInput } from "./input.ts";

/** The operations that mutations can perform: those that return nothing, and the ones that create something. */
type WriteOperation = OperationName &
  (ChangeName | "CreateUser" | "CreateGroup" | "CreateVirtualMFADevice" | "CreateOpenIDConnectProvider");

/** The input of an operation, or of a change that takes several, under IAM's names. */
type IamInput<Name extends WriteOperation | ComposedName> = Name extends WriteOperation
  ? WriteInput<Name>
  : Name extends ComposedName
    ? ComposedInputOf<Name>
    : never;

/** A mutation field that is backed by one IAM operation, or by several. */
export interface MutationOptions<
  Name extends WriteOperation | ComposedName,
  Input extends object,
  Payload extends object,
> {
  readonly description: string;
  /** The operation, or the composed input, whose model validates the input. */
  readonly operation: Name;
  /** Scopes that callers need in addition to `iam:write`. */
  readonly scopes?: readonly Scope[];
  /** Additional scopes that depend on the input. */
  readonly scopesFor?: (input: Partial<Input>) => readonly Scope[];
  /** The estimate's number of most calls. @default 2: the write, and a read that goes with it */
  readonly maxCalls?: (input: Partial<Input>) => number;
  /** The estimate's calls of a mutation with several operations. @default `maxCalls` of its operation */
  readonly calls?: (input: Partial<Input>) => Calls;
  readonly input: InputObjectRef<Schema, Input>;
  /** For each field of the input, how it is sent to IAM and what the audit records of it. */
  readonly inputRows: InputRows<NoInfer<Input>, keyof IamInput<NoInfer<Name>> & string>;
  readonly payload: ObjectRef<Schema, Payload>;
  /** The domain errors that are members of the result, in addition to InvalidInput, which every result has. */
  readonly errors: readonly DomainErrorCode[];
  /** Other members of the result. */
  readonly others?: readonly ObjectRef<Schema, Other>[];
  /**
   * Performs the mutation. If it rejects with one of `errors`, the result is that error; otherwise the field has a GraphQL
   * error.
   * @param iamInput the input as IAM's model has it, validated
   */
  run(iamInput: IamInput<Name>, running: Running<Input>): Promise<Payload | Other | DomainError>;
}

/** A result other than the payload. It names its own type. */
export interface Other {
  readonly typename: string;
}

export interface Running<Input> {
  readonly input: Input;
  readonly context: Context;
  /** The name of the field in the response. */
  readonly responseField: string;
  /** Whether the operation selects that field of the payload. */
  selects(field: string): boolean;
}

/** Adds a mutation that sends its input to IAM, and whose payload has what the input names. */
export function change<Name extends ChangeName & OperationName, Payload extends object, Input extends Payload>(
  name: string,
  options: Omit<MutationOptions<Name, Input, Payload>, "run">,
): void {
  mutation<Name, Input, Payload>(name, {
    ...options,
    async run(iamInput, { context, input }) {
      // TypeScript does not resolve the conditional type of a type parameter.
      await context.iam.writes.change(options.operation, iamInput as WriteInput<Name>);
      return input;
    },
  });
}

const DEFAULT_MAX_CALLS = 2;

/** Adds a mutation to the schema, with its result union (`createUser` returns a `CreateUserResult`). */
export function mutation<Name extends WriteOperation | ComposedName, Input extends object, Payload extends object>(
  name: string,
  options: MutationOptions<Name, Input, Payload>,
): void {
  const { description, inputRows, maxCalls = () => DEFAULT_MAX_CALLS, operation, others = [], scopes = [] } = options;
  const { calls = (input: Partial<Input>) => callsOf(`write:${operation}`, maxCalls(input)) } = options;
  // Pothos infers the types of arguments and members, which it cannot do for type parameters.
  const input: InputObjectRef<Schema, object> = options.input;
  withIdempotencyKey(input);
  const payload = options.payload as ObjectRef<Schema, object>;
  const typename = name.charAt(0).toUpperCase() + name.slice(1);
  const errors: readonly DomainErrorCode[] = [...options.errors, "InvalidInput"];
  const result = builder.unionType(`${typename}Result`, {
    description: `The result of \`${name}\`: its payload, or a typed error. Members can be added: select \`... on IamError\` for all errors, including future ones.`,
    types: [payload, ...others, ...errors.map((code) => domainErrorTypes[code])],
    resolveType: (value) => (isTyped(value) ? value.typename : payload.name),
  });
  const givenIn = ({ input: given }: { readonly input?: Partial<Input> }) => given ?? {};
  builder.mutationField(name, (t) =>
    t.field({
      type: result,
      nullable: true,
      nullWhen: FAILED,
      description,
      extensions: {
        ...requires("iam:write", ...scopes),
        scopesFor: (args: object) => options.scopesFor?.(givenIn(args)) ?? [],
      },
      cost: { calls: (args) => calls(givenIn(args)), knows: [] },
      args: { input: t.arg({ type: input, required: true, description: "The input of the mutation." }) },
      async resolve(_root, args, context, info) {
        const given = args.input as Input;
        const iamInput = toIamInput(given, inputRows);
        const issues = findIssues(operation, iamInput, inputRows);
        // An invalid value is not audited: it may be a secret in the wrong field.
        const entity = issues.length > 0 ? {} : auditedInput(given, inputRows);
        const responseField = String(info.path.key);
        return audited(context, { field: responseField, mutation: name }, entity, async () => {
          if (issues.length > 0) return invalidInput(issues);
          try {
            // The input has the type of the operation's model, because it has just been validated by it.
            return await options.run(iamInput as IamInput<Name>, {
              input: given,
              context,
              responseField,
              selects: (field) => selects(info, field, payload.name),
            });
          } catch (thrown) {
            const error = domainErrorOf(thrown, errors, { iamInput, rows: inputRows });
            if (error === undefined) throw thrown;
            return error;
          } finally {
            // Earlier reads may be out of date after the write.
            context.loaders = createLoaders(context.iam);
          }
        });
      },
    }),
  );
}

function isTyped(value: object): value is Other {
  return value instanceof DomainError || "typename" in value;
}

/**
 * Whether a field of that name is selected of the payload. A field that `@skip` or `@include` leaves out counts too: that costs
 * at most an unneeded call.
 * @param payload the name of the payload's type, without the schema's prefix
 */
function selects(info: GraphQLResolveInfo, field: string, payload: string): boolean {
  const seen = new Set<string>();
  const isOther = (type: NamedTypeNode | undefined) =>
    type !== undefined && isObjectType(info.schema.getType(type.name.value)) && !type.name.value.endsWith(payload);
  const isIn = (set: SelectionSetNode | undefined): boolean => set?.selections.some(isOrHas) ?? false;
  const isOrHas = (selection: SelectionNode): boolean => {
    if (selection.kind === Kind.FIELD) return selection.name.value === field;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return !isOther(selection.typeCondition) && isIn(selection.selectionSet);
    }
    const name = selection.name.value;
    if (seen.has(name)) return false;
    seen.add(name);
    const fragment = info.fragments[name];
    return !isOther(fragment?.typeCondition) && isIn(fragment?.selectionSet);
  };
  return info.fieldNodes.some(({ selectionSet }) => isIn(selectionSet));
}
