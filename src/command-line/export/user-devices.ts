import { z } from "zod";
import { operationsFor, schemaWith } from "../../schema/index.ts";
import { failureOf, type GatewayRequest, type ResponseError } from "../gateway/client.ts";
import { EXIT } from "../shell/exit-codes.ts";
import { CommandFailure } from "../shell/failures.ts";
import { type ExportContext, RetryDelays, retryAfterOf } from "./context.ts";

/** Serial numbers by user name; null for a user that IAM does not have. */
export type DevicesOfUsers = ReadonlyMap<string, readonly string[] | null>;

/** Maximum number of users in a request: the gateway's default of IAMQL_MAX_ALIASES. */
const USERS_PER_REQUEST = 30;

const devicesType = z
  .object({ isComplete: z.literal(true), nodes: z.array(z.object({ serialNumber: z.string() })) })
  .nullable();

/**
 * Reads the MFA devices of these users by `Query.mfaDevices`, which calls ListMFADevices for each, and yields the result of each
 * request. Throttled users are requested again after the delay of `retryAfterMs`. If a request is too expensive, the following
 * ones have fewer users.
 * @param prefix the gateway's IAMQL_SCHEMA_PREFIX
 * @throws CommandFailure; Interrupted
 */
export async function* readDevicesOfUsers(
  userNames: readonly string[],
  prefix: string,
  context: ExportContext,
): AsyncGenerator<DevicesOfUsers, void> {
  const delays = new RetryDelays(context);
  let left = userNames;
  let maxUsers = USERS_PER_REQUEST;
  while (left.length > 0) {
    const requested = left.slice(0, maxUsers);
    const response = await context.gateway.send(requestFor(requested, prefix), context.signal);
    const { errors } = response;
    const retryAfterMs = retryAfterOf(errors);
    if (retryAfterMs === undefined && !errors.every(mayFewerUsersHelp)) throw failureOf(response);
    const found = readFound(requested, response.data ?? {}, errors);
    if (found.size > 0) {
      yield found;
      delays.reset();
      left = left.filter((userName) => !found.has(userName));
    }
    if (retryAfterMs !== undefined) {
      if (!(await delays.wait(retryAfterMs))) throw failureOf(response);
    } else if (errors.length > 0) {
      if (found.size === 0 && maxUsers === 1) throw failureOf(response);
      maxUsers = Math.ceil(maxUsers / 2);
    }
  }
}

function mayFewerUsersHelp({ extensions }: ResponseError): boolean {
  return extensions?.code === "QUERY_TOO_EXPENSIVE" || extensions?.retryAfterMs !== undefined;
}

/** User names are variables, so that the gateway parses one document for all requests with the same number of users. */
function requestFor(userNames: readonly string[], prefix: string): GatewayRequest {
  const declared = userNames.map((_, index) => `$name${index}: String`);
  // The deprecated field, because `user` would cost one more call for each user.
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

/** The users without an error. An error without a path applies to all users. */
function readFound(
  userNames: readonly string[],
  data: Readonly<Record<string, unknown>>,
  errors: readonly ResponseError[],
): DevicesOfUsers {
  const failed = new Set(errors.map(({ path }) => path?.[0]));
  const found = new Map<string, readonly string[] | null>();
  if (failed.has(undefined)) return found;
  for (const [index, userName] of userNames.entries()) {
    if (failed.has(aliasOf(index))) continue;
    const { data: devices } = devicesType.safeParse(data[aliasOf(index)]);
    if (devices === undefined) {
      const message =
        "The response lacks MFA devices of a user: it does not come from an iamql gateway of this version.";
      throw new CommandFailure(EXIT.transport, message);
    }
    found.set(userName, devices?.nodes.map(({ serialNumber }) => serialNumber) ?? null);
  }
  return found;
}
