/** The content of a request, without its caller, its headers and its `extensions`, which do not change what is executed. */
export interface RequestContent {
  /** The text of the document. */
  readonly document: string;
  readonly operationName?: string | null | undefined;
  /** As they were sent, not coerced. */
  readonly variables?: unknown;
}

/**
 * The canonical text of a request: equal for two requests exactly if their documents, operation names and variables are
 * equal. The order of an object's members does not count. A missing operation name equals null, and missing variables
 * equal none; but a variable that is missing differs from one that is null, as in GraphQL. Takes linear time (apart from
 * sorting names) and no stack, however deep the variables are.
 */
export function canonicalRequest(content: RequestContent): string {
  // The document comes last and is not quoted, because quoting takes longer than all the rest, for every query.
  return `{${namedVariables(content)} ${content.document}`;
}

/**
 * The text that versions up to 0.1.0 used for idempotency records, which live for 24 hours. Without it, repeats would count as
 * other requests after an upgrade.
 */
export function formerCanonicalRequest(content: RequestContent): string {
  return `{"document":${JSON.stringify(content.document)},${namedVariables(content)}`;
}

function namedVariables({ operationName, variables }: RequestContent): string {
  return `"operationName":${JSON.stringify(operationName ?? null)},"variables":${canonicalJson(variables ?? {})}}`;
}

/** JSON with the members of objects in order, and with texts of their own for -0, infinities, NaN and undefined. */
function canonicalJson(root: unknown): string {
  let text = "";
  let value = root;
  const open: Container[] = [];
  for (;;) {
    if (typeof value === "object" && value !== null) {
      const container = new Container(value);
      text += container.names === undefined ? "[" : "{";
      open.push(container);
    } else {
      text += scalarText(value);
    }
    let container = open.at(-1);
    while (container !== undefined && container.index === container.length) {
      text += container.names === undefined ? "]" : "}";
      open.pop();
      container = open.at(-1);
    }
    if (container === undefined) return text;
    if (container.index > 0) text += ",";
    const name = container.names?.[container.index];
    if (name !== undefined) text += `${JSON.stringify(name)}:`;
    value = Reflect.get(container.value, name ?? container.index);
    container.index += 1;
  }
}

/** An array or an object of which a part is written. */
class Container {
  readonly value: object;
  /** The names of an object's own members, in order. */
  readonly names: readonly string[] | undefined;
  readonly length: number;
  index = 0;

  constructor(value: object) {
    this.value = value;
    this.names = Array.isArray(value) ? undefined : Object.keys(value).sort();
    this.length = Array.isArray(value) ? value.length : (this.names?.length ?? 0);
  }
}

function scalarText(value: unknown): string {
  // JSON.stringify would write null for infinities (1e999 is one) and 0 for -0.
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "string") return JSON.stringify(value);
  return String(value);
}
