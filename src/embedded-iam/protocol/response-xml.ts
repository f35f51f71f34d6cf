import { type ErrorCode, errorType } from "../../iam-model/errors.ts";
import { type ApiName, apiOf, apis, type OperationName, operations } from "../../iam-model/operations/index.ts";
import { content, element, type XmlStructure } from "./xml.ts";

/** AWS's front end, not the service, responds to unknown operations, with its own namespace (3p). */
const frontEndNamespace = "http://webservices.amazon.com/AWSFault/2005-15-09";

/** Writes a success response. Operations without output have no Result element, only ResponseMetadata. */
export function successXml(operation: OperationName, output: XmlStructure, requestId: string): string {
  const result = operations[operation].result ? `<${operation}Result>${content(output)}</${operation}Result>` : "";
  return (
    `<${operation}Response xmlns="${apis[apiOf(operation)].namespace}">${result}` +
    `<ResponseMetadata>${element("RequestId", requestId)}</ResponseMetadata></${operation}Response>`
  );
}

/**
 * Writes an error response. Unlike in a success, RequestId is directly in the outermost element. An undefined message
 * is omitted; "" gives an empty Message element.
 */
export function errorXml(code: ErrorCode, message: string | undefined, requestId: string, api: ApiName): string {
  const namespace = code === "InvalidAction" ? frontEndNamespace : apis[api].namespace;
  const error = content({ Type: errorType(code), Code: code, Message: message });
  return `<ErrorResponse xmlns="${namespace}"><Error>${error}</Error>${element("RequestId", requestId)}</ErrorResponse>`;
}
