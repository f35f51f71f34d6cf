import type { Plugin } from "@envelop/core";
import { type ExecutionArgs, type ExecutionResult, type GraphQLError, print } from "graphql";
import type { YogaInitialContext, Plugin as YogaPlugin } from "graphql-yoga";
import type { Logger } from "../../../platform/logger/logger.ts";
import { type Context, codedError, idempotencyKeysIn } from "../../../schema/index.ts";
import { isMutation, operationOf } from "../../request/operation.ts";
import type { RequestIds } from "../../request/use-request-id.ts";
import { keepAnswer, keepOutcomes, replay } from "./kept-answer.ts";
import { type Begun, type IdempotencyRecords, KEEP_MS } from "./records.ts";

export interface IdempotencyOptions {
  readonly records: IdempotencyRecords;
  /** Milliseconds since 1970. @default the system clock */
  readonly now?: (() => number) | undefined;
}

interface Reporting {
  readonly log: Logger;
  readonly requestIds: RequestIds;
}

const HEADER = "idempotency-key";
const ACCEPTABLE = /^[\x21-\x7e]{1,255}$/;

interface Pending {
  readonly caller: string;
  readonly key: string;
  readonly context: Context;
}

/**
 * Runs a mutation with the header `idempotency-key`, or with `idempotencyKey` in its input, once. A repeat within 24 hours gets the first response, marked by the
 * header `idempotency-replayed: true`, and writes nothing. The key is on disk before the first IAM call, and the response
 * before it is sent. Must come after the plugins that authorize requests.
 */
export function useIdempotency({
  records,
  now = Date.now,
  log,
  requestIds,
}: IdempotencyOptions & Reporting): Plugin<Context & YogaInitialContext> & YogaPlugin<Context & YogaInitialContext> {
  const pending = new WeakMap<Request, Pending>();
  const replayed = new WeakSet<Request>();

  /** Settles the record of a request, once. If the file cannot be written, repeats find the outcome unknown. */
  function end(request: Request, settle: (begun: Pending) => void): void {
    const begun = pending.get(request);
    if (begun === undefined) return;
    pending.delete(request);
    try {
      settle(begun);
    } catch (error) {
      records.abandon(begun.caller, begun.key);
      const message = "the response to a mutation with an idempotency key could not be stored: repeats are rejected";
      log.error({ requestId: requestIds.of(request), err: error }, message);
    }
  }

  return {
    onRequest({ request, requestHandler, setRequestHandler }) {
      if (request.method !== "POST") return;
      // A key must not stay in progress after its request, whichever way that ends.
      setRequestHandler(async (handled, serverContext) => {
        try {
          return await requestHandler(handled, serverContext);
        } finally {
          end(handled, ({ caller, key }) => records.abandon(caller, key));
        }
      });
    },

    onExecute({ args, setResultAndStopExecution }) {
      const { contextValue: context, document, operationName } = args;
      const { request } = context;
      if (!isMutation(args)) return;
      const [key, ...otherKeys] = keysOf(request, args);
      if (key === undefined) return;
      // One operation has one record, because a repeat gets the result of the whole operation.
      if (otherKeys.length > 0) return setResultAndStopExecution(refusal("ambiguous", records));
      if (!ACCEPTABLE.test(key)) return setResultAndStopExecution(refusal("malformed", records));
      const caller = context.caller.subject;
      let begun: Begun;
      try {
        const content = { document: print(document), operationName, variables: context.params.variables };
        begun = records.begin(caller, key, content, now());
      } catch (error) {
        const message = "an idempotency key could not be stored: the mutation is rejected";
        log.error({ requestId: requestIds.of(request), err: error }, message);
        return setResultAndStopExecution(refusal("unavailable", records));
      }
      if (begun.state === "new") {
        pending.set(request, { caller, key, context });
      } else if (begun.state === "answered") {
        replayed.add(request);
        setResultAndStopExecution(replay(JSON.parse(begun.answer)));
      } else {
        setResultAndStopExecution(refusal(begun.state, records));
      }
    },

    // After the plugin that masks errors: the response is stored as the caller receives it.
    onResultProcess({ request, result }) {
      end(request, ({ caller, key, context }) => {
        const outcomes = context.iamWrites().map(({ outcome }) => outcome);
        if (outcomes.includes("pending")) return records.abandon(caller, key);
        if (outcomes.every((outcome) => outcome === "not-done")) return records.forget(caller, key);
        if (Symbol.asyncIterator in result || Array.isArray(result)) return records.abandon(caller, key);
        const answer = JSON.stringify(keepAnswer(result, context.shownSecrets));
        records.complete(
          caller,
          key,
          records.hasRoomFor(caller, Buffer.byteLength(answer))
            ? answer
            : JSON.stringify(keepOutcomes(context.mutationOutcomes)),
        );
      });
    },

    onResponse({ request, response }) {
      if (replayed.has(request)) response.headers.set("idempotency-replayed", "true");
    },
  };
}

