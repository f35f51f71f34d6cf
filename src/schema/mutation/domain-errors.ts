import { IamError } from "../../iam/index.ts";
import { builder } from "../builder.ts";
import type { InputIssue } from "./input.ts";

/** The errors that a mutation can answer with, by IAM's code, each with what it means for whoever asked. */
const meanings = {
  NoSuchEntity: "Something that the input names does not exist.",
  EntityAlreadyExists: "What was to be made, or made anybody's, is there already.",
  LimitExceeded: "One of the account's quotas is used up; the message says which.",
  DeleteConflict: "Something that depends on the entity stands in the way of its removal; the message says what.",
  InvalidAuthenticationCode: "The device does not show these two codes, one right after the other, at this time.",
  ConcurrentModification: "Somebody else was changing the same thing. Nothing was done: try again.",
  EntityTemporarilyUnmodifiable:
    "IAM was still busy with an earlier change of the same thing. Nothing was done: try again.",
  PolicyNotAttachable: "The policy cannot serve as what it was to be.",
  OpenIdIdpCommunicationError: "IAM could not reach the provider's URL to read its certificate.",
} as const;

export type DomainErrorCode = keyof typeof meanings | "InvalidInput";

interface Told {
  readonly message: string;
  readonly code: string;
  readonly requestId: string | null;
}

/** A refusal that is part of a mutation's answer: the caller asked for what cannot be. */
export class DomainError implements Told {
  readonly typename: string;
  readonly message: string;
  readonly code: string;
  readonly requestId: string | null;
  /** Of InvalidInputError only. */
  readonly issues: readonly InputIssue[];

  constructor(typename: string, { message, code, requestId }: Told, issues: readonly InputIssue[] = []) {
    this.typename = typename;
    this.message = message;
    this.code = code;
    this.requestId = requestId;
    this.issues = issues;
  }
}

export const IamErrorInterface = builder.interfaceRef<Told>("IamError").implement({
  description: "Why something was not done.",
  fields: (t) => ({
    message: t.exposeString("message", {
      description: "For people: what stands in the way. In IAM's words, if it was IAM.",
    }),
    code: t.exposeString("code", { description: "For programs: IAM's own code, such as `EntityAlreadyExists`." }),
    requestId: t.exposeString("requestId", {
      nullable: true,
      description: "IAM's id of the call; null where IAM was not asked, or did not answer.",
    }),
  }),
});

const InputIssueType = builder.objectRef<InputIssue>("InputIssue").implement({
  description: "One thing that is wrong with an input.",
  fields: (t) => ({
    path: t.exposeStringList("path", {
      description: 'Where it stands, such as `["input", "tags", "0", "key"]`.',
    }),
    message: t.exposeString("message", {
      description: "What was expected, and how much came. It never quotes the value.",
    }),
  }),
});

const InvalidInputErrorType = builder.objectRef<DomainError>("InvalidInputError").implement({
  description: "The input is not as IAM takes it: all its faults at once, up to 20. Nothing was done.",
  interfaces: [IamErrorInterface],
  fields: (t) => ({
    issues: t.expose("issues", {
      type: [InputIssueType],
      description:
        "Everything that is wrong with it, up to 20 issues and then how many more there are; one for the whole input if IAM refused it.",
    }),
  }),
});

/** The GraphQL types of the errors, by IAM's code. */
export const domainErrorTypes = {
  InvalidInput: InvalidInputErrorType,
  ...errorTypes(),
};

function errorTypes() {
  const types = {} as Record<keyof typeof meanings, typeof InvalidInputErrorType>;
  for (const [code, description] of Object.entries(meanings)) {
    types[code as keyof typeof meanings] = builder.objectRef<DomainError>(typenameOf(code)).implement({
      description,
      interfaces: [IamErrorInterface],
    });
  }
  return types;
}

function typenameOf(code: string): string {
  return code.endsWith("Error") ? code : `${code}Error`;
}

/** An input with faults that were found without asking IAM. */
export function invalidInput(issues: readonly InputIssue[]): DomainError {
  const faults = issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join(" ");
  return new DomainError("InvalidInputError", { message: faults, code: "InvalidInput", requestId: null }, issues);
}

/** The codes by which IAM says that an input is wrong, besides InvalidInput itself. */
const inputFaults = new Set(["InvalidInput", "ValidationError", "InvalidParameterValue", "MalformedInput"]);

/** Gives IAM's refusal as the error that it is to the caller, if it is one of `expected`; else nothing. */
export function domainErrorOf(thrown: unknown, expected: readonly DomainErrorCode[]): DomainError | undefined {
  // These errors say that nothing was done.
  if (!(thrown instanceof IamError) || thrown.code === undefined || thrown.mayBeDone) return undefined;
  const { message, code, requestId = null } = thrown;
  const kind = inputFaults.has(code) ? "InvalidInput" : code;
  if (!expected.some((one) => one === kind)) return undefined;
  const issues = kind === "InvalidInput" ? [{ path: ["input"], message }] : [];
  return new DomainError(typenameOf(kind), { message, code, requestId }, issues);
}
