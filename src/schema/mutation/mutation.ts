import type { InputObjectRef, ObjectRef } from "@pothos/core";
import type { ChangeName, WriteInput } from "../../iam/index.ts";
import type { OperationName } from "../../iam-model/operations.ts";
import { createLoaders } from "../../loaders/index.ts";
import type { Scope } from "../authorization/caller.ts";
import { requires } from "../authorization/guard-schema.ts";
import { builder, type Schema } from "../builder.ts";
import type { Context } from "../context.ts";
import { audited } from "./audit.ts";
import { DomainError, type DomainErrorCode, domainErrorOf, domainErrorTypes, invalidInput } from "./domain-errors.ts";
import { auditedInput, type DeclaredInput, findIssues, toIamInput } from "./input.ts";
import { selects } from "./selects.ts";

/** One mutation of the schema, which is one operation of IAM's. */
export interface MutationOptions<IamInput, Input extends object, Payload extends object> {
  readonly description: string;
  /** The operation whose model says what is wrong with an input. */
  readonly operation: OperationName;
  /** Scopes that the caller needs besides `iam:write`. */
  readonly scopes?: readonly Scope[];
  /** Scopes that it needs besides, where that depends on the input. */
  readonly scopesFor?: (input: Partial<Input>) => readonly Scope[];
  /** How many calls it makes at most, for the estimate. @default 2: its write, and a read that goes with it */
  readonly mostCalls?: (input: Partial<Input>) => number;
  readonly input: InputObjectRef<Schema, Input>;
  readonly payload: ObjectRef<Schema, Payload>;
  /** The errors that are part of the answer, besides InvalidInput, which any mutation can answer. */
  readonly errors: readonly DomainErrorCode[];
  /** Other types that are part of the answer. */
  readonly others?: readonly ObjectRef<Schema, Other>[];
  /**
   * Does what the mutation is for. It is given the input as IAM's model knows it, validated.
   * What it rejects with is part of the answer where it is one of `errors`, else a GraphQL error.
   */
  run(iamInput: IamInput, running: Running<Input>): Promise<Payload | Other | DomainError>;
}

/** Something other than the payload that a mutation answers: it names its own type. */
export interface Other {
  readonly typename: string;
}

export interface Running<Input> {
  readonly input: Input;
  readonly context: Context;
  /** The mutation's name in the response. */
  readonly responseField: string;
  /** Whether the caller wants that field of the payload. */
  selects(field: string): boolean;
}

/** Adds a mutation whose payload is about what its input names, and tells no more than that it is done. */
export function change<Name extends ChangeName, Payload extends object, Input extends Payload & DeclaredInput<Input>>(
  name: string,
  options: Omit<MutationOptions<WriteInput<Name>, Input, Payload>, "run"> & { readonly operation: Name },
): void {
  mutation<WriteInput<Name>, Input, Payload>(name, {
    ...options,
    async run(iamInput, { context, input }) {
      await context.iam.writes.change(options.operation, iamInput);
      return input;
    },
  });
}

/** Adds a mutation to the schema, with its result union (`createUser` answers a `CreateUserResult`). */
export function mutation<IamInput extends object, Input extends object & DeclaredInput<Input>, Payload extends object>(
  name: string,
  options: MutationOptions<IamInput, Input, Payload>,
): void {
  const { description, others = [], scopes = [] } = options;
  // Pothos works types of arguments and members out, which it cannot for types that only a caller knows.
  const input: InputObjectRef<Schema, object> = options.input;
  const payload = options.payload as ObjectRef<Schema, object>;
  const typename = name.charAt(0).toUpperCase() + name.slice(1);
  const errors: readonly DomainErrorCode[] = [...options.errors, "InvalidInput"];
  const result = builder.unionType(`${typename}Result`, {
    description: `What \`${name}\` answers: its payload, or why nothing was done.`,
    types: [payload, ...others, ...errors.map((code) => domainErrorTypes[code])],
    resolveType: (value) => (isTyped(value) ? value.typename : payload.name),
  });
  builder.mutationField(name, (t) =>
    t.field({
      type: result,
      nullable: true,
      description,
      extensions: {
        ...requires("iam:write", ...scopes),
        iamOperation: options.operation,
        ...(options.mostCalls && {
          iamCalls: ({ input: given }: { readonly input?: Partial<Input> }) => options.mostCalls?.(given ?? {}),
        }),
        scopesFor: ({ input: given }: { readonly input?: Partial<Input> }) => options.scopesFor?.(given ?? {}) ?? [],
      },
      args: { input: t.arg({ type: input, required: true, description: "What is to be done." }) },
      async resolve(_root, args, context, info) {
        const given = args.input as Input;
        const iamInput = toIamInput(given);
        const issues = findIssues(options.operation, iamInput);
        // What is wrong with a value, nobody knows: it may be a secret in the wrong place.
        const entity = issues.length > 0 ? {} : auditedInput(given);
        const responseField = String(info.path.key);
        return audited(context, { field: responseField, mutation: name }, entity, async () => {
          if (issues.length > 0) return invalidInput(issues);
          try {
            // What has just passed the operation's own model has that model's type.
            return await options.run(iamInput as IamInput, {
              input: given,
              context,
              responseField,
              selects: (field) => selects(info, field),
            });
          } catch (thrown) {
            const error = domainErrorOf(thrown, errors);
            if (error === undefined) throw thrown;
            return error;
          } finally {
            // What was read before the write may be otherwise now.
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
