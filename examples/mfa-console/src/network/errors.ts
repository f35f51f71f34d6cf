import type { GraphQLFault } from "./answer.ts";

/** No answer came: the gateway is stopped, or the network between. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";

  constructor() {
    super("The gateway does not answer.");
  }
}

/** The gateway wants to know who calls, and was not told. */
export class UnauthenticatedError extends Error {
  override readonly name = "UnauthenticatedError";

  constructor() {
    super("The gateway answers only callers with a token.");
  }
}

/** The gateway answered, with errors and nothing of what was asked for. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly faults: readonly GraphQLFault[];

  constructor(faults: readonly GraphQLFault[]) {
    super(faults.map(({ message }) => message).join(" ") || "The gateway answered nothing.");
    this.faults = faults;
  }

  /** The first `extensions.code`, such as `IAM_THROTTLED`. */
  get code(): string | undefined {
    return this.faults.find(({ extensions }) => extensions?.code)?.extensions?.code;
  }
}
