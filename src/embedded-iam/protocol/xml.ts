/**
 * What an answer is made of. A structure's key order is the order of its elements (AWS's service model gives it); a
 * member that is undefined is left out; a list becomes `<member>` elements, a Map `<entry>` elements.
 */
export type XmlValue = string | number | boolean | readonly XmlValue[] | ReadonlyMap<string, XmlValue> | XmlStructure;
export type XmlStructure = { readonly [element: string]: XmlValue | undefined };

/** Writes one element. Nothing in it, such as an empty list, gives `<Name/>`, as AWS writes it. */
export function element(name: string, value: XmlValue): string {
  const text = content(value);
  return text === "" ? `<${name}/>` : `<${name}>${text}</${name}>`;
}

/** Writes the members of a structure, without an element around them. */
export function content(value: XmlValue): string {
  if (typeof value === "string") return escapeText(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  let text = "";
  if (isList(value)) {
    for (const member of value) text += element("member", member);
  } else if (isMap(value)) {
    for (const [key, entry] of value) text += `<entry>${element("key", key)}${element("value", entry)}</entry>`;
  } else {
    for (const name in value) {
      const member = value[name];
      if (member !== undefined) text += element(name, member);
    }
  }
  return text;
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

function isMap(value: XmlValue): value is ReadonlyMap<string, XmlValue> {
  return value instanceof Map;
}

/**
 * A character that XML 1.0 cannot carry, not even as a reference; validation keeps them out of what is stored. (Half a
 * surrogate pair is another.)
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
const unwritable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;

/** Whether an answer can show the text. */
export function isWritable(text: string): boolean {
  return text.isWellFormed() && !unwritable.test(text);
}

function escapeText(text: string): string {
  if (!unusual.test(text)) return text;
  return text
    .replaceAll(new RegExp(special, "g"), (character) => references[character] ?? character)
    .replaceAll(new RegExp(unwritable, "g"), "\uFFFD");
}

/** Either of the two, in one look: hardly any text has one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
const unusual = /[\u0000-\u001F\uFFFE\uFFFF&<>"']/;

const special = /[&<>"'\r\n\t]/;

/** White space is written as references: parsers normalise or trim it otherwise. */
const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\r": "&#13;",
  "\n": "&#10;",
  "\t": "&#9;",
};
