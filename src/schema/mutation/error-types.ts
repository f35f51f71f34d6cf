import { quotaIn } from "../../iam-model/error-subjects.ts";
import { builder } from "../builder.ts";
import { FREE } from "../cost/index.ts";
import { type DomainError, type DomainErrorCode, type ErrorFields, typenameOf } from "./domain-errors.ts";
import { type InputIssue, inputIssueCodes } from "./input.ts";

/** The domain errors of mutations without fields of their own, by IAM's code, with their descriptions in the schema. */
const descriptions = {
  NoSuchEntity: "An entity that the input names does not exist.",
  EntityAlreadyExists: "The entity already exists, or is already assigned.",
  DeleteConflict: "Other entities depend on this one and prevent its deletion. The message names them.",
  InvalidAuthenticationCode: "The codes are wrong, not consecutive, or not current.",
  ConcurrentModification: "Another request was modifying the same entity. Nothing was changed; try again.",
  EntityTemporarilyUnmodifiable:
    "IAM was still processing an earlier change of the same entity. Nothing was changed; try again.",
  PolicyNotAttachable: "The policy cannot be used as a permissions boundary.",
  OpenIdIdpCommunicationError: "IAM could not reach the provider's URL to read its certificate.",
} as const;

const WriteOutcomeType = builder.enumType("WriteOutcome", {
  description: "How much of a change was made although the mutation returned an error.",
  values: {
    NOTHING_DONE: { description: "Nothing was changed." },
    PARTLY_DONE: {
      description:
        "Some of the writes were made, or it is not known whether they were. The error has the steps; query the entity before you continue.",
    },
  } as const,
});

export const IamErrorInterface = builder.interfaceRef<ErrorFields>("IamError").implement({
  description: "A typed error of a mutation. All error members of results implement it.",
  fields: (t) => ({
    message: t.exposeString("message", {
      description: "The reason as readable text: IAM's own text if IAM rejected the call.",
    }),
    code: t.exposeString("code", {
      description: "IAM's error code, such as `EntityAlreadyExists`. It is `InvalidInput` for every invalid input.",
    }),
    requestId: t.exposeString("requestId", {
      nullable: true,
      nullWhen: "IAM was not called or did not respond",
      description: "IAM's request id. Null if IAM was not called or did not respond.",
    }),
    outcome: t.expose("outcome", {
      type: WriteOutcomeType,
      description: "How much of the change was made. With `NOTHING_DONE`, a client can undo its optimistic update.",
      cost: FREE,
    }),
    isRetryable: t.exposeBoolean("isRetryable", {
      description: "Whether the same mutation can succeed if it is sent again later.",
    }),
    path: t.exposeStringList("path", {
      nullable: true,
      nullWhen: "the input field is not known",
      description:
        'The input field that the error is about, such as `["input", "userName"]`; if there are several, the first, or `["input"]`. Null if that is not known.',
    }),
  }),
});

const InputIssueCodeType = builder.enumType("InputIssueCode", {
  description: "The kind of a problem with an input field.",
  values: inputIssueCodes,
});

const InputIssueType = builder.objectRef<InputIssue>("InputIssue").implement({
  description: "A problem with one field of an input.",
  fields: (t) => ({
    path: t.exposeStringList("path", {
      description: 'The path of the field, such as `["input", "tags", "0", "key"]`.',
    }),
    code: t.expose("code", { type: InputIssueCodeType, description: "The kind of the problem.", cost: FREE }),
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
        "The problems of the input: at most 20, followed by one issue with the number of further problems. If IAM itself rejected the input, there is one issue with the code `REJECTED_BY_IAM`.",
      cost: FREE,
    }),
  }),
});

const LimitExceededErrorType = builder.objectRef<DomainError>("LimitExceededError").implement({
  description: "A quota of the account is reached. Nothing was changed.",
  interfaces: [IamErrorInterface],
  fields: (t) => ({
    quota: t.string({
      nullable: true,
      nullWhen: "IAM's message does not contain it",
      description: "IAM's name of the quota, such as `GroupsPerUser`. Null if IAM's message does not contain it.",
      cost: FREE,
      resolve: ({ message }) => quotaIn(message)?.quota ?? null,
    }),
    limit: t.int({
      nullable: true,
      nullWhen: "IAM's message does not contain it",
      description: "The number that the quota allows. Null if IAM's message does not contain it.",
      cost: FREE,
      resolve: ({ message }) => quotaIn(message)?.limit ?? null,
    }),
  }),
});

/** The GraphQL types of the domain errors, by IAM's code. */
export const domainErrorTypes: Readonly<Record<DomainErrorCode, typeof InvalidInputErrorType>> = {
  InvalidInput: InvalidInputErrorType,
  LimitExceeded: LimitExceededErrorType,
  ...errorTypes(),
};

function errorTypes() {
  const types = {} as Record<keyof typeof descriptions, typeof InvalidInputErrorType>;
  for (const [name, description] of Object.entries(descriptions)) {
    const code = name as keyof typeof descriptions;
    types[code] = builder.objectRef<DomainError>(typenameOf(code)).implement({
      description,
      interfaces: [IamErrorInterface],
    });
  }
  return types;
}
