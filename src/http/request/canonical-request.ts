/** What a request asks for, apart from who sends it and its headers. Its `extensions` do not change what is executed. */
export interface RequestContent {
  /** The text of the document. */
  readonly document: string;
  readonly operationName?: string | null | undefined;
  /** As they were sent. */
  readonly variables?: unknown;
}

/**
 * The canonical text of a request: equal for two requests exactly if their documents, operation names and variables are
 * equal. The order of an object's members does not count. A missing operation name equals null, and missing variables
 * equal none; but a variable that is missing differs from one that is null, as in GraphQL. Takes linear time (apart from
 * sorting names) and no stack, however deep the variables are. For ordinary JSON it is the text that earlier versions
 * used: their idempotency records stay comparable.
 */
export function canonicalRequest({ document, operationName, variables }: RequestContent): string {
  const name = JSON.stringify(operationName ?? null);
  return `{"document":${JSON.stringify(document)},"operationName":${name},"variables":${canonicalJson(variables ?? {})}}`;
}

/** JSON with the members of objects in order, and with texts of their own for -0, infinities, NaN and undefined. */
function canonicalJson(root: unknown): string {
  let text = "";
  let value = root;
  const open: Container[] = [];
  for (;;) {
    if (typeof value === "object" && value !== null) {
      const container = new Container(value);
      text += container.start;
      open.push(container);
    } else {
      text += scalarText(value);
    }
    let container = open.at(-1);
    while (container?.isComplete) {
      text += container.end;
      open.pop();
      container = open.at(-1);
    }
    if (container === undefined) return text;
    text += container.nextPrefix();
    value = container.takeNext();
  }
}

/** An array or an object of which a part is written. */
class Container {
  readonly start: string;
  readonly end: string;
  readonly #values: readonly unknown[];
  /** The names of an object's members. */
  readonly #names: readonly string[] | undefined;
  #index = 0;

  constructor(value: object) {
    if (Array.isArray(value)) {
      [this.start, this.end, this.#values] = ["[", "]", value];
      return;
    }
    const members = new Map(Object.entries(value));
    this.#names = [...members.keys()].sort();
    [this.start, this.end, this.#values] = ["{", "}", this.#names.map((name) => members.get(name))];
  }

  get isComplete(): boolean {
    return this.#index === this.#values.length;
  }

  /** What comes before the next value. */
  nextPrefix(): string {
    const comma = this.#index === 0 ? "" : ",";
    return this.#names === undefined ? comma : `${comma}${JSON.stringify(this.#names[this.#index])}:`;
  }

  takeNext(): unknown {
    const value = this.#values[this.#index];
    this.#index += 1;
    return value;
  }
}

function scalarText(value: unknown): string {
  // JSON.stringify would write null for infinities (1e999 is one) and 0 for -0.
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "string") return JSON.stringify(value);
  return String(value);
}
