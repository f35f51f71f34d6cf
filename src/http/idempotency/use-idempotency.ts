import type { Plugin } from "@envelop/core";
import { type ExecutionResult, GraphQLError, getOperationAST, print } from "graphql";
import type { YogaInitialContext, Plugin as YogaPlugin } from "graphql-yoga";
import type { Context } from "../../schema/index.ts";
import { type Begun, type IdempotencyRecords, keepMs, mostPerCaller } from "./records.ts";

export interface IdempotencyOptions {
  readonly records: IdempotencyRecords;
  /** Milliseconds since 1970. @default the system clock */
  readonly now?: (() => number) | undefined;
}

const HEADER = "idempotency-key";
const ACCEPTABLE = /^[\x21-\x7e]{1,255}$/;

interface Pending {
  readonly caller: string;
  readonly key: string;
  readonly context: Context;
}

/** What is kept of an answer, and how a repeat is told of what is not. */
interface Kept {
  readonly result: Pick<ExecutionResult, "data" | "errors">;
  /** Serial numbers of devices whose secrets were shown, by the response's field. */
  readonly shown: Readonly<Record<string, string>>;
}

/**
 * A mutation with the header `idempotency-key` is done once: a repeat within 24 hours is given the first answer, marked
 * by the header `idempotency-replayed: true`, and nothing is written. The key is on disk before anything is asked of IAM,
 * the answer before it is given. It comes behind the plugins that say who may do what.
 */
export function useIdempotency({
  records,
  now = Date.now,
}: IdempotencyOptions): Plugin<Context & YogaInitialContext> & YogaPlugin<Context & YogaInitialContext> {
  const pending = new WeakMap<Request, Pending>();
  const replayed = new WeakSet<Request>();
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const { contextValue: context, document, operationName } = args;
      const { request, params } = context;
      const key = request.headers.get(HEADER);
      if (key === null || getOperationAST(document, operationName)?.operation !== "mutation") return;
      if (!ACCEPTABLE.test(key)) return setResultAndStopExecution(refusal("malformed"));
      const caller = context.caller.subject;
      const content = {
        document: print(document),
        operationName: operationName ?? null,
        variables: params.variables ?? {},
      };
      const begun = records.begin(caller, key, content, now());
      if (begun.state === "new") {
        pending.set(request, { caller, key, context });
      } else if (begun.state === "answered") {
        replayed.add(request);
        setResultAndStopExecution(answerAgain(JSON.parse(begun.answer)));
      } else {
        setResultAndStopExecution(refusal(begun.state));
      }
    },

    // Behind the one that masks errors: what is kept is what the caller was told.
    onResultProcess({ request, result }) {
      const begun = pending.get(request);
      if (begun === undefined) return;
      pending.delete(request);
      const { caller, key, context } = begun;
      const outcomes = context.iamWrites().map(({ outcome }) => outcome);
      if (outcomes.includes("pending")) return records.abandon(caller, key);
      if (outcomes.every((outcome) => outcome === "not-done")) return records.forget(caller, key);
      if (Symbol.asyncIterator in result || Array.isArray(result)) return records.abandon(caller, key);
      records.complete(caller, key, JSON.stringify(keep(result, context.shownSecrets)));
    },

    onResponse({ request, response }) {
      if (replayed.has(request)) response.headers.set("idempotency-replayed", "true");
    },
  };
}

/** The answer without what was shown for once. */
function keep({ data, errors }: ExecutionResult, shownSecrets: ReadonlyMap<string, string>): Kept {
  const shown = Object.fromEntries(shownSecrets);
  const safe =
    data && Object.fromEntries(Object.entries(data).map(([field, value]) => [field, field in shown ? null : value]));
  return { result: { data: safe, ...(errors && { errors }) }, shown };
}

function answerAgain({ result, shown }: Kept): ExecutionResult {
  const errors = [
    ...(result.errors ?? []).map(({ message, path, extensions }) => new GraphQLError(message, { path, extensions })),
    ...Object.entries(shown).map(
      ([field, serialNumber]) =>
        new GraphQLError(
          "The device was created the first time, and its secrets were shown then. If they are lost, delete the device and create another.",
          { path: [field], extensions: { code: "SECRET_ALREADY_SHOWN", serialNumber } },
        ),
    ),
  ];
  return { data: result.data, ...(errors.length > 0 && { errors }) };
}

const refusals = {
  malformed: {
    message: `The header ${HEADER} is not valid: expected 1 to 255 printable ASCII characters without spaces.`,
    code: "BAD_USER_INPUT",
    status: 400,
  },
  "other-content": {
    message: `The ${HEADER} was used for another mutation or other variables in the last ${keepMs / 3_600_000} hours: expected a new one.`,
    code: "IDEMPOTENCY_KEY_REUSED",
    status: 422,
  },
  "in-progress": {
    message: `The first request with this ${HEADER} is still being done: ask again in a moment.`,
    code: "IDEMPOTENCY_IN_PROGRESS",
    status: 409,
  },
  unknown: {
    message: `The first request with this ${HEADER} was begun, and nobody knows how far it came. Nothing was done now: look before you ask with a new key.`,
    code: "IDEMPOTENCY_OUTCOME_UNKNOWN",
    status: 409,
  },
  full: {
    message: `This caller has used ${mostPerCaller} keys in the last ${keepMs / 3_600_000} hours, which is as many as are kept. Nothing was done.`,
    code: "IDEMPOTENCY_KEYS_EXHAUSTED",
    status: 429,
  },
} as const satisfies Record<Exclude<Begun["state"], "new" | "answered"> | "malformed", unknown>;

function refusal(reason: keyof typeof refusals): ExecutionResult {
  const { message, code, status } = refusals[reason];
  return { errors: [new GraphQLError(message, { extensions: { code, http: { status } } })] };
}
