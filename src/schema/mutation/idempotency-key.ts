import { InputFieldBuilder, type InputObjectRef } from "@pothos/core";
import { type Operation, rootFieldsOf } from "../authorization/index.ts";
import { builder, type Schema } from "../builder.ts";

/** The field of every mutation's input that has the same meaning as the header `idempotency-key`. */
const FIELD = "idempotencyKey";

/**
 * Gives the input of a mutation the field `idempotencyKey`. Clients of routers need it, because routers do not pass on headers
 * unless they are configured to. It is not sent to IAM, and the audit does not record it.
 */
export function withIdempotencyKey(input: InputObjectRef<Schema, object>): void {
  input.addFields(() => ({
    [FIELD]: new InputFieldBuilder(builder, "InputObject").string({
      description:
        "A key of your own, 1 to 255 printable ASCII characters without spaces: a repeated request with the same key gets the first result and changes nothing. Same as the header `idempotency-key`; all keys of one request must be equal.",
    }),
  }));
}

/** The idempotency keys in the inputs of an operation's mutations, each once. */
export function idempotencyKeysIn(operation: Operation): ReadonlySet<string> {
  const keys = rootFieldsOf(operation).map(({ args }) => {
    const { input } = args();
    return typeof input === "object" && input !== null ? Reflect.get(input, FIELD) : undefined;
  });
  return new Set(keys.filter((key) => typeof key === "string"));
}
