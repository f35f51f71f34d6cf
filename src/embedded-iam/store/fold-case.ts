/**
 * Gives a text without its case: two texts that differ in case only fold to the same one. This is Unicode's full case
 * folding: `ÄRGER` and `ärger`, `ΣΊΣΥΦΟΣ` and `σίσυφος` (whose last letter has a form of its own), `STRASSE` and `straße`
 * are alike; a Turkish dotless `ı` is not an `i`; what is composed differently (`é` as one character or as two) stays
 * different. JavaScript has no folding, but lowering, raising and lowering a character gives the same classes.
 */
export function foldCase(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant, all of it
  if (/^[\u0000-\u007F]*$/.test(text)) return text.toLowerCase();
  let folded = "";
  for (const character of text) folded += foldCharacter(character);
  return folded;
}

function foldCharacter(character: string): string {
  // Its upper case is a plain I; Unicode folds it to itself.
  if (character === "ı") return character;
  // One character at a time, for the lower case of a sigma depends on what is around it.
  let folded = "";
  for (const raised of character.toLowerCase().toUpperCase()) folded += raised.toLowerCase();
  return folded;
}
