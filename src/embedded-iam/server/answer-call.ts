import { randomUUID } from "node:crypto";
import { errorTexts } from "../../iam-model/error-texts.ts";
import { type ErrorCode, errorStatus } from "../../iam-model/errors.ts";
import { type InputOf, isOperationName, type OperationName, operationInput } from "../../iam-model/operations.ts";
import { DatabaseFileLost } from "../../platform/database-file.ts";
import type { FaultDraws } from "../faults/fault-draws.ts";
import type { FaultInjector } from "../faults/fault-injector.ts";
import type { Operation } from "../operations/framework/operation.ts";
import { operationsByName } from "../operations/index.ts";
import { type Access, type Caller, type CallerOptions, resolveCaller } from "../protocol/callers.ts";
import { decodeInput, type Parameters, parseForm } from "../protocol/form.ts";
import { errorXml, successXml } from "../protocol/response-xml.ts";
import { ServiceError } from "../protocol/service-error.ts";
import type { SignedRequest } from "../protocol/signature.ts";
import { validateInput } from "../protocol/validation.ts";
import type { XmlStructure } from "../protocol/xml.ts";
import type { Services } from "../services.ts";
import type { Database } from "../store/database/database.ts";

/** A request off the wire: a POSTed form, or a GET with everything in the query string. */
export type WireRequest = SignedRequest;

/** A key pair of the root user's. */
export interface RootCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Of a body that the weather has cut: how many bytes there were of it. */
  readonly uncutLength?: number;
}

/** The weather that a call meets. */
export interface CallFaults {
  readonly present: FaultInjector;
  readonly draws: FaultDraws;
}

export type Log = (level: "info" | "warn" | "error", message: string, fields?: Record<string, unknown>) => void;

export interface CallOptions {
  readonly database: Database;
  readonly access: Access;
  /** Keys of the root user that no operation lists. */
  readonly rootCredentials: RootCredentials;
  readonly services: Services;
  readonly log: Log;
  /** What may come between a call and its answer; undefined where nothing does. */
  readonly faults?: CallFaults | undefined;
}

/** An answer, with what the ledger is told of it. */
export interface Answer extends WireResponse {
  /** Undefined where the request named no operation that there is. */
  readonly action: OperationName | undefined;
  readonly outcome: "OK" | ErrorCode;
}

/** Whatever answers requests. */
export type WireHandler = (request: WireRequest) => Promise<WireResponse>;

const apiVersion = "2010-05-08";

/**
 * Answers one request, whatever is in it: in XML, without rejecting. Operations that need not prepare anything are done
 * when it returns.
 */
export async function answer(request: WireRequest, options: CallOptions): Promise<Answer> {
  const { database, services, log, faults } = options;
  const requestId = randomUUID();
  let action: string | undefined;
  const answered = (outcome: Answer["outcome"], response: WireResponse): Answer => ({
    ...response,
    // By the date an SDK whose clock is off learns how far, and signs anew.
    headers: { ...response.headers, date: services.clock().toUTCString() },
    action: action !== undefined && isOperationName(action) ? action : undefined,
    outcome,
  });
  try {
    const parameters = readParameters(request);
    action = parameters.get("Action");
    const caller = resolveCaller(request, parameters, callerOptions(options));
    const { key } = caller;
    if (key && key.accessKeyId !== options.rootCredentials.accessKeyId) markUsed(key, options);
    const operation = requireOperation(action, parameters.get("Version"));
    faults?.present.admit(operation.name, caller, parameters, faults.draws);
    const input = decodeInput(operationInput(operation.name), parameters);
    validateInput(operation.name, input);
    // What has just passed the operation's own model has that model's type.
    const valid = input as InputOf<OperationName>;
    const context = { ...services, caller };
    const prepared = operation.prepare === undefined ? {} : await operation.prepare(valid, context);
    const seen = operation.writes ? services : (faults?.present.servicesForReads ?? services);
    const run = (paging?: { readonly MaxItems: number }): XmlStructure =>
      operation.run({ ...valid, ...paging }, { ...seen, caller, prepared }) ?? {};
    const write = (output: XmlStructure) => successXml(operation.name, output, requestId);
    // Of a write, the answer too is made before it is committed: a seed that could not be shown would be lost.
    const xml = operation.writes ? database.transaction(() => write(run())) : write(read(run, faults));
    faults?.present.propagate();
    return answered("OK", respond(200, xml, requestId));
  } catch (error) {
    if (error instanceof ServiceError) {
      return answered(error.code, errorResponse(error.code, error.text, requestId));
    }
    if (error instanceof DatabaseFileLost) {
      log("error", `the embedded IAM refused a write: ${error.message}`, { requestId, action });
      return answered("ServiceFailure", errorResponse("ServiceFailure", internalFailureText, requestId));
    }
    log("error", "the embedded IAM failed", { requestId, action, error: describe(error) });
    return answered("InternalFailure", errorResponse("InternalFailure", internalFailureText, requestId));
  }
}

