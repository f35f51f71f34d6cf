import type { ErrorCode } from "../iam-model/errors.ts";

/** A refusal in AWS's words. Operations throw it; the protocol turns it into the error answer. */
export class ServiceError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = "ServiceError";
    this.code = code;
  }
}
