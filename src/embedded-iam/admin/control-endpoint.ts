import { realpathSync } from "node:fs";
import { isAbsolute } from "node:path";
import { z } from "zod";
import { parseJson } from "../../platform/json.ts";
import { type Faults, FaultsError, parseFaults } from "../faults/index.ts";
import type { Log } from "../options.ts";
import type { WireRequest, WireResponse } from "../protocol/index.ts";
import { BackupError } from "./backup.ts";
import type { CallsReport } from "./call-recorder.ts";
import { type AddedMfaDevice, MfaDeviceError } from "./device-provisioning.ts";

/** Prefix of the control endpoint's paths. IAM's own path is `/`. */
export const controlPath = "/_iamql/control/";

/** The part of `EmbeddedIam` that the control endpoint exposes, with the same names. */
export interface ControlTarget {
  readonly file: string;
  readonly faults: Faults;
  setFaults(faults: Faults): void;
  readonly calls: { read(): CallsReport; clear(): void };
  /** Accepts any value. Throws MfaDeviceError for an invalid device. */
  addMfaDevice(device: unknown): AddedMfaDevice;
  backup(file: string): Promise<void>;
}

/** A rejected request, with all of its errors. */
class ControlError extends Error {
  readonly status: number;
  readonly errors: readonly string[];

  constructor(status: number, ...errors: string[]) {
    super(errors.join(" "));
    this.status = status;
    this.errors = errors;
  }
}

interface Reply {
  readonly status: number;
  readonly content?: unknown;
}

type Handler = (target: ControlTarget, content: unknown) => Reply | Promise<Reply>;

const backupRequest = z.strictObject({ file: z.string(), database: z.string().optional() });

const routes: Readonly<Record<string, Readonly<Partial<Record<string, Handler>>>>> = {
  faults: {
    GET: ({ faults }) => ({ status: 200, content: faults }),
    PUT: (target, content) => {
      target.setFaults(parseFaults(content));
      return { status: 200, content: target.faults };
    },
  },
  calls: {
    GET: ({ calls }) => ({ status: 200, content: calls.read() }),
    DELETE: ({ calls }) => {
      calls.clear();
      return { status: 204 };
    },
  },
  backup: {
    POST: async (target, content) => {
      const { file, database } = readContent(backupRequest, content, '{"file": "/an/absolute/path"}');
      if (file.includes("\0")) throw new ControlError(400, "file: expected a path; got one with a NUL character.");
      if (!isAbsolute(file)) throw new ControlError(400, `file: expected an absolute path; got "${file}".`);
      if (database !== undefined && pathOf(database) !== pathOf(target.file)) {
        throw new ControlError(409, `database: expected the file that is open here, ${target.file}; got ${database}.`);
      }
      await target.backup(file);
      return { status: 201, content: { file } };
    },
  },
  "mfa-devices": {
    POST: (target, content) => ({ status: 201, content: target.addMfaDevice(content) }),
  },
};

/**
 * Answers a request to the control endpoint:
 *
 * - `GET faults` returns the fault injection in effect. `PUT faults` replaces all of it (`{}` turns it off) and returns it.
 * - `GET calls` returns the latest calls, and totals by action and outcome. `DELETE calls` clears them.
 * - `POST backup` with `{"file"}`, an absolute path that does not exist yet, copies the database. With `"database"` it is
 *   rejected (409) unless that is the file of the open database.
 * - `POST mfa-devices` with an `MfaDeviceToAdd` adds the device, or enables an existing unassigned one again. A generated
 *   seed is in the response.
 *
 * Request and response bodies are JSON. Errors are `{"errors": [...]}`; each names what was expected and what was sent.
 * Requests are not signed: every process that can use the machine's loopback interface may send them. Web pages cannot:
 * the listener rejects requests of browsers (`reasonToRefuse`), and a page cannot send JSON without browser headers.
 */
export async function answerControl(request: WireRequest, target: ControlTarget, log: Log): Promise<WireResponse> {
  try {
    const { status, content } = await reply(request, target);
    return respond(status, content);
  } catch (error) {
    if (error instanceof ControlError) return respond(error.status, { errors: error.errors });
    if (error instanceof FaultsError) return respond(400, { errors: error.problems });
    if (error instanceof MfaDeviceError) return respond(400, { errors: [error.message] });
    if (error instanceof BackupError) return respond(409, { errors: [error.message] });
    log("error", "the control endpoint failed", { path: request.path, error: String(error) });
    return respond(500, { errors: ["Internal error of the control endpoint. See the log."] });
  }
}

/** Makes the error response to a request that is rejected before it reaches the endpoint. */
export function refuseControl(status: number, reason: string): WireResponse {
  return respond(status, { errors: [reason] });
}

function reply(request: WireRequest, target: ControlTarget): Reply | Promise<Reply> {
  const name = request.path.slice(controlPath.length);
  const methods = Object.hasOwn(routes, name) ? routes[name] : undefined;
  if (methods === undefined) {
    const known = Object.keys(routes).map((route) => controlPath + route);
    throw new ControlError(404, `Expected one of the paths ${known.join(", ")}; got ${request.path}.`);
  }
  const handler = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
  if (handler === undefined) {
    const expected = Object.keys(methods).join(" or ");
    throw new ControlError(405, `Expected ${expected} for ${request.path}; got ${request.method}.`);
  }
  return handler(target, ["PUT", "POST"].includes(request.method) ? parseBody(request) : undefined);
}

function parseBody({ body, headers }: WireRequest): unknown {
  const contentType = headers["content-type"] ?? "none";
  if (contentType.split(";", 1)[0]?.trim().toLowerCase() !== "application/json") {
    throw new ControlError(415, `Expected the Content-Type application/json; got ${contentType}.`);
  }
  const content = parseJson(body);
  if (content === undefined) {
    throw new ControlError(400, `Expected JSON; got ${body.length} characters of invalid JSON.`);
  }
  requireSafeJson(content);
  return content;
}

/** Valid requests have less than half of this depth. */
const MAX_JSON_DEPTH = 20;

/**
 * Rejects JSON that is unsafe to process: nesting so deep that a recursive reader would exhaust the stack, and
 * `__proto__` members, which zod's strict objects ignore.
 */
function requireSafeJson(content: unknown): void {
  let level: readonly unknown[] = [content];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_JSON_DEPTH)
      throw new ControlError(400, `Expected JSON of at most ${MAX_JSON_DEPTH} levels; got more.`);
    const objects = level.filter((value) => typeof value === "object" && value !== null);
    if (objects.some((value) => Object.hasOwn(value, "__proto__"))) {
      throw new ControlError(400, "Unknown member: __proto__.");
    }
    level = objects.flatMap((value) => Object.values(value));
  }
}

function readContent<Content>(type: z.ZodType<Content>, content: unknown, expected: string): Content {
  const read = type.safeParse(content);
  if (read.success) return read.data;
  const text = JSON.stringify(content);
  throw new ControlError(400, `Expected ${expected}; got ${text.length <= 200 ? text : `${text.slice(0, 200)}...`}.`);
}

/** Resolves links, so that two spellings of a path are equal. */
function pathOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

function respond(status: number, content: unknown): WireResponse {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: content === undefined ? "" : `${JSON.stringify(content)}\n`,
  };
}