/** The different keys of a request: in its header, and in the inputs of its mutations. */
function keysOf({ headers }: Request, args: ExecutionArgs): ReadonlySet<string> {
  const operation = operationOf(args);
  const header = headers.get(HEADER);
  const inInputs =
    operation &&
    idempotencyKeysIn({
      schema: operation.schema,
      operation: operation.definition,
      fragments: operation.fragments,
      variableValues: operation.variables,
    });
  return new Set([...(header === null ? [] : [header]), ...(inInputs ?? [])]);
}

const HOURS = KEEP_MS / 3_600_000;

/** Why a mutation with an idempotency key is not executed. */
const refusals = {
  malformed: () =>
    codedError("BAD_USER_INPUT", "Invalid idempotency key: use 1 to 255 printable ASCII characters without spaces.", {
      status: "400",
    }),
  ambiguous: () =>
    codedError(
      "BAD_USER_INPUT",
      `Different idempotency keys in one request: the header ${HEADER} and the field idempotencyKey of each input must have the same value. Send mutations with different keys in separate requests.`,
      { status: "400" },
    ),
  "other-content": () =>
    codedError(
      "IDEMPOTENCY_KEY_REUSED",
      `This ${HEADER} was used for another mutation or other variables in the last ${HOURS} hours: use a new key.`,
      { status: "422" },
    ),
  "in-progress": () =>
    codedError(
      "IDEMPOTENCY_IN_PROGRESS",
      `The first request with this ${HEADER} is still running: retry in a moment.`,
      { status: "409", headers: { "retry-after": "1" } },
    ),
  unknown: () =>
    codedError(
      "IDEMPOTENCY_OUTCOME_UNKNOWN",
      `The first request with this ${HEADER} was interrupted and its outcome is unknown. This request was not executed; check the account before using a new key.`,
      { status: "409" },
    ),
  unavailable: () =>
    codedError(
      "IDEMPOTENCY_UNAVAILABLE",
      `The ${HEADER} could not be stored, so the mutation was not executed. See the gateway log, and retry later.`,
      { status: "503", headers: { "retry-after": "30" } },
    ),
  full: (maxKeys: number) =>
    codedError(
      "IDEMPOTENCY_KEYS_EXHAUSTED",
      `This caller has reached the limit of ${maxKeys} keys in ${HOURS} hours. The mutation was not executed; retry later, or send it without a key.`,
      { status: "429" },
    ),
} satisfies Record<
  Exclude<Begun["state"], "new" | "answered"> | "malformed" | "ambiguous" | "unavailable",
  (maxKeys: number) => GraphQLError
>;

function refusal(reason: keyof typeof refusals, { maxKeysPerCaller }: IdempotencyRecords): ExecutionResult {
  return { errors: [refusals[reason](maxKeysPerCaller)] };
}
