import type { GraphQLFault } from "./answer.ts";

/** No response arrived: the gateway has stopped, or the network is down. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";

  constructor() {
    super("The gateway does not respond.");
  }
}

/** The gateway requires a token, and none was given. */
export class UnauthenticatedError extends Error {
  override readonly name = "UnauthenticatedError";

  constructor() {
    super("The gateway requires a token.");
  }
}

/** The gateway responded with errors and no data. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly faults: readonly GraphQLFault[];

  constructor(faults: readonly GraphQLFault[]) {
    super(faults.map(({ message }) => message).join(" ") || "The gateway returned no data.");
    this.faults = faults;
  }

  /** The first code, such as `IAM_THROTTLED`. */
  get code(): string | undefined {
    return this.faults.find(({ extensions }) => extensions?.code)?.extensions?.code;
  }
}
