export { FAILED, NULL_WHEN_PLUGIN, type NullWhen, nullWhenOf } from "./null-when-plugin.ts";
export { printWithSemanticNonNull, SEMANTIC_NON_NULL, withSemanticNonNull } from "./semantic-non-null.ts";
