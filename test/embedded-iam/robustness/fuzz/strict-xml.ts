/** An XML element: its text or its child elements. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Element[];
}

interface OpenElement extends Element {
  readonly children: Element[];
  text: string;
}

const nameToken = "[A-Za-z][A-Za-z0-9]*";
const token = new RegExp(
  `<(?<opening>${nameToken})(?<attributes>(?: ${nameToken}="[^"<&]*")*)(?<empty>/?)>|</(?<closing>${nameToken})>|(?<text>[^<]+)`,
  "y",
);

/** The characters that XML 1.0 cannot carry. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
const illegal = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/u;

/**
 * Strictly parses AWS's XML: elements, attributes, text and references, but no declarations, comments or text beside
 * elements. Throws if it is not well-formed.
 */
export function parseStrictXml(xml: string): Element {
  if (illegal.test(xml)) throw new Error("the XML has a character that XML cannot carry");
  const root: OpenElement = { name: "", attributes: {}, text: "", children: [] };
  const open = [root];
  token.lastIndex = 0;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const groups = token.exec(xml)?.groups;
    const parent = open.at(-1);
    if (groups === undefined || parent === undefined)
      throw new Error(`expected XML at ${at}: ${xml.slice(at, at + 80)}`);
    if (groups["opening"] !== undefined) {
      const element = {
        name: groups["opening"],
        attributes: attributesIn(groups["attributes"]),
        text: "",
        children: [],
      };
      parent.children.push(element);
      if (groups["empty"] === "") open.push(element);
    } else if (groups["closing"] !== undefined) {
      if (open.length === 1 || parent.name !== groups["closing"]) throw new Error(`unexpected </${groups["closing"]}>`);
      open.pop();
    } else parent.text += dereference(groups["text"] ?? "");
    if (parent.text !== "" && parent.children.length > 0) throw new Error(`<${parent.name}> mixes text and elements`);
  }
  const [document, ...others] = root.children;
  if (open.length > 1) throw new Error(`<${open.at(-1)?.name}> is not closed`);
  if (document === undefined || others.length > 0 || root.text !== "")
    throw new Error("expected one outermost element");
  return document;
}

/** Returns the text of the only child element with this name; throws unless there is exactly one. */
export function textOf(element: Element, name: string): string {
  return only(element, name).text;
}

/** Returns the only child element with this name; throws unless there is exactly one. */
export function only(element: Element, name: string): Element {
  const [found, ...others] = element.children.filter((child) => child.name === name);
  if (found === undefined || others.length > 0) throw new Error(`expected one <${name}> in <${element.name}>`);
  return found;
}

function attributesIn(text = ""): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/ (\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]));
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function dereference(text: string): string {
  return text.replaceAll(/&([^;]*;?)/g, (reference, name: string) => {
    const entity = entities[name.slice(0, -1)];
    const number = /^#(\d+);$/.exec(name)?.[1];
    const character = number === undefined ? entity : String.fromCodePoint(Number(number));
    if (!name.endsWith(";") || character === undefined || illegal.test(character)) {
      throw new Error(`not a reference: ${reference}`);
    }
    return character;
  });
}
