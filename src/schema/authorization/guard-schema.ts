import { defaultFieldResolver, type GraphQLField, type GraphQLObjectType, type GraphQLSchema } from "graphql";
import { type Caller, lacking, MissingScope, requireScopes, SCOPES, type Scope } from "./caller.ts";
import { type Operation, rootFieldsOf, type SelectedField } from "./root-fields.ts";

/** A root field's requirement, in its `extensions`. */
export interface ScopeRequirement extends Readonly<Record<string, unknown>> {
  readonly scopes: readonly Scope[];
  /** Additional scopes that depend on the arguments. */
  readonly scopesFor?: (args: Readonly<Record<string, unknown>>) => readonly Scope[];
}

/** For a root field's `extensions`: the scopes that every caller of the field needs. */
export function requires(scope: Scope, ...more: readonly Scope[]): ScopeRequirement {
  return { scopes: [scope, ...more] };
}

/**
 * Makes every root field of the schema check the scopes that it declares, including fields that plugins added. A mutation
 * runs only if the caller has the scopes for all of its fields.
 * @returns the same schema
 * @throws Error naming each root field that does not declare the scope of its operation type
 */
export function guardSchema(schema: GraphQLSchema): GraphQLSchema {
  const faults: string[] = [];
  for (const type of rootTypesOf(schema)) {
    const least: Scope = type === schema.getMutationType() ? "iam:write" : "iam:read";
    for (const field of Object.values(type.getFields())) {
      const name = `${type.name}.${field.name}`;
      const requirement = requirementOf(field);
      if (!requirement?.scopes.includes(least)) faults.push(`${name} does not declare the scope ${least}`);
      guard(field);
    }
  }
  if (faults.length > 0) throw new Error(`Root fields without their scope: ${faults.join("; ")}.`);
  return schema;
}

/**
 * The first scope that the caller lacks for the root fields of an operation, including introspection; `undefined` if the
 * caller may run all of them.
 */
export function missingScopeOf(operation: Operation, caller: Caller): Scope | undefined {
  for (const { field, args } of rootFieldsOf(operation)) {
    const missing = lacking(caller, requiredScopes(field, args));
    if (missing !== undefined) return missing;
  }
  return undefined;
}

export function rootTypesOf(schema: GraphQLSchema): GraphQLObjectType[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter((type) => type != null);
}

type RootField = GraphQLField<unknown, { readonly caller: Caller }>;
type Declaring = Pick<RootField, "extensions">;

function guard(field: RootField): void {
  const { resolve = defaultFieldResolver, subscribe } = field;
  field.resolve = (root, args, context, info) => {
    if (info.operation.operation === "mutation") {
      const missing = missingScopeOf(info, context.caller);
      if (missing !== undefined) throw new MissingScope(missing);
    }
    requireScopes(
      context,
      requiredScopes(field, () => args),
    );
    return resolve(root, args, context, info);
  };
  if (!subscribe) return;
  field.subscribe = (root, args, context, info) => {
    requireScopes(
      context,
      requiredScopes(field, () => args),
    );
    return subscribe(root, args, context, info);
  };
}

/** Fields that declare nothing, such as those of introspection, need `iam:read`. */
function requiredScopes(field: Declaring, args: SelectedField["args"]): readonly Scope[] {
  const requirement = requirementOf(field);
  if (requirement === undefined) return ["iam:read"];
  const { scopes, scopesFor } = requirement;
  return scopesFor === undefined ? scopes : [...scopes, ...scopesFor(args())];
}

/** What a root field requires; `undefined` if it declares nothing. */
export function requirementOf({ extensions }: Declaring): ScopeRequirement | undefined {
  return isRequirement(extensions) ? extensions : undefined;
}

function isRequirement(extensions: object): extensions is ScopeRequirement {
  const { scopes, scopesFor }: { scopes?: unknown; scopesFor?: unknown } = extensions;
  const isList = Array.isArray(scopes) && scopes.length > 0 && scopes.every((scope) => Object.hasOwn(SCOPES, scope));
  return isList && (scopesFor === undefined || typeof scopesFor === "function");
}
