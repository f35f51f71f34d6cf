import { IamError } from "../../iam/index.ts";
import { builder } from "../builder.ts";
import { FREE } from "../cost/index.ts";
import type { InputIssue } from "./input.ts";

/** The domain errors of mutations, by IAM's code, with their descriptions in the schema. */
const descriptions = {
  NoSuchEntity: "An entity that the input names does not exist.",
  EntityAlreadyExists: "The entity already exists, or is already assigned.",
  LimitExceeded: "A quota of the account is reached. The message names the quota.",
  DeleteConflict: "Other entities depend on this one and prevent its deletion. The message names them.",
  InvalidAuthenticationCode: "The codes are wrong, not consecutive, or not current.",
  ConcurrentModification: "Another request was modifying the same entity. Nothing was changed; try again.",
  EntityTemporarilyUnmodifiable:
    "IAM was still processing an earlier change of the same entity. Nothing was changed; try again.",
  PolicyNotAttachable: "The policy cannot be used as a permissions boundary.",
  OpenIdIdpCommunicationError: "IAM could not reach the provider's URL to read its certificate.",
} as const;

export type DomainErrorCode = keyof typeof descriptions | "InvalidInput";

interface ErrorFields {
  readonly message: string;
  /** IAM's code. */
  readonly code: string;
  /** IAM's id of the call; null if there was none. */
  readonly requestId: string | null;
}

/** A result of a mutation that says why nothing was done: a fault of the request rather than of the gateway or IAM. */
export class DomainError implements ErrorFields {
  readonly typename: string;
  readonly message: string;
  readonly code: string;
  readonly requestId: string | null;
  /** Only of InvalidInputError. */
  readonly issues: readonly InputIssue[];

  constructor(typename: string, { message, code, requestId }: ErrorFields, issues: readonly InputIssue[] = []) {
    this.typename = typename;
    this.message = message;
    this.code = code;
    this.requestId = requestId;
    this.issues = issues;
  }
}

export const IamErrorInterface = builder.interfaceRef<ErrorFields>("IamError").implement({
  description: "A typed error of a mutation. All error members of results implement it.",
  fields: (t) => ({
    message: t.exposeString("message", {
      description: "The reason as readable text: IAM's own text if IAM rejected the call.",
    }),
    code: t.exposeString("code", { description: "IAM's error code, such as `EntityAlreadyExists`." }),
    requestId: t.exposeString("requestId", {
      nullable: true,
      nullWhen: "IAM was not called or did not respond",
      description: "IAM's request id. Null if IAM was not called or did not respond.",
    }),
  }),
});

const InputIssueType = builder.objectRef<InputIssue>("InputIssue").implement({
  description: "A problem with one field of an input.",
  fields: (t) => ({
    path: t.exposeStringList("path", {
      description: 'The path of the field, such as `["input", "tags", "0", "key"]`.',
    }),
    message: t.exposeString("message", {
      description: "What was expected, and the size of the given value. It never quotes the value.",
    }),
  }),
});

const InvalidInputErrorType = builder.objectRef<DomainError>("InvalidInputError").implement({
  description: "The input is invalid. Nothing was changed.",
  interfaces: [IamErrorInterface],
  fields: (t) => ({
    issues: t.expose("issues", {
      type: [InputIssueType],
      description:
        "The problems of the input: at most 20, followed by one issue with the number of further problems. If IAM itself rejected the input, there is one issue for the whole input.",
      cost: FREE,
    }),
  }),
});

/** The GraphQL types of the domain errors, by IAM's code. */
export const domainErrorTypes = {
  InvalidInput: InvalidInputErrorType,
  ...errorTypes(),
};

function errorTypes() {
  const types = {} as Record<keyof typeof descriptions, typeof InvalidInputErrorType>;
  for (const [code, description] of Object.entries(descriptions)) {
    types[code as keyof typeof descriptions] = builder.objectRef<DomainError>(typenameOf(code)).implement({
      description,
      interfaces: [IamErrorInterface],
    });
  }
  return types;
}

function typenameOf(code: string): string {
  return code.endsWith("Error") ? code : `${code}Error`;
}

/** The error for an input that violates IAM's constraints. IAM is not called. */
export function invalidInput(issues: readonly InputIssue[]): DomainError {
  const faults = issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join(" ");
  return new DomainError("InvalidInputError", { message: faults, code: "InvalidInput", requestId: null }, issues);
}

/** IAM's codes for an invalid input. */
const invalidInputCodes = new Set(["InvalidInput", "ValidationError", "InvalidParameterValue", "MalformedInput"]);

/** The domain error for an error that IAM returned; `undefined` if it is not one of `expected`. */
export function domainErrorOf(thrown: unknown, expected: readonly DomainErrorCode[]): DomainError | undefined {
  // A domain error means that nothing was done.
  if (!(thrown instanceof IamError) || thrown.code === undefined || thrown.mayBeDone) return undefined;
  const { message, code, requestId = null } = thrown;
  const kind = invalidInputCodes.has(code) ? "InvalidInput" : code;
  if (!expected.some((one) => one === kind)) return undefined;
  const issues = kind === "InvalidInput" ? [{ path: ["input"], message }] : [];
  return new DomainError(typenameOf(kind), { message, code, requestId }, issues);
}
