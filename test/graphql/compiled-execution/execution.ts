import { execute, GraphQLError, type GraphQLSchema, parse } from "graphql";
import {
  createCompiledDocument,
  createDateText,
  type ExecutedRequest,
  type ExecutionOptions,
  TimeSliceQueue,
} from "../../../src/graphql/index.ts";

/** Options without a limit of the response. */
export const unlimited: ExecutionOptions = {
  maxResponseBytes: Number.POSITIVE_INFINITY,
  slices: new TimeSliceQueue(),
  errors: {
    responseTooLarge: (limit) => new GraphQLError(`more than ${limit} bytes`),
    responseCut: (_limit, changes, options) => new GraphQLError("cut", { ...options, extensions: { changes } }),
    notExecuted: (_limit, options) => new GraphQLError("not executed", options),
    requestEnded: () => new GraphQLError("ended"),
  },
};

/** A request that has changed nothing and never ends. */
export const request: ExecutedRequest = {
  hasEnded: () => false,
  end() {},
  changes: () => [],
};

export interface ExecutionInput {
  readonly schema: GraphQLSchema;
  readonly text: string;
  readonly rootValue?: unknown;
  readonly variableValues?: Readonly<Record<string, unknown>>;
}

/** A result as JSON, with `undefined` left out. */
export interface JsonResult {
  readonly data?: unknown;
  readonly errors?: readonly JsonError[];
}

export interface JsonError {
  readonly message: string;
  readonly path: readonly (string | number)[];
}

export function asJson(result: object): JsonResult {
  return JSON.parse(JSON.stringify(result));
}

/** Executes an operation compiled. It has one result. */
export async function executeCompiled(
  input: ExecutionInput,
  execution: ExecutionOptions = unlimited,
  executed: ExecutedRequest = request,
): Promise<JsonResult> {
  return asJson(await run(input, execution, executed));
}

/** Executes an operation compiled. It has several results. */
export async function executeInParts(input: ExecutionInput, execution: ExecutionOptions): Promise<JsonResult[]> {
  const parts = await run(input, execution, request);
  if (!(Symbol.asyncIterator in parts)) throw new Error("expected several results");
  const results: JsonResult[] = [];
  for await (const part of parts) results.push(asJson(part));
  return results;
}

function run(
  { schema, text, rootValue, variableValues = {} }: ExecutionInput,
  execution: ExecutionOptions,
  executed: ExecutedRequest,
) {
  const compiled = createCompiledDocument(parse(text), {
    schema,
    maxFields: 10_000,
    textOf: createDateText(),
    execution,
  });
  const execute = compiled.find(undefined, variableValues);
  if (!execute) throw new Error("expected the operation to be compiled");
  return execute({ rootValue }, variableValues, executed);
}

/** Executes an operation compiled, and by graphql-js. */
export async function executeBoth(input: ExecutionInput): Promise<{
  readonly compiled: JsonResult;
  readonly interpreted: JsonResult;
}> {
  const { schema, text, rootValue, variableValues = {} } = input;
  const [compiled, interpreted] = await Promise.all([
    executeCompiled(input),
    execute({ schema, document: parse(text), rootValue, variableValues: { ...variableValues } }),
  ]);
  return { compiled, interpreted: asJson(interpreted) };
}

/** The nulls of a result that have an error, each by its path. */
export function nullsWithErrors({ data, errors = [] }: JsonResult): readonly ErrorOfNull[] {
  const byNull = new Map<string, ErrorOfNull>();
  for (const error of errors) {
    let depth = 0;
    for (let value = data; typeof value === "object" && value !== null && depth < error.path.length; depth++) {
      value = Object.entries(value).find(([key]) => key === String(error.path[depth]))?.[1];
    }
    const path = error.path.slice(0, depth);
    const key = JSON.stringify(path);
    if (!byNull.has(key)) byNull.set(key, { path, error: depth === error.path.length ? error : undefined });
  }
  return [...byNull.values()];
}

export interface ErrorOfNull {
  /** Where the null is. */
  readonly path: readonly (string | number)[];
  /**
   * The error, if it is of this null itself. Otherwise it is of a value below, and graphql-js can report another one: the one
   * that comes first in time.
   */
  readonly error: JsonError | undefined;
}

/** Sorts nulls by the order of the fields and items of the data. */
export function inOrderOf(data: unknown, nulls: readonly ErrorOfNull[]): ErrorOfNull[] {
  const positions = new Map<string, number>();
  const visit = (value: unknown, path: readonly (string | number)[]) => {
    positions.set(JSON.stringify(path), positions.size);
    if (typeof value !== "object" || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      visit(member, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  };
  visit(data, []);
  const positionOf = ({ path }: ErrorOfNull) => positions.get(JSON.stringify(path)) ?? Number.NaN;
  return nulls.toSorted((one, other) => positionOf(one) - positionOf(other));
}
