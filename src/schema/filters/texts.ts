/** Descriptions of the members that combine filters. */
export const AND = "All of these filters must match.";
export const OR = "At least one of these filters must match. The list must not be empty.";
export const NOT = "This filter must not match. A filter without members is ignored.";
export const NAME_CONTAINS = "The name contains this text, regardless of case.";

/** @param noun the entities, in the plural */
export function filterDescription(noun: string): string {
  return `Selects the ${noun} that match all given members. A member that is null is ignored. A filter has at most 5 levels of filters and 50 members in total.`;
}

/** @param example such as `/teams/` */
export function pathPrefixDescription(example: string): string {
  return `The path starts with this text, such as \`${example}\`. \`${example.slice(0, 4)}\` matches \`${example}\` too.`;
}
