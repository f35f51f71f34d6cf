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
  /** How old what a query is answered may be, in milliseconds. 0: each query is executed by itself. */
  readonly maxAgeMs: number;
  /** Whether a request asks to go around what others are answered. */
  readonly isFresh: (request: Request) => boolean;
  /** Told of the data that several requests are answered with. @default nothing */
  readonly share?: (data: object) => void;
  /** Milliseconds since some fixed moment. @default `performance.now()` */
  readonly now?: () => number;
}

/** An execution that others can wait for. */
interface Execution {
  readonly begunAt: number;
  /** How many times mutations had begun or ended. */
  readonly mutations: number;
  readonly audience: Audience;
  readonly result: Promise<ExecutionResult | undefined>;
  /** Whether other requests have joined. */
  isShared: boolean;
}

export interface RequestDeduplication {
  /** Notices mutations. It comes before what answers without waiting for their end. */
  readonly mutations: EnvelopPlugin;
  /** Shares what queries are answered. It comes behind all that says what may be asked, and how long it may take. */
  readonly queries: EnvelopPlugin<Context & YogaInitialContext> & Plugin<Context & YogaInitialContext>;
}

/**
 * Executes a query once for all requests of a caller that are equal and come while it is under way: a page that two hundred
 * browsers reload at the same time is completed once, and the others cost no more than their reading. Nobody is answered
 * with what is older than `maxAgeMs`, or was asked before a mutation of this gateway's had ended. An answer with errors is
 * its own request's only; the others execute then, and have as long for that as any. A query whose clients have all disconnected
 * makes no further IAM calls. A mutation is completed.
 */
export function useRequestDeduplication(options: RequestDeduplicationOptions): RequestDeduplication {
  const { callerOf, maxAgeMs, isFresh, share = () => {}, now = () => performance.now() } = options;
  const underWay = new Map<string, Execution>();
  /** What is about to be executed, by what it would be shared by. */
  const keys = new WeakMap<Request, string>();
  let mutations = 0;

  /** By what is asked, and by whom; `undefined` for what is executed by itself. */
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
            // Also where nobody waits for it any more.
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

  async function execute(key: string, audience: Audience, run: () => Answer | Promise<Answer>): Promise<Answer> {
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

type Answer = ExecutionResult | AsyncIterable<Part>;
