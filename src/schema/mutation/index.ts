export { IamErrorInterface } from "./domain-errors.ts";
export { idempotencyKeysIn } from "./idempotency-key.ts";
export { notSent, sent, sentSecretly, sentTags } from "./input.ts";
export { describe, TagInputType } from "./inputs.ts";
export { change, mutation, type Other } from "./mutation.ts";
export { READ_BACK, withGroup, withOidcProvider, withUser, withVirtualMfaDevice } from "./read-back.ts";
