import type { ErrorCode } from "../../iam-model/errors.ts";

/** An IAM error with AWS's code and text. Operations throw it; the server turns it into an error response. */
export class ServiceError extends Error {
  readonly code: ErrorCode;
  /** The Message of the response; undefined if AWS's response has no Message element. */
  readonly text: string | undefined;

  constructor(code: ErrorCode, text?: string) {
    super(text);
    this.name = "ServiceError";
    this.code = code;
    this.text = text;
  }
}
