/** A PathPrefix as IAM takes it: "/" is its default and filters nothing, so it is the same as none. */
export function pathPrefixOf(argument: string | null | undefined): string | undefined {
  return argument === null || argument === "/" ? undefined : argument;
}
