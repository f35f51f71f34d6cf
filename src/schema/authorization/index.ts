export { ANONYMOUS, type Caller, grant, lacking, MissingScope, requireScopes, SCOPES, type Scope } from "./caller.ts";
export { describeRootFields } from "./describe-root-fields.ts";
export { guardSchema, missingScopeOf, requires } from "./guard-schema.ts";
export { type Operation, rootFieldsOf } from "./root-fields.ts";
