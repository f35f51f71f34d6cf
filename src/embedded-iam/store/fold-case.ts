/**
 * Folds the case of a text, so that texts which differ only in case become equal. This is Unicode's full case folding:
 * `ÄRGER` equals `ärger`, `ΣΊΣΥΦΟΣ` equals `σίσυφος` (with a final sigma), `STRASSE` equals `straße`. A Turkish dotless
 * `ı` is not an `i`, and Unicode normalization forms (`é` as one or two characters) stay different. JavaScript has no
 * case folding, but lowering, raising and lowering each character gives the same classes.
 */
export function foldCase(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant, all of it
  if (/^[\u0000-\u007F]*$/.test(text)) return text.toLowerCase();
  let folded = "";
  for (const character of text) folded += foldCharacter(character);
  return folded;
}

function foldCharacter(character: string): string {
  // The upper case of `ı` is a plain I, but Unicode folds `ı` to itself.
  if (character === "ı") return character;
  // One character at a time, because the lower case of a sigma depends on its neighbours.
  let folded = "";
  for (const raised of character.toLowerCase().toUpperCase()) folded += raised.toLowerCase();
  return folded;
}
