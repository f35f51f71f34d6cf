export { ANONYMOUS, type Caller, grant, lacking, MissingScope, requireScopes, SCOPES, type Scope } from "./caller.ts";
export { guardSchema, missingScopeOf, requires } from "./guard-schema.ts";
