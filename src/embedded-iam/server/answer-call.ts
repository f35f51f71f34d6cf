import { randomUUID } from "node:crypto";
import { errorTexts } from "../../iam-model/error-texts.ts";
import {
  type ApiName,
  apiOf,
  apis,
  type InputOf,
  isOperationName,
  type OperationName,
  operationInput,
} from "../../iam-model/operations/index.ts";
import { DatabaseFileLost } from "../../platform/database-file.ts";
import type { FaultDraws, FaultInjector } from "../faults/index.ts";
import { type Operation, operationsByName } from "../operations/index.ts";
import type { Log } from "../options.ts";
import {
  type Access,
  type Caller,
  type CallerOptions,
  type CallOutcome,
  decodeInput,
  errorResponse,
  type Parameters,
  parseForm,
  type RootCredentials,
  resolveCaller,
  ServiceError,
  successResponse,
  successXml,
  validateInput,
  type WireRequest,
  type WireResponse,
  type XmlStructure,
} from "../protocol/index.ts";
import type { Services } from "../services.ts";
import type { Database } from "../store/index.ts";
import { timestamp } from "../timestamp.ts";

/** Fault injection for one call: the injector, and the random values drawn for this call. */
export interface CallFaults {
  readonly injector: FaultInjector;
  readonly draws: FaultDraws;
}

export interface CallOptions {
  readonly database: Database;
  readonly access: Access;
  /** A key of the root user. No operation lists it. */
  readonly rootCredentials: RootCredentials;
  readonly services: Services;
  readonly log: Log;
  /** Undefined if fault injection is off. */
  readonly faults?: CallFaults | undefined;
}

/** A response, with the action and outcome for the recorded calls. */
export interface AnsweredCall extends WireResponse {
  /** Undefined if the request does not name a known operation. */
  readonly action: OperationName | undefined;
  readonly outcome: CallOutcome;
}

/**
 * Answers one request with an XML response, and never rejects. An operation without `prepare` has finished when this
 * function returns its promise.
 */
export async function answerCall(request: WireRequest, options: CallOptions): Promise<AnsweredCall> {
  const { database, services, log, faults } = options;
  const requestId = randomUUID();
  let action: string | undefined;
  let api: ApiName | undefined;
  const answered = (outcome: CallOutcome, response: WireResponse): AnsweredCall => ({
    ...response,
    // From this date an SDK computes its clock skew; it then signs again.
    headers: { ...response.headers, date: services.clock().toUTCString() },
    action: action !== undefined && isOperationName(action) ? action : undefined,
    outcome,
  });
  try {
    const parameters = readParameters(request);
    action = parameters.get("Action");
    const version = parameters.get("Version");
    api = apiOfVersion(version);
    const caller = resolveCaller(request, parameters, { ...callerOptions(options), api });
    const { key } = caller;
    if (key && key.accessKeyId !== options.rootCredentials.accessKeyId) markUsed(key, options);
    const operation = requireOperation(action, version);
    if (key && caller.userId !== null) markAccess(operation.name, caller.userId, key, options);
    faults?.injector.admit(operation.name, caller, parameters, faults.draws);
    const input = decodeInput(operationInput(operation.name), parameters);
    validateInput(operation.name, input);
    // The input has passed the validation of its operation, so it has the type of that operation's input.
    const valid = input as InputOf<OperationName>;
    const context = { ...services, caller };
    const prepared = operation.prepare === undefined ? {} : await operation.prepare(valid, context);
    const visible = operation.writes ? services : (faults?.injector.servicesForReads ?? services);
    const run = (paging?: { readonly MaxItems: number }): XmlStructure =>
      operation.run({ ...valid, ...paging }, { ...visible, caller, prepared }) ?? {};
    const write = (output: XmlStructure) => successXml(operation.name, output, requestId);
    // The response to a write is built before the commit: if it failed afterwards, a new seed or secret would be lost.
    const xml = operation.writes ? database.transaction(() => write(run())) : write(read(run, faults));
    faults?.injector.propagate();
    return answered("OK", successResponse(xml, requestId));
  } catch (error) {
    if (error instanceof ServiceError) {
      return answered(error.code, errorResponse(error.code, error.text, requestId, api));
    }
    if (error instanceof DatabaseFileLost) {
      log("error", `the embedded IAM refused a write: ${error.message}`, { requestId, action });
      return answered("ServiceFailure", errorResponse("ServiceFailure", internalFailureText, requestId, api));
    }
    log("error", "the embedded IAM failed", { requestId, action, error: describe(error) });
    return answered("InternalFailure", errorResponse("InternalFailure", internalFailureText, requestId, api));
  }
}

/** Stores when a key was last used. If that fails, for example because the disk is full, the call continues. */
function markUsed({ accessKeyId, service, region }: NonNullable<Caller["key"]>, { services, log }: CallOptions): void {
  try {
    services.accessKeys.markUsed(accessKeyId, services.clock(), service, region);
  } catch (error) {
    log("warn", "could not store the last use of an access key", { error: describe(error) });
  }
}

/** Stores when a user last called an operation. If that fails, the call continues. */
function markAccess(
  action: OperationName,
  entityId: string,
  { service, region }: NonNullable<Caller["key"]>,
  { services, log }: CallOptions,
): void {
  try {
    services.lastAccessed.mark({ entityId, service, action, date: timestamp(services.clock()), region });
  } catch (error) {
    log("warn", "could not store the last access of a user", { error: describe(error) });
  }
}

/** Runs a read. Fault injection can shorten a page of a list. */
function read(run: (paging?: { readonly MaxItems: number }) => XmlStructure, faults: CallFaults | undefined) {
  const complete = run();
  return faults?.injector.shorten(complete, faults.draws, (MaxItems) => run({ MaxItems })) ?? complete;
}

function callerOptions({ access, rootCredentials, services }: CallOptions): Omit<CallerOptions, "api"> {
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

const internalFailureText = "The request processing has failed because of an unknown error, exception or failure.";

const formType = "application/x-www-form-urlencoded";

function readParameters(request: WireRequest): Parameters {
  if (request.method === "GET") return parseForm(request.query);
  if (request.method !== "POST") {
    throw new ServiceError("MalformedInput", "Unsupported method: use POST or GET.");
  }
  // A request without a Content-Type is a form, for example a presigned request with its signature in the query string.
  const mediaType = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() || formType;
  if (mediaType !== formType) {
    throw new ServiceError("MalformedInput", "Unsupported content type: use application/x-www-form-urlencoded.");
  }
  // Presigned requests carry their credential in the query string.
  return parseForm(request.body, request.query);
}

/** The API that a request addresses by its Version, if the version belongs to one. */
function apiOfVersion(version: string | undefined): ApiName | undefined {
  return apiNames.find((api) => apis[api].version === version);
}

const apiNames = Object.keys(apis) as ApiName[];

function requireOperation(action: string | undefined, version: string | undefined): Operation {
  if (!action) throw new ServiceError("MissingAction", errorTexts.actionMissing());
  if (!isOperationName(action) || version !== apis[apiOf(action)].version) {
    throw new ServiceError("InvalidAction", errorTexts.actionUnknown(action, version ?? "NO_VERSION_SPECIFIED"));
  }
  return operationsByName[action];
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
