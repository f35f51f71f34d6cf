import {
  type GraphQLError,
  type GraphQLErrorOptions,
  type GraphQLResolveInfo,
  locatedError,
  responsePathAsArray,
} from "graphql";
import type { ResponseField, ResponseObject } from "./response-field.ts";

type Path = GraphQLResolveInfo["path"];

/** What a response node needs of the result that it belongs to: see `ExecutionContext`. */
interface Result {
  /** Whether execution has stopped. */
  readonly isOver: boolean;
  readonly execution: {
    mustWait(): boolean;
    postpone(work: () => void): void;
  };
  /** A value is pending. */
  begin(): void;
  /** The value is in place. */
  end(): void;
  locate(error: GraphQLError, origin: ResponseNode): void;
  report(error: GraphQLError, node: ResponseNode | undefined, isAtOnce: boolean): void;
}

type Complete<Context, Info> = (context: Context, value: unknown, info: Info, at: ResponseNode) => unknown;

/**
 * A position in the response, which is a field of an object or an item of a list. It serves as the `path` of a resolver's
 * info, and puts a value that arrives later, or null for an error, into the object or list that holds it.
 */
export class ResponseNode implements Path {
  /** The node of the object or list that holds this one; `undefined` for a root field. */
  readonly prev: ResponseNode | undefined;
  readonly key: string | number;
  readonly typename: string | undefined;
  readonly #holder: ResponseObject | unknown[];
  readonly #field: Pick<ResponseField, "nodes" | "index">;
  readonly #isNonNull: boolean;
  #isNull = false;

  /** @param field the field that this node is the value of, or a part of the value */
  constructor(
    prev: ResponseNode | undefined,
    key: string | number,
    typename: string | undefined,
    holder: ResponseObject | unknown[],
    field: Pick<ResponseField, "nodes" | "index">,
    isNonNull: boolean,
  ) {
    this.prev = prev;
    this.key = key;
    this.typename = typename;
    this.#holder = holder;
    this.#field = field;
    this.#isNonNull = isNonNull;
  }

  /** The same position in an incremental part, where it can be null. */
  inPart(holder: ResponseObject): ResponseNode {
    return new ResponseNode(this.prev, this.key, this.typename, holder, this.#field, false);
  }

  /** Whether an error has made this node, or one that contains it, null. */
  get isWithinNull(): boolean {
    return this.#isNull || (this.prev?.isWithinNull ?? false);
  }

  /** Whether null here would make the whole root field null. */
  get isEssential(): boolean {
    return this.prev === undefined || (this.#isNonNull && this.prev.isEssential);
  }

  /** The indices of fields and items that lead from the root of the response to this node. */
  position(): number[] {
    const position: number[] = [];
    for (let node: ResponseNode | undefined = this; node; node = node.prev) {
      position.push(typeof node.key === "number" ? node.key : node.#field.index);
    }
    return position.reverse();
  }

  /** Location and path of an error at this node. */
  errorOptions(): GraphQLErrorOptions {
    return { nodes: this.#field.nodes, path: responsePathAsArray(this) };
  }

  /**
   * Handles an error of a value that the caller puts in place itself.
   * @returns null, which is the value; the error is reported
   * @throws GraphQLError if the value must not be null
   */
  failedWith(result: Result, thrown: unknown): null {
    const error = this.errorOf(result, thrown);
    if (this.#isNonNull) throw error;
    this.#isNull = true;
    result.report(error, this, true);
    return null;
  }

  /** Puts the completed value in place when the promise settles. Until then, the result is not complete. */
  fillLater<Context extends Result, Info>(
    context: Context,
    promise: PromiseLike<unknown>,
    complete: Complete<Context, Info>,
    info: Info,
  ): void {
    context.begin();
    // Thenables other than promises may call back synchronously, before the caller has put its placeholder in place.
    Promise.resolve(promise).then(
      (awaited) => {
        if (context.execution.mustWait()) {
          context.execution.postpone(() => this.#completeAndEnd(context, complete, awaited, info));
        } else {
          this.#completeAndEnd(context, complete, awaited, info);
        }
      },
      (thrown: unknown) => {
        if (!context.isOver) this.#fail(context, this.errorOf(context, thrown), false);
        context.end();
      },
    );
  }

  #completeAndEnd<Context extends Result, Info>(
    context: Context,
    complete: Complete<Context, Info>,
    value: unknown,
    info: Info,
  ): void {
    try {
      if (!context.isOver) this.#fill(complete(context, value, info, this));
    } catch (thrown) {
      this.#fail(context, this.errorOf(context, thrown), true);
    }
    context.end();
  }

  /** The thrown value as an error with the location and path of this node. */
  errorOf(result: Result, thrown: unknown): GraphQLError {
    const error = locatedError(thrown, this.#field.nodes, responsePathAsArray(this));
    result.locate(error, this);
    return error;
  }

  #fill(value: unknown): void {
    // The constructor gets a matching pair: an object with a field's key, or a list with an item's index.
    (this.#holder as Record<string | number, unknown>)[this.key] = value;
  }

  /** Makes this node null or, if it must not be null, the nearest one around it that may. */
  #fail(result: Result, error: GraphQLError, isAtOnce: boolean): void {
    if (!this.#isNonNull) {
      this.#isNull = true;
      result.report(error, this, isAtOnce);
      this.#fill(null);
    } else if (this.prev) {
      this.prev.#fail(result, error, false);
    } else {
      result.report(error, undefined, false);
    }
  }
}
