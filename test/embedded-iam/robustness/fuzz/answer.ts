import { errorStatus } from "../../../../src/iam-model/errors.ts";
import { apis } from "../../../../src/iam-model/operations/index.ts";
import { type Element, only, parseStrictXml, textOf } from "./strict-xml.ts";

/** An HTTP response as received. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

const apiNamespaces: readonly string[] = Object.values(apis).map(({ namespace }) => namespace);
const frontEndNamespace = "http://webservices.amazon.com/AWSFault/2005-15-09";
const requestIdForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const traces = /node:internal|node_modules|\.[jt]s:\d|SQLITE_|\n\s+at /;

/** The codes that some responses have without a Message. */
const withoutMessage: readonly string[] = ["InvalidInput", "ReportExpired", "ReportInProgress", "ReportNotPresent"];

/**
 * Returns what is wrong with a response, or undefined. A correct response is well-formed XML in AWS's shape, has a
 * status below 500 that fits its code, and the same request id in header and body.
 */
export function faultOf(answer: Answer): string | undefined {
  try {
    const { status, headers } = answer;
    const xml = new TextDecoder("utf-8", { fatal: true }).decode(answer.body);
    if (status >= 500) return `the status is ${status}: ${xml}`;
    if (traces.test(xml)) return `the answer shows the inside: ${xml}`;
    if (headers["content-type"] !== "text/xml") return `the content type is ${headers["content-type"]}: ${xml}`;
    const document = parseStrictXml(xml);
    const requestId = status === 200 ? readSuccess(document) : readError(document, status);
    if (!requestIdForm.test(requestId)) return `the request id is ${requestId}`;
    if (headers["x-amzn-requestid"] !== requestId) return `x-amzn-requestid is ${headers["x-amzn-requestid"]}`;
    return undefined;
  } catch (error) {
    return `${error instanceof Error ? error.message : error}; status ${answer.status}: ${answer.body.toString()}`;
  }
}

/** Returns the Code of an error response, or "OK". */
export function codeOf({ status, body }: Answer): string {
  return status === 200 ? "OK" : textOf(only(parseStrictXml(body.toString()), "Error"), "Code");
}

function readSuccess(document: Element): string {
  requireRoot(document, document.name, apiNamespaces);
  const operation = /^(\w+)Response$/.exec(document.name)?.[1];
  const names = document.children.map((child) => child.name).join(" ");
  if (names !== `${operation}Result ResponseMetadata` && names !== "ResponseMetadata") {
    throw new Error(`expected a result and ResponseMetadata in <${document.name}>, but got: ${names}`);
  }
  return textOf(only(document, "ResponseMetadata"), "RequestId");
}

function readError(document: Element, status: number): string {
  requireRoot(document, "ErrorResponse", [...apiNamespaces, frontEndNamespace]);
  const error = only(document, "Error");
  const code = textOf(error, "Code");
  if (!withoutMessage.includes(code)) textOf(error, "Message");
  if (textOf(error, "Type") !== "Sender") throw new Error("expected the Type Sender");
  const expected = new Map<string, number>(Object.entries(errorStatus)).get(code);
  if (expected !== status) throw new Error(`expected the status ${expected} with the code ${code}`);
  return textOf(document, "RequestId");
}

function requireRoot(document: Element, name: string, namespaces: readonly string[]): void {
  if (document.name !== name) throw new Error(`expected <${name}>, but got: <${document.name}>`);
  if (!namespaces.includes(document.attributes["xmlns"] ?? "")) throw new Error("expected a namespace of AWS's");
}
