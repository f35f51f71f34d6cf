import type { ErrorCode } from "../../iam-model/errors.ts";

/** A refusal in AWS's words. Operations throw it; the protocol turns it into the error answer. */
export class ServiceError extends Error {
  readonly code: ErrorCode;
  /** The answer's Message; undefined where AWS's answer has no Message element. */
  readonly text: string | undefined;

  constructor(code: ErrorCode, text?: string) {
    super(text);
    this.name = "ServiceError";
    this.code = code;
    this.text = text;
  }
}
