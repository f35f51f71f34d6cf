import { type ExecutionResult, GraphQLError } from "graphql";
import { iteratorOf, type Part } from "../../http/incremental-delivery/parts.ts";
import { requestEnded } from "../../http/limits/refusal.ts";
import type { Execution } from "./execution.ts";
import type { Place } from "./place.ts";
import { PATH_ITEM_SIZE, Run } from "./run.ts";

/** Bytes of a part in JSON in addition to its data, its path and its label. */
const PART_SIZE = 48;

type Path = readonly (string | number)[];
type Content = Pick<Part, "data" | "items">;

/** A part of an answer that comes later: what `@defer` selects, or an item of a list with `@stream`. */
export class LaterPart {
  /** Makes it. */
  readonly run: Run;
  /** Parts that are complete and have to come after this one. */
  readonly waiting: LaterPart[] = [];
  isDelivered = false;
  /** Gives its data or items, when it is complete. */
  content: () => Content = () => ({});
  readonly #from: Run;
  readonly #base: Place | undefined;
  readonly #label: string | undefined;
  readonly #path: Path;

  /**
   * @param from what makes the answer, or the part, that it is a part of
   * @param base what it is a part of; undefined: all of that
   */
  constructor(from: Run, base: Place | undefined, label: string | undefined, path: Path) {
    this.run = new Run(from.execution, from.parts, this);
    this.#from = from;
    this.#base = base;
    this.#label = label;
    this.#path = path;
  }

  /** The part that has to come before this one; undefined: the first answer. */
  get before(): LaterPart | undefined {
    return this.#from.part;
  }

  /** Whether null has replaced the object or list that it belongs to. */
  get isObsolete(): boolean {
    return this.#from.isAnswerNull || this.#base?.isWithinNull || this.before?.isObsolete || false;
  }

  toPart(): Part {
    const errors = this.run.errors();
    return {
      ...this.content(),
      path: this.#path,
      ...(this.#label !== undefined && { label: this.#label }),
      ...(errors && { errors }),
    };
  }
}

/** The parts of one answer: GraphQL's incremental delivery, as of 2022. */
export class Parts {
  readonly #execution: Execution;
  #ready: LaterPart[] = [];
  /** How many were not delivered. */
  #open = 0;
  #change: PromiseWithResolvers<void> | undefined;

  constructor(execution: Execution) {
    this.#execution = execution;
  }

  /** A new part: see `LaterPart`. */
  add(from: Run, base: Place | undefined, label: string | undefined, path: Path): LaterPart {
    this.#open += 1;
    this.#execution.count(PART_SIZE + PATH_ITEM_SIZE * path.length + (label?.length ?? 0));
    return new LaterPart(from, base, label, path);
  }

  /** What can be executed of a part at once has been. */
  begun(part: LaterPart): void {
    const settled = part.run.settled();
    if (settled === undefined) this.#complete(part);
    else settled.then(() => this.#complete(part));
  }

  /** Makes those that wait for a part check again. */
  wake(): void {
    this.#change?.resolve();
  }

  /** The answer with its parts, or without them if there are none. */
  answer(first: ExecutionResult): ExecutionResult | AsyncIterableIterator<Part> {
    if (this.#open === 0 || this.#execution.isOver) return first;
    let isFirst = true;
    let isLast = false;
    return iteratorOf({
      next: async () => {
        if (isLast) return undefined;
        if (isFirst) {
          isFirst = false;
          return { ...first, hasNext: true };
        }
        const part = await this.#next();
        isLast = part.hasNext === false;
        return part;
      },
      end: () => this.#execution.stop(requestEnded()),
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

  #complete(part: LaterPart): void {
    const { before } = part;
    if (before && !before.isDelivered) {
      before.waiting.push(part);
    } else {
      this.#ready.push(part);
      this.wake();
    }
  }
}

/** The status of the answer was sent before. */
function withoutHttp({ message, extensions }: GraphQLError): GraphQLError {
  const { http: _status, ...others } = extensions;
  return new GraphQLError(message, { extensions: others });
}
