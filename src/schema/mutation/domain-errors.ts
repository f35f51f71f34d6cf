import { IamError } from "../../iam/index.ts";
import { subjectOf } from "../../iam-model/error-subjects.ts";
import type { InputIssue, Rows } from "./input.ts";

/** IAM's codes of the errors that can be members of a mutation's result. */
export type DomainErrorCode =
  | "NoSuchEntity"
  | "EntityAlreadyExists"
  | "LimitExceeded"
  | "DeleteConflict"
  | "InvalidAuthenticationCode"
  | "InvalidInput"
  | "ConcurrentModification"
  | "EntityTemporarilyUnmodifiable"
  | "PolicyNotAttachable"
  | "OpenIdIdpCommunicationError";

/** How much of a change was made although the mutation returned an error. */
export type WriteOutcome = "NOTHING_DONE" | "PARTLY_DONE";

/** The fields of every typed error. */
export interface ErrorFields {
  readonly message: string;
  /** IAM's code. */
  readonly code: string;
  /** IAM's id of the call; null if there was none. */
  readonly requestId: string | null;
  readonly outcome: WriteOutcome;
  /** Whether the same mutation can succeed later. */
  readonly isRetryable: boolean;
  /** The input field that the error is about, such as `["input", "userName"]`; null if that is not known. */
  readonly path: readonly string[] | null;
}

/** A result of a mutation that says why nothing was done: a fault of the request rather than of the gateway or IAM. */
export class DomainError implements ErrorFields {
  readonly typename: string;
  readonly message: string;
  readonly code: DomainErrorCode;
  readonly requestId: string | null;
  readonly outcome = "NOTHING_DONE";
  readonly path: readonly string[] | null;
  /** Only of InvalidInputError. */
  readonly issues: readonly InputIssue[];

  constructor(
    code: DomainErrorCode,
    {
      message,
      requestId = null,
      path,
    }: Pick<ErrorFields, "message" | "path"> & Partial<Pick<ErrorFields, "requestId">>,
    issues: readonly InputIssue[] = [],
  ) {
    this.typename = typenameOf(code);
    this.message = message;
    this.code = code;
    this.requestId = requestId;
    this.path = path;
    this.issues = issues;
  }

  get isRetryable(): boolean {
    return isRetryableCode(this.code);
  }
}

/** The name of an error's GraphQL type. */
export function typenameOf(code: DomainErrorCode): string {
  return code.endsWith("Error") ? code : `${code}Error`;
}

/** Whether IAM's code means that another change was going on, so that the same call can succeed later. */
export function isRetryableCode(code: string | undefined): boolean {
  return code === "ConcurrentModification" || code === "EntityTemporarilyUnmodifiable";
}

/** The error for an input that violates IAM's constraints. IAM is not called. */
export function invalidInput(issues: readonly InputIssue[]): DomainError {
  const message = issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join(" ");
  const [first, ...more] = issues;
  return new DomainError(
    "InvalidInput",
    { message, path: first && more.length === 0 ? first.path : ["input"] },
    issues,
  );
}

/** IAM's codes for an invalid input. */
const invalidInputCodes = new Set(["InvalidInput", "ValidationError", "InvalidParameterValue", "MalformedInput"]);

/** What a mutation sends to IAM. */
export interface SentInput {
  /** The input as IAM's model has it. */
  readonly iamInput: object;
  readonly rows: Rows;
}

/** The domain error for an error that IAM returned; `undefined` if it is not one of `expected`. */
export function domainErrorOf(
  thrown: unknown,
  expected: readonly DomainErrorCode[],
  sent: SentInput,
): DomainError | undefined {
  // A domain error means that nothing was done.
  if (!(thrown instanceof IamError) || thrown.code === undefined || thrown.mayBeDone) return undefined;
  const { message, requestId = null } = thrown;
  const reported = invalidInputCodes.has(thrown.code) ? "InvalidInput" : thrown.code;
  const code = expected.find((one) => one === reported);
  if (code === undefined) return undefined;
  const path = pathOf(message, sent);
  const issues: InputIssue[] =
    code === "InvalidInput" ? [{ path: path ?? ["input"], message, code: "REJECTED_BY_IAM" }] : [];
  return new DomainError(code, { message, requestId, path }, issues);
}

/** The input field that IAM's message is about; null if neither the message nor the input shows it. */
function pathOf(message: string, { iamInput, rows }: SentInput): readonly string[] | null {
  const members = Object.keys(iamInput);
  const subject = subjectOf(message, members) ?? (members.length === 1 ? members[0] : undefined);
  const field = Object.entries(rows).find(([, { member }]) => member !== undefined && member === subject)?.[0];
  return field === undefined ? null : ["input", field];
}
