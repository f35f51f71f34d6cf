import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { IAMClient } from "@aws-sdk/client-iam";
import fc from "fast-check";
import { execute, getOperationAST, getVariableValues, parse, validate } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCompiledDocument } from "../../../src/graphql/index.ts";
import { createIam, createUsage } from "../../../src/iam/index.ts";
import { createLoaders } from "../../../src/loaders/index.ts";
import { ANONYMOUS, type Context, schema } from "../../../src/schema/index.ts";
import { createQuietAccount, inAccount, type QuietAccount, readOperations } from "../../support/disturbed-account.ts";
import { iamError } from "../../support/gateway.ts";
import { type Operation, randomOperation } from "../../support/random-operation.ts";
import { request, unlimited } from "./execution.ts";

const OPERATIONS = 3000;
const FAILURE = iamError(500, "ServiceFailure", "Not now").body;

const idOf = (text: string) => Buffer.from(text).toString("base64url");
const ids = [
  `User:${inAccount.user}`,
  "User:nobody",
  `Group:${inAccount.group}`,
  `OidcProvider:${inAccount.oidcProvider}`,
  `MfaDevice:${inAccount.user}/${inAccount.virtualDevice}`,
].map(idOf);

/** Values of all arguments of queries; some are refused. */
const values = {
  first: [undefined, undefined, undefined, 0, 1, 2, 3, 5, 1001],
  last: [undefined, undefined, undefined, undefined, undefined, undefined, undefined, 2],
  after: [undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, "no cursor"],
  before: [undefined],
  pathPrefix: [undefined, undefined, null, "/p/", "/g/", "no path"],
  filter: [undefined, undefined, null, { hasMfa: true }, { passwordEnabled: false }],
  userName: [inAccount.user, inAccount.keyHolder, "user-0003", "USER-0004", "nobody", "no name!"],
  groupName: [inAccount.group, "Few", "Elsewhere", "Nowhere"],
  serialNumber: [inAccount.virtualDevice, inAccount.hardwareDevice, "GAHT99999999"],
  arn: [inAccount.oidcProvider, "arn:aws:iam::123456789012:oidc-provider/none.example", "no ARN"],
  id: [...ids, "no id"],
  ids: [ids, [...ids, "no id"], []],
  assignmentStatus: [undefined, "ANY", "ASSIGNED", "UNASSIGNED"],
  representations: [
    [{ __typename: "User", id: ids[0] }],
    [{ __typename: "Group", id: ids[2] }, { __typename: "Nothing" }],
  ],
  includeDeprecated: [undefined, true],
  name: ["User"],
};

/** An IAM operation that fails: for all of its inputs, or for some. */
const fault = fc.record({ action: fc.constantFrom(...readOperations), isPartial: fc.boolean() });
type Fault = typeof fault extends fc.Arbitrary<infer Value> ? Value : never;

let account: QuietAccount;
beforeAll(async () => {
  account = await createQuietAccount({ users: 6 });
});
afterAll(() => account[Symbol.asyncDispose]());

/** The SDK's client. It remembers what IAM answered, and fails where a test wants it to. */
function createClient() {
  const { requestHandler } = account.embedded;
  const answers = new Map<string, { readonly statusCode: number; readonly body: Uint8Array }>();
  let faults: readonly Fault[] = [];
  let firstAsked = 0;
  const answerTo = async (request: Parameters<typeof requestHandler.handle>[0]) => {
    const asked = String(request.body);
    const isFailing = faults.some(
      ({ action, isPartial }) => asked.startsWith(`Action=${action}&`) && (!isPartial || asked.length % 2 === 0),
    );
    if (isFailing) return { statusCode: 500, body: Buffer.from(FAILURE) };
    const known = answers.get(asked);
    if (known) return known;
    firstAsked += 1;
    const { response } = await requestHandler.handle(request);
    const answer = { statusCode: response.statusCode, body: response.body };
    answers.set(asked, answer);
    return answer;
  };
  return {
    client: new IAMClient({
      region: "us-east-1",
      credentials: account.credentials,
      maxAttempts: 1,
      requestHandler: {
        ...requestHandler,
        async handle(request: Parameters<typeof requestHandler.handle>[0]) {
          await setImmediate();
          const { statusCode, body } = await answerTo(request);
          return { response: { statusCode, headers: { "content-type": "text/xml" }, body: Readable.from([body]) } };
        },
      },
    }),
    failWith(others: readonly Fault[]) {
      faults = others;
    },
    /** How many calls were answered by IAM itself, which takes longer. */
    firstAsked: () => firstAsked,
  };
}

