import type { Plugin } from "@envelop/core";
import {
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  getVariableValues,
  OperationTypeNode,
} from "graphql";
import type { YogaInitialContext } from "graphql-yoga";
import type { Context } from "../schema/index.ts";
import { isOn, LEDGER_HEADER } from "./iam-bill-headers.ts";
import { isInParts, type Part } from "./incremental-delivery/parts.ts";

export interface RequestDeduplicationOptions {
  /** How old what a query is answered may be, in milliseconds. 0: each query is executed by itself. */
  readonly maxAgeMs: number;
  /** Whether a request asks to go around what others are answered. */
  readonly isFresh: (request: Request) => boolean;
  /** Milliseconds since some fixed moment. @default `performance.now()` */
  readonly now?: () => number;
}

/** An execution that others can wait for. */
interface Execution {
  readonly begunAt: number;
  /** How many times mutations had begun or ended. */
  readonly mutations: number;
  readonly result: Promise<ExecutionResult | undefined>;
}

/**
 * Executes a query once for all requests of a caller that are equal and come while it is under way: a page that two hundred
 * browsers reload at the same time is completed once. Nobody is answered with what is older than `maxAgeMs`, or was asked
 * before a mutation of this gateway's had ended. An answer with errors is its own request's only; the others execute then.
 */
export function useRequestDeduplication(options: RequestDeduplicationOptions): Plugin<Context & YogaInitialContext> {
  const { maxAgeMs, isFresh, now = () => performance.now() } = options;
  const underWay = new Map<string, Execution>();
  let mutations = 0;

  /** By what is asked, and by whom; `undefined` for what is executed by itself. */
  function keyOf(
    { schema, document, operationName, variableValues }: ExecutionArgs,
    { caller, request }: Context & YogaInitialContext,
  ): string | undefined {
    const text = document.loc?.source.body;
    if (text === undefined || isFresh(request) || isOn(request, LEDGER_HEADER)) return undefined;
    const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
    // As they were sent, they may nest deeper than JSON can be made of them. What is wrong with them, execution tells.
    const { coerced } = getVariableValues(schema, definitions, variableValues ?? {}, { maxErrors: 1 });
    return coerced && `${JSON.stringify([caller.subject, [...caller.scopes], operationName, coerced])} ${text}`;
  }

  return {
    onExecute({ args: { document, operationName, contextValue }, executeFn, setExecuteFn }) {
      const operation = getOperationAST(document, operationName)?.operation;
      if (operation === OperationTypeNode.MUTATION) {
        setExecuteFn(async (args: ExecutionArgs) => {
          mutations += 1;
          try {
            return await executeFn(args);
          } finally {
            // Also where nobody waits for it any more.
            mutations += 1;
          }
        });
        return;
      }
      if (maxAgeMs === 0 || operation !== OperationTypeNode.QUERY) return;
      setExecuteFn(async (args: ExecutionArgs) => {
        const key = keyOf(args, contextValue);
        if (key === undefined) return executeFn(args);
        const run = (): Answer | Promise<Answer> => executeFn(args);
        const other = underWay.get(key);
        if (other && other.mutations === mutations && now() - other.begunAt < maxAgeMs) {
          const result = await other.result;
          if (result !== undefined) return result;
        }
        return execute(key, run);
      });
    },
  };

  async function execute(key: string, run: () => Answer | Promise<Answer>): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<ExecutionResult | undefined>();
    const execution: Execution = { begunAt: now(), mutations, result: promise };
    underWay.set(key, execution);
    let shared: ExecutionResult | undefined;
    try {
      const result = await run();
      if (!isInParts(result) && result.errors === undefined) shared = result;
      return result;
    } finally {
      if (underWay.get(key) === execution) underWay.delete(key);
      resolve(shared);
    }
  }
}

type Answer = ExecutionResult | AsyncIterable<Part>;
