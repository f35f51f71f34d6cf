import { z } from "zod";
import { operationsFor, schemaWith } from "../../schema/index.ts";
import { type AnswerError, failureOf, type Question } from "../gateway/ask.ts";
import { EXIT } from "../shell/exit-codes.ts";
import { CommandFailure } from "../shell/failures.ts";
import { type Asking, Patience, retryAfterOf } from "./asking.ts";

/** Serial numbers by user name; null for a user that IAM does not have. */
export type DevicesOfUsers = ReadonlyMap<string, readonly string[] | null>;

/** How many users a request asks for: the gateway's default of IAMQL_MAX_ALIASES. */
const USERS_PER_REQUEST = 30;

const devicesType = z
  .object({ isComplete: z.literal(true), nodes: z.array(z.object({ serialNumber: z.string() })) })
  .nullable();

/**
 * Reads the MFA devices of these users by `Query.mfaDevices`, which makes a call of ListMFADevices for each, and gives them request
 * by request. Users that the gateway throttles are asked again after the time that it gives; if a request is too expensive, the
 * next ones have fewer users.
 * @param prefix the gateway's IAMQL_SCHEMA_PREFIX
 * @throws CommandFailure; Interrupted
 */
export async function* readDevicesOfUsers(
  userNames: readonly string[],
  prefix: string,
  asking: Asking,
): AsyncGenerator<DevicesOfUsers, void> {
  const patience = new Patience(asking);
  let left = userNames;
  let atMost = USERS_PER_REQUEST;
  while (left.length > 0) {
    const asked = left.slice(0, atMost);
    const answer = await asking.gateway.ask(questionFor(asked, prefix), asking.signal);
    const { errors } = answer;
    const retryAfterMs = retryAfterOf(errors);
    if (retryAfterMs === undefined && !errors.every(mayFewerUsersHelp)) throw failureOf(answer);
    const found = readFound(asked, answer.data ?? {}, errors);
    if (found.size > 0) {
      yield found;
      patience.renew();
      left = left.filter((userName) => !found.has(userName));
    }
    if (retryAfterMs !== undefined) {
      if (!(await patience.wait(retryAfterMs))) throw failureOf(answer);
    } else if (errors.length > 0) {
      if (found.size === 0 && atMost === 1) throw failureOf(answer);
      atMost = Math.ceil(atMost / 2);
    }
  }
}

function mayFewerUsersHelp({ extensions }: AnswerError): boolean {
  return extensions?.code === "QUERY_TOO_EXPENSIVE" || extensions?.retryAfterMs !== undefined;
}

/** The users' names are variables, so that the gateway parses one document for all requests of the same length. */
function questionFor(userNames: readonly string[], prefix: string): Question {
  const declared = userNames.map((_, index) => `$name${index}: String`);
  const fields = userNames.map(
    (_, index) => `${aliasOf(index)}: mfaDevices(userName: $name${index}) { isComplete nodes { serialNumber } }`,
  );
  const query = `query ExportDevices(${declared.join(", ")}) { ${fields.join(" ")} }`;
  const variables = Object.fromEntries(userNames.map((userName, index) => [`name${index}`, userName]));
  return { query: operationsFor(schemaWith(prefix), query), variables };
}

function aliasOf(index: number): string {
  return `user${index}`;
}

/** The users that were answered without an error. An error without a path concerns all of them. */
function readFound(
  userNames: readonly string[],
  data: Readonly<Record<string, unknown>>,
  errors: readonly AnswerError[],
): DevicesOfUsers {
  const failed = new Set(errors.map(({ path }) => path?.[0]));
  const found = new Map<string, readonly string[] | null>();
  if (failed.has(undefined)) return found;
  for (const [index, userName] of userNames.entries()) {
    if (failed.has(aliasOf(index))) continue;
    const { data: devices } = devicesType.safeParse(data[aliasOf(index)]);
    if (devices === undefined) {
      const message = "The answer does not have all MFA devices of a user: expected a gateway of this version.";
      throw new CommandFailure(EXIT.transport, message);
    }
    found.set(userName, devices?.nodes.map(({ serialNumber }) => serialNumber) ?? null);
  }
  return found;
}
