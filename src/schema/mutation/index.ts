export { DomainError } from "./domain-errors.ts";
export { IamErrorInterface } from "./error-types.ts";
export { idempotencyKeysIn } from "./idempotency-key.ts";
export { notSent, sent, sentSecretly, sentTags, sentVirtualDevice } from "./input.ts";
export { describe, TagInputType } from "./inputs.ts";
export { change, mutation, type Other } from "./mutation.ts";
export { READ_BACK, withGroup, withOidcProvider, withUser, withVirtualMfaDevice } from "./read-back.ts";
export {
  hasChanged,
  type IncompleteError,
  incompleteError,
  performWrites,
  toStep,
  WritePlanInterface,
  type WriteStep,
} from "./write-steps.ts";
