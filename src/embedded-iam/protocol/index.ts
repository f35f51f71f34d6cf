export { type Access, type Caller, type CallerOptions, type RootCredentials, resolveCaller } from "./callers.ts";
export { decodeInput, type Parameters, parseForm } from "./form.ts";
export { type ListIdentity, Markers } from "./markers.ts";
export { type BodyText, bodyTooLong, headerText, MAX_BODY_BYTES, readBodyText } from "./request-text.ts";
export {
  type CallOutcome,
  errorResponse,
  refuse,
  successResponse,
  type WireHandler,
  type WireRequest,
  type WireResponse,
} from "./response.ts";
export { successXml } from "./response-xml.ts";
export { ServiceError } from "./service-error.ts";
export { SigningKeys } from "./signature.ts";
export { validateInput, validationMessage } from "./validation.ts";
export type { XmlStructure } from "./xml.ts";