/** Notes when a key was used last. If that fails, as on a full disk, the call goes on. */
function markUsed({ accessKeyId, service, region }: NonNullable<Caller["key"]>, { services, log }: CallOptions): void {
  try {
    services.accessKeys.markUsed(accessKeyId, services.clock(), service, region);
  } catch (error) {
    log("warn", "the last use of an access key could not be stored", { error: describe(error) });
  }
}

/** What a read answers; in some weather a list's page is shorter than asked for. */
function read(run: (paging?: { readonly MaxItems: number }) => XmlStructure, faults: CallFaults | undefined) {
  const complete = run();
  return faults?.present.shorten(complete, faults.draws, (MaxItems) => run({ MaxItems })) ?? complete;
}

function callerOptions({ access, rootCredentials, services }: CallOptions): CallerOptions {
  const { accessKeyId, secretAccessKey } = rootCredentials;
  const rootKey = { userId: null, secretAccessKey, status: "Active" };
  return {
    access,
    now: services.clock(),
    signingKeys: services.signingKeys,
    findKey: (id) => (id === accessKeyId ? rootKey : services.accessKeys.find(id)),
    isFormerKey: (id) => services.accessKeys.isFormer(id),
  };
}

/** Gives AWS's error answer, for whoever must refuse a request before it can be answered. */
export function refuse(code: ErrorCode, message: string): WireResponse {
  return errorResponse(code, message, randomUUID());
}

const internalFailureText = "The request processing has failed because of an unknown error, exception or failure.";

const formType = "application/x-www-form-urlencoded";

function readParameters(request: WireRequest): Parameters {
  if (request.method === "GET") return parseForm(request.query);
  if (request.method !== "POST") {
    throw new ServiceError("MalformedInput", "Requests are made by POST or by GET.");
  }
  // Without one it is a form, such as that of a presigned request, whose signature is in the query string.
  const mediaType = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() || formType;
  if (mediaType !== formType) {
    throw new ServiceError("MalformedInput", "The Content-Type of a request is application/x-www-form-urlencoded.");
  }
  // Presigned requests have their credential in the query string.
  return parseForm(request.body, request.query);
}

function requireOperation(action: string | undefined, version: string | undefined): Operation {
  if (!action) throw new ServiceError("MissingAction", errorTexts.actionMissing());
  if (version !== apiVersion || !isOperationName(action)) {
    throw new ServiceError("InvalidAction", errorTexts.actionUnknown(action, version ?? "NO_VERSION_SPECIFIED"));
  }
  return operationsByName[action];
}

function errorResponse(code: ErrorCode, message: string | undefined, requestId: string): WireResponse {
  return respond(errorStatus[code], errorXml(code, message, requestId), requestId);
}

function respond(status: number, body: string, requestId: string): WireResponse {
  return { status, headers: { "content-type": "text/xml", "x-amzn-requestid": requestId }, body };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
