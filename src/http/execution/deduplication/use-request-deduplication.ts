import type { Plugin as EnvelopPlugin } from "@envelop/core";
import type { ExecutionArgs, ExecutionResult } from "graphql";
import type { GraphQLParams, Plugin, YogaInitialContext } from "graphql-yoga";
import type { Caller, Context } from "../../../schema/index.ts";
import { isInParts, type Part } from "../../delivery/incremental-delivery/parts.ts";
import { takesParts } from "../../delivery/incremental-delivery/use-incremental-delivery.ts";
import { canonicalRequest } from "../../request/canonical-request.ts";
import { EXPLAIN_HEADER, USAGE_HEADER } from "../../request/headers/usage-headers.ts";
import { isMutation, isQuery } from "../../request/operation.ts";
import { Audience } from "./audience.ts";

export interface RequestDeduplicationOptions {
  readonly callerOf: (request: Request) => Caller;
  /** Maximum age of an execution that a query may join, in milliseconds. 0: each query is executed by itself. */
  readonly maxAgeMs: number;
  /** Whether a request must not share the result of another one. */
  readonly isFresh: (request: Request) => boolean;
  /** Called with data that is part of the responses to several requests. @default does nothing */
  readonly share?: (data: object) => void;
  /** Milliseconds since some fixed moment. @default `performance.now()` */
  readonly now?: () => number;
}

/** An execution that other requests can join. */
interface Execution {
  readonly begunAt: number;
  /** The number of starts and ends of mutations at its start. */
  readonly mutations: number;
  readonly audience: Audience;
  readonly result: Promise<ExecutionResult | undefined>;
  /** Whether other requests have joined. */
  isShared: boolean;
}

export interface RequestDeduplication {
  /** Counts mutations. Must come before plugins that answer before a mutation has ended. */
  readonly mutations: EnvelopPlugin;
  /** Shares the results of queries. Must come after the plugins that limit what may run, and how long. */
  readonly queries: EnvelopPlugin<Context & YogaInitialContext> & Plugin<Context & YogaInitialContext>;
}

/**
 * Executes equal queries of one caller once if they arrive while the first is running, such as when two hundred browsers
 * reload a page at the same time. No request gets a result of an execution that is older than `maxAgeMs`, or that started
 * before the last mutation of this gateway started or ended. A result with errors is not shared: the waiting requests
 * execute, with the full timeout. A query makes no further IAM calls once all its clients have disconnected; a mutation
 * completes.
 */
export function useRequestDeduplication(options: RequestDeduplicationOptions): RequestDeduplication {
  const { callerOf, maxAgeMs, isFresh, share = () => {}, now = () => performance.now() } = options;
  const underWay = new Map<string, Execution>();
  /** The keys under which requests can share their executions. */
  const keys = new WeakMap<Request, string>();
  let mutations = 0;

  /** The caller and the content of a request; `undefined` if it must be executed by itself. */
  function keyOf({ query, operationName, variables }: GraphQLParams, request: Request): string | undefined {
    if (typeof query !== "string" || isFresh(request)) return undefined;
    if ([USAGE_HEADER, EXPLAIN_HEADER].some((name) => request.headers.has(name))) return undefined;
    const { subject, scopes } = callerOf(request);
    const asking = JSON.stringify([subject, [...scopes], takesParts(request)]);
    return `${asking} ${canonicalRequest({ document: query, operationName, variables })}`;
  }

  return {
    mutations: {
      onExecute({ args, executeFn, setExecuteFn }) {
        if (!isMutation(args)) return;
        setExecuteFn(async (args: ExecutionArgs) => {
          mutations += 1;
          try {
            return await executeFn(args);
          } finally {
            // Also if no client waits for the result any longer.
            mutations += 1;
          }
        });
      },
    },
    queries: {
      onParams({ params, request, setResult }) {
        const key = maxAgeMs === 0 ? undefined : keyOf(params, request);
        if (key === undefined) return undefined;
        keys.set(request, key);
        const other = underWay.get(key);
        if (!other || other.audience.isEmpty) return undefined;
        if (other.mutations !== mutations || now() - other.begunAt >= maxAgeMs) return undefined;
        other.audience.join(request.signal);
        other.isShared = true;
        return other.result.then((result) => result && setResult(result));
      },
      onExecute({ args, executeFn, setExecuteFn }) {
        if (!isQuery(args)) return;
        const { contextValue } = args;
        const audience = new Audience(contextValue.endIamCalls);
        audience.join(contextValue.request.signal);
        const key = keys.get(contextValue.request);
        if (key !== undefined) setExecuteFn((args: ExecutionArgs) => execute(key, audience, () => executeFn(args)));
      },
    },
  };

  async function execute(
    key: string,
    audience: Audience,
    run: () => OperationResult | Promise<OperationResult>,
  ): Promise<OperationResult> {
    const { promise, resolve } = Promise.withResolvers<ExecutionResult | undefined>();
    const execution: Execution = { begunAt: now(), mutations, audience, result: promise, isShared: false };
    underWay.set(key, execution);
    let shared: ExecutionResult | undefined;
    try {
      const result = await run();
      if (!isInParts(result) && result.errors === undefined) shared = result;
      if (shared?.data && execution.isShared) share(shared.data);
      return result;
    } finally {
      if (underWay.get(key) === execution) underWay.delete(key);
      resolve(shared);
    }
  }
}

type OperationResult = ExecutionResult | AsyncIterable<Part>;