/** A context that shares nothing with others. */
function createContext(client: IAMClient): Context {
  const ledger = createUsage({ limit: 20_000, deadline: performance.now() + 30_000 });
  const iam = createIam({
    client,
    credentialReports: { sleep: async () => {} },
    latencyStatistics: { now: () => 0, unseenLatencyMs: 0, sleep: async () => {} },
  })(ledger);
  return {
    caller: ANONYMOUS,
    loaders: createLoaders(iam),
    iam,
    audit: { note: async () => {} },
    log: { error() {} },
    shownSecrets: new Map(),
    mutationOutcomes: [],
    iamCalls: () => Object.fromEntries(ledger.calls),
    iamBill: () => ledger.report(),
    iamWrites: () => ledger.writes,
    endIamCalls: () => ledger.end(),
    iamCallsHaveEnded: () => ledger.hasEnded(),
  };
}

describe("the compiled execution", () => {
  it(`answers ${OPERATIONS} random operations as graphql-js does, with the errors in the order of the answer`, async () => {
    const { client, failWith, firstAsked } = createClient();
    let executed = 0;
    let errors = 0;
    const compare = async ({ text, variables }: Operation, faults: readonly Fault[]) => {
      const document = parse(text);
      fc.pre(validate(schema, document).length === 0);
      failWith(faults);
      const interpret = () =>
        execute({ schema, document, variableValues: variables, contextValue: createContext(client) });
      let interpreted: Awaited<ReturnType<typeof interpret>>;
      let before: number;
      // Until all answers are remembered: what resolvers know of an entity depends on which answer is there first.
      do {
        before = firstAsked();
        interpreted = await interpret();
      } while (firstAsked() > before);
      const { coerced = {} } = getVariableValues(
        schema,
        getOperationAST(document)?.variableDefinitions ?? [],
        variables,
      );
      const run = createCompiledDocument(document, { schema, maxFields: 0, textOf: toText, execution: unlimited });
      const compiled = await run.find(undefined, coerced)?.({ contextValue: createContext(client) }, coerced, request);
      executed += 1;
      errors += interpreted.errors?.length ?? 0;
      const [ours, theirs] = [asJson(compiled ?? {}), asJson(interpreted)];
      expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data));
      expect(blames(ours)).toEqual(inOrder(blames(theirs), theirs.data));
    };
    await fc.assert(fc.asyncProperty(randomOperation(schema, values), fc.array(fault, { maxLength: 2 }), compare), {
      numRuns: OPERATIONS,
      maxSkipsPerRun: 10,
      // Of a failure, an example that is smaller is looked for no longer.
      interruptAfterTimeLimit: 200_000,
    });
    expect(executed).toBeGreaterThanOrEqual(OPERATIONS);
    expect(errors).toBeGreaterThan(OPERATIONS / 2);
  }, 300_000);
});

function toText(date: Date): string {
  return date.toISOString();
}

function asJson(result: object): { data?: unknown; errors?: readonly ErrorAnswer[] } {
  return JSON.parse(JSON.stringify(result));
}

interface ErrorAnswer {
  readonly path: readonly (string | number)[];
}

/** An error of an answer, by what is null for it. Of several errors for one null, graphql-js reports the first. */
interface Blame {
  readonly place: readonly (string | number)[];
  /** Where that is the error's own place. */
  readonly error: ErrorAnswer | undefined;
}

function blames({ data, errors = [] }: ReturnType<typeof asJson>): Blame[] {
  const seen = new Map<string, Blame>();
  for (const error of errors) {
    let depth = 0;
    for (let value = data; typeof value === "object" && value !== null && depth < error.path.length; depth++) {
      value = Object.entries(value).find(([key]) => key === String(error.path[depth]))?.[1];
    }
    const place = error.path.slice(0, depth);
    const key = JSON.stringify(place);
    if (!seen.has(key)) seen.set(key, { place, error: depth === error.path.length ? error : undefined });
  }
  return [...seen.values()];
}

/** In the order of the answer's fields and items. */
function inOrder(blamed: readonly Blame[], data: unknown): Blame[] {
  const places = new Map<string, number>();
  const visit = (value: unknown, path: readonly (string | number)[]) => {
    places.set(JSON.stringify(path), places.size);
    if (typeof value !== "object" || value === null) return;
    for (const [key, member] of Object.entries(value))
      visit(member, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  visit(data, []);
  const positionOf = ({ place }: Blame) => places.get(JSON.stringify(place)) ?? Number.NaN;
  return blamed.toSorted((one, other) => positionOf(one) - positionOf(other));
}
