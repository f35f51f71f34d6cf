import fc from "fast-check";
import { apiOf, isOperationName, type OperationName } from "../../../../src/iam-model/operations/index.ts";
import { absurdLists, type Form, formText, nearValidForm, nearValidForms, unknownOperations } from "./forms.ts";
import { malformedHttp } from "./malformed-http.ts";
import { brokenEncodings, hostileText, trickyNames } from "./values.ts";

/** A byte sequence that is sent over its own connection. */
export interface FuzzRequest {
  /** Its name in failures and counts: the operation, or the irregularity. */
  readonly label: string;
  readonly bytes: Buffer;
  /** Whether it can announce more bytes than it has. */
  readonly mayBeCutOff?: boolean;
}

const signature = `Signature=${"0".repeat(64)}`;
const credentialFor = (api: string) => `Credential=test/20260301/us-east-1/${api}/aws4_request`;
const authorizationFor = (api: string) =>
  `AWS4-HMAC-SHA256 ${credentialFor(api)}, SignedHeaders=host;x-amz-date, ${signature}`;
const credential = credentialFor("iam");
const formType = "application/x-www-form-urlencoded; charset=utf-8";

type Headers = Readonly<Record<string, string>>;

const goodHeaders: Headers = {
  Host: "127.0.0.1",
  Authorization: authorizationFor("iam"),
  "X-Amz-Date": "20260301T100000Z",
  "Content-Type": formType,
};

/** Headers whose signature names the API that has the action of a form. */
function headersFor(form: Form): Headers {
  const action = form[0]?.[1] ?? "";
  return isOperationName(action) ? { ...goodHeaders, Authorization: authorizationFor(apiOf(action)) } : goodHeaders;
}

const nearValid = nearValidForms.map(postForm);

/** A request with all parameters in the query string, which the request line must hold. */
const byGet = nearValidForms.map((form) => {
  const text = formText(form).slice(0, 8000);
  return writeRequest(`GET ${form[0]?.[1]}`, "GET", `/?${text}`, headersFor(form), "");
});

const unknown = unknownOperations.map((form) => post("unknown operation", formText(form)));
const lists = absurdLists.map((form) => post("absurd list", formText(form)));

const brokenBodies = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: 60 }).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    fc
      .array(fc.constantFrom("&", "=", "Action", "GetUser", "member.1", ".", "%00", "+", ";", ...brokenEncodings))
      .map((parts) => Buffer.from(parts.join(""))),
    fc.constantFrom(...trickyNames).map((name) => Buffer.from(`${name}=${name}&Action=${name}&Version=${name}`)),
    fc.constant(Buffer.from(`Action=GetUser&Version=2010-05-08&UserName=${"a".repeat(1024 * 1024)}`)),
  )
  .map((body) => writeRequest("broken body", "POST", "/", goodHeaders, body));

const getUser = "Action=GetUser&Version=2010-05-08";

/** Header values that HTTP allows. `malformedHttp` contains others. */
const headerText = hostileText.map((text) => text.slice(0, 4000).replaceAll(/[^\x20-\x7e\xa0-\xff]/g, "?"));

const wrongHeaders = fc
  .record(
    {
      Host: fc.constantFrom("example.org", "127.0.0.1:1", "localhost", "[::1]", "127.0.0.1.example.org", ""),
      Origin: fc.constantFrom("http://localhost", "null"),
      "Sec-Fetch-Site": fc.constantFrom("cross-site", "none", "same-origin"),
      "Content-Type": fc.oneof(
        fc.constantFrom("text/plain", "application/json", "multipart/form-data", ";", ""),
        headerText,
      ),
      "Content-Encoding": fc.constantFrom("gzip", "identity"),
      "X-Amz-Date": headerText,
      "X-Amz-Security-Token": headerText,
      Expect: fc.constantFrom("100-continue", "the unexpected"),
    },
    { requiredKeys: [] },
  )
  .map((headers) => writeRequest("wrong headers", "POST", "/", { ...goodHeaders, ...headers }, getUser));

