import { type ExecutionResult, GraphQLError } from "graphql";
import { iteratorOf, type Part } from "../../incremental-results.ts";
import type { Execution } from "./execution.ts";
import { ExecutionContext, PATH_ITEM_SIZE, type PartContent, type PartStarter } from "./execution-context.ts";
import type { ResponseNode } from "./response-node.ts";

/** Bytes of a part in JSON in addition to its data, path and label. */
const PART_SIZE = 48;

type Path = readonly (string | number)[];

interface PartOptions {
  readonly context: ExecutionContext;
  /** The result that the part belongs to. */
  readonly from: ExecutionContext;
  /** The part whose context `from` is; `undefined`: `from` is the initial result. */
  readonly before: IncrementalPart | undefined;
  /** The object or list that the part belongs to; `undefined`: the whole data. */
  readonly base: ResponseNode | undefined;
  readonly label: string | undefined;
  readonly path: Path;
}

/** A part of a response that is delivered later: the fields of a fragment with `@defer`, or an item of a list with `@stream`. */
class IncrementalPart {
  /** Complete parts that must be delivered after this one. */
  readonly waiting: IncrementalPart[] = [];
  isDelivered = false;
  /** Gives the data when it is complete. */
  content: () => PartContent = () => ({});
  readonly #options: PartOptions;

  constructor(options: PartOptions) {
    this.#options = options;
  }

  /** The part that must be delivered before this one; `undefined`: the initial result. */
  get before(): IncrementalPart | undefined {
    return this.#options.before;
  }

  /** Whether an error has made the object or list that the part belongs to null. */
  get isObsolete(): boolean {
    const { from, base, before } = this.#options;
    return from.isDataNull || base?.isWithinNull || before?.isObsolete || false;
  }

  toPart(): Part {
    const { context, path, label } = this.#options;
    const errors = context.errors();
    return { ...this.content(), path, ...(label !== undefined && { label }), ...(errors && { errors }) };
  }
}

/** The incremental parts of one response. */
export class IncrementalParts implements PartStarter {
  readonly #execution: Execution;
  readonly #partOf = new WeakMap<ExecutionContext, IncrementalPart>();
  #ready: IncrementalPart[] = [];
  /** Number of parts that are not delivered. */
  #open = 0;
  #change: PromiseWithResolvers<void> | undefined;

  constructor(execution: Execution) {
    this.#execution = execution;
  }

  start(
    from: ExecutionContext,
    base: ResponseNode | undefined,
    label: string | undefined,
    path: Path,
    execute: (context: ExecutionContext) => () => PartContent,
  ): void {
    this.#open += 1;
    this.#execution.count(PART_SIZE + PATH_ITEM_SIZE * path.length + (label?.length ?? 0));
    const context = new ExecutionContext(this.#execution, this);
    const part = new IncrementalPart({ context, from, before: this.#partOf.get(from), base, label, path });
    this.#partOf.set(context, part);
    part.content = execute(context);
    const settled = context.settled();
    if (settled === undefined) this.#complete(part);
    else settled.then(() => this.#complete(part));
  }

  /** Makes a consumer that waits for a part check whether execution has stopped. */
  wake(): void {
    this.#change?.resolve();
  }

  /** The results of the response: only the initial one if nothing was deferred or streamed. */
  deliverAfter(initial: ExecutionResult): ExecutionResult | AsyncIterableIterator<Part> {
    if (this.#open === 0 || this.#execution.isOver) return initial;
    let isFirst = true;
    let isLast = false;
    return iteratorOf({
      next: async () => {
        if (isLast) return undefined;
        if (isFirst) {
          isFirst = false;
          return { ...initial, hasNext: true };
        }
        const result = await this.#next();
        isLast = result.hasNext === false;
        return result;
      },
      end: () => this.#execution.stop(this.#execution.errors.requestEnded()),
    });
  }

  async #next(): Promise<Part> {
    for (;;) {
      const { fault } = this.#execution;
      if (fault) return { incremental: [{ path: [], data: null, errors: [withoutHttp(fault)] }], hasNext: false };
      const incremental = this.#deliver();
      if (incremental.length > 0) return { incremental, hasNext: this.#open > 0 };
      if (this.#open === 0) return { hasNext: false };
      this.#change = Promise.withResolvers();
      await this.#change.promise;
    }
  }

  #deliver(): Part[] {
    const parts: Part[] = [];
    const ready = this.#ready;
    this.#ready = [];
    for (const part of ready) {
      part.isDelivered = true;
      this.#open -= 1;
      if (!part.isObsolete) parts.push(part.toPart());
      ready.push(...part.waiting);
    }
    return parts;
  }

  #complete(part: IncrementalPart): void {
    const { before } = part;
    if (before && !before.isDelivered) {
      before.waiting.push(part);
    } else {
      this.#ready.push(part);
      this.wake();
    }
  }
}

/** The error without its HTTP status, because the response's status has been sent. */
function withoutHttp({ message, extensions }: GraphQLError): GraphQLError {
  const { http: _status, ...others } = extensions;
  return new GraphQLError(message, { extensions: others });
}
