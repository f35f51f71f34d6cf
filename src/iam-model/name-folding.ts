/**
 * The key under which two spellings of a name are the same: IAM compares the names of users, groups and MFA devices, and the
 * tag keys of users, without case. ARNs of OIDC providers are compared exactly.
 *
 * Applies Unicode's full case folding, because tag keys are not limited to ASCII: `STRASSE` and `straße` are equal, and so
 * are `ΣΊΣΥΦΟΣ` and `σίσυφος`. A Turkish dotless `ı` is not an `i`, and differently composed characters stay different.
 */
export function foldName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  if (/^[\u0000-\u007F]*$/.test(name)) return name.toLowerCase();
  let folded = "";
  for (const character of name) folded += foldCharacter(character);
  return folded;
}

/** Whether IAM takes two spellings for the same name: see `foldName`. */
export function isSameName(one: string, other: string): boolean {
  return one === other || foldName(one) === foldName(other);
}

/** JavaScript has no case folding, but lowering, raising and lowering a character gives the same classes. */
function foldCharacter(character: string): string {
  // Its upper case is a plain I, but Unicode folds it to itself.
  if (character === "ı") return character;
  // Character by character, because the lower case of a sigma depends on its neighbours.
  let folded = "";
  for (const raised of character.toLowerCase().toUpperCase()) folded += raised.toLowerCase();
  return folded;
}