const authorizations = fc
  .oneof(
    headerText,
    fc
      .tuple(
        fc.constantFrom("AWS4-HMAC-SHA256", "AWS", "Bearer", "Basic", "aws4-hmac-sha256", ""),
        fc.array(
          fc.constantFrom(
            credential,
            signature,
            "SignedHeaders=host;x-amz-date",
            "SignedHeaders=",
            "Credential=",
            "Credential=test",
            "Credential=////",
            "Credential=test/20260301/us-east-1/sts/aws4_request",
            "Credential=__proto__/20260301/us-east-1/iam/aws4_request",
            "Credential=/20260301/us-east-1/iam/aws4_request",
            "Signature=zz",
            "=",
            "",
          ),
          { maxLength: 5 },
        ),
        fc.constantFrom(",", ", ", " ", ";"),
      )
      .map(([scheme, fields, separator]) => `${scheme} ${fields.join(separator)}`),
  )
  .map((value) => writeRequest("authorization", "POST", "/", { ...goodHeaders, Authorization: value.trim() }, getUser));

const methodsAndTargets = fc
  .tuple(
    fc.constantFrom("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "M-SEARCH", "GET", "POST"),
    fc.constantFrom(
      "/",
      "*",
      "//",
      "/../..",
      "/?",
      "/?&&==",
      "/?Action=%00",
      "/?Action=GetUser&Version=2010-05-08",
      "/?Action=%ED%A0%80",
      "http://example.org/?Action=GetUser",
      `/${"a".repeat(8000)}`,
      "/?X-Amz-Credential=a/b/c/iam/aws4_request&Action=GetUser&Version=2010-05-08",
    ),
    fc.boolean(),
  )
  .map(([method, target, signed]) => {
    return writeRequest("method or target", method, target, signed ? goodHeaders : { Host: "127.0.0.1" }, "");
  });

/** Valid requests with a few changed, removed or added bytes. None hashes a password, which takes time. */
const editedBytes = fc
  .tuple(
    nearValidForms.filter(([action]) => !action?.[1].includes("LoginProfile")),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 1), fc.uint8Array({ maxLength: 3 })), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([form, edits]) => {
    const { bytes } = post("", formText(form).slice(0, 2000));
    const edited = edits.reduce((before, [place, removed, inserted]) => {
      const at = place % before.length;
      return Buffer.concat([before.subarray(0, at), inserted, before.subarray(at + removed)]);
    }, bytes);
    return { label: "edited bytes", bytes: edited, mayBeCutOff: true };
  });

/** Requests of every kind. */
export const fuzzRequests: fc.Arbitrary<FuzzRequest> = readable(
  fc.oneof(
    { weight: 30, arbitrary: nearValid },
    { weight: 6, arbitrary: byGet },
    { weight: 6, arbitrary: unknown },
    { weight: 6, arbitrary: lists },
    { weight: 6, arbitrary: brokenBodies },
    { weight: 6, arbitrary: wrongHeaders },
    { weight: 6, arbitrary: authorizations },
    { weight: 4, arbitrary: methodsAndTargets },
    { weight: 6, arbitrary: editedBytes },
    {
      weight: 4,
      arbitrary: malformedHttp.map((text) => ({
        label: "malformed HTTP",
        bytes: Buffer.from(text, "latin1"),
        mayBeCutOff: true,
      })),
    },
  ),
);

/** Nearly valid requests of an operation. */
export function requestsOf(operation: OperationName): fc.Arbitrary<FuzzRequest> {
  return readable(nearValidForm(operation).map(postForm));
}

/** Adds the text that describes a request in failures. */
function readable(requests: fc.Arbitrary<FuzzRequest>): fc.Arbitrary<FuzzRequest> {
  return requests.map((request) => ({ ...request, [fc.toStringMethod]: () => describeRequest(request) }));
}

function postForm(form: Form): FuzzRequest {
  return post(form[0]?.[1] ?? "", formText(form), headersFor(form));
}

function post(label: string, body: string, headers: Headers = goodHeaders): FuzzRequest {
  return writeRequest(label, "POST", "/", headers, body);
}

function writeRequest(
  label: string,
  method: string,
  target: string,
  headers: Headers,
  body: string | Buffer,
): FuzzRequest {
  const content = Buffer.from(body);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${method} ${target} HTTP/1.1\r\n${lines.join("")}Connection: close\r\nContent-Length: ${content.length}\r\n\r\n`;
  return { label, bytes: Buffer.concat([Buffer.from(head, "latin1"), content]) };
}

/** Maximum length of a request in a failure. The printed seed and path reproduce the whole request. */
function describeRequest({ label, bytes }: FuzzRequest): string {
  return `${label}, ${bytes.length} bytes: ${JSON.stringify(bytes.subarray(0, 1500).toString("latin1"))}`;
}
