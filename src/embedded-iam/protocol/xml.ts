/**
 * The content of a response. A structure's key order is the order of its elements, as in AWS's service model. Undefined
 * members are omitted. A list becomes `<member>` elements, a Map `<entry>` elements.
 */
export type XmlValue = string | number | boolean | readonly XmlValue[] | ReadonlyMap<string, XmlValue> | XmlStructure;
/** A structure of a response: its elements by name, in order. */
export type XmlStructure = { readonly [element: string]: XmlValue | undefined };

/** Writes one element. Empty content, such as an empty list, gives `<Name/>`, as at AWS. */
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
 * A character that XML 1.0 cannot carry, not even as a reference. Validation rejects such characters, and lone
 * surrogates.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
const unwritable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;

/** Whether a response can contain the text. */
export function isWritable(text: string): boolean {
  return text.isWellFormed() && !unwritable.test(text);
}

function escapeText(text: string): string {
  if (!unusual.test(text)) return text;
  return text
    .replaceAll(new RegExp(special, "g"), (character) => references[character] ?? character)
    .replaceAll(new RegExp(unwritable, "g"), "\uFFFD");
}

/** Matches the characters of `special` and `unwritable` in one pass. Few texts have one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
const unusual = /[\u0000-\u001F\uFFFE\uFFFF&<>"']/;

const special = /[&<>"'\r\n\t]/;

/** White space is written as character references, because parsers would normalize or trim it. */
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
