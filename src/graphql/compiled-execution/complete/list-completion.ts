import { GraphQLError, type GraphQLResolveInfo, responsePathAsArray } from "graphql";
import { isPromise } from "../execute/execute-fields.ts";
import type { CompletedField, Completion } from "../execute/field-plan.ts";
import type { ExecutionContext } from "../response/execution-context.ts";
import { BRACKETS } from "../response/json-size.ts";
import type { ResponseObject } from "../response/response-field.ts";
import { ResponseNode } from "../response/response-node.ts";

/**
 * The completion of lists. An item that fails is null; if items must not be null, the list fails.
 * @param complete the completion of the items
 * @param isNonNull whether items must not be null
 */
export function listCompletion(complete: Completion, isNonNull: boolean, field: CompletedField): Completion {
  const { stream } = field;
  const streamFrom = stream?.initialCount ?? Number.POSITIVE_INFINITY;
  return (context, list, info, at) => {
    if (!isList(list)) {
      const name = `${field.parentType.name}.${field.definition.name}`;
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${name}".`);
    }
    context.count(BRACKETS);
    const items: unknown[] = [];
    let index = 0;
    for (const item of list) {
      if (context.isOver) break;
      // The comma after it.
      context.count(1);
      if (index >= streamFrom) {
        completeLater(context, item, index, info, at);
      } else {
        const node = new ResponseNode(at, index, undefined, items, field, isNonNull);
        try {
          if (isPromise(item)) {
            node.fillLater(context, item, complete, info);
            items.push(undefined);
          } else {
            items.push(complete(context, item, info, node));
          }
        } catch (thrown) {
          items.push(node.failedWith(context, thrown));
        }
      }
      index += 1;
    }
    return items;
  };

  /** Starts the part of a streamed item. */
  function completeLater(
    context: ExecutionContext,
    item: unknown,
    index: number,
    info: GraphQLResolveInfo,
    at: ResponseNode,
  ): void {
    context.parts?.start(context, at, stream?.label, [...responsePathAsArray(at), index], (part) => {
      const list: ResponseObject = {};
      const holder: ResponseObject = { [at.key]: list };
      const base = at.inPart(holder);
      const node = new ResponseNode(base, index, undefined, list, field, isNonNull);
      try {
        if (isPromise(item)) node.fillLater(part, item, complete, info);
        else list[index] = complete(part, item, info, node);
      } catch (thrown) {
        if (isNonNull) holder[at.key] = base.failedWith(part, node.errorOf(part, thrown));
        else list[index] = node.failedWith(part, thrown);
      }
      return () => ({ items: holder[at.key] === null ? null : [list[index]] });
    });
  }
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}
