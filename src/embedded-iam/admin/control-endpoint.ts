import { realpathSync } from "node:fs";
import { isAbsolute } from "node:path";
import { z } from "zod";
import { parseJson } from "../../platform/json.ts";
import { type Faults, FaultsError, parseFaults } from "../faults/faults.ts";
import type { Log, WireRequest, WireResponse } from "../server/answer-call.ts";
import { BackupError } from "./backup.ts";
import type { CallsReport } from "./call-recorder.ts";
import { type AddedMfaDevice, MfaDeviceError } from "./device-provisioning.ts";

/** What paths of the control endpoint begin with; IAM's own path is `/`. */
export const controlPath = "/_iamql/control/";

/** What can be controlled from outside: a part of `EmbeddedIam`, by the same names. */
export interface Controlled {
  readonly file: string;
  readonly faults: Faults;
  setFaults(faults: Faults): void;
  readonly calls: { read(): CallsReport; clear(): void };
  /** Takes anything, and says what is wrong with it (MfaDeviceError). */
  addMfaDevice(device: unknown): AddedMfaDevice;
  backup(file: string): Promise<void>;
}

/** A request that the endpoint refuses, with all that is wrong with it. */
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

type Handler = (controlled: Controlled, content: unknown) => Reply | Promise<Reply>;

const backupRequest = z.strictObject({ file: z.string(), database: z.string().optional() });

const routes: Readonly<Record<string, Readonly<Partial<Record<string, Handler>>>>> = {
  faults: {
    GET: ({ faults }) => ({ status: 200, content: faults }),
    PUT: (controlled, content) => {
      controlled.setFaults(parseFaults(content));
      return { status: 200, content: controlled.faults };
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
    POST: async (controlled, content) => {
      const { file, database } = readContent(backupRequest, content, '{"file": "/an/absolute/path"}');
      if (file.includes("\0")) throw new ControlError(400, "file: expected a path; got one with a NUL in it.");
      if (!isAbsolute(file)) throw new ControlError(400, `file: expected an absolute path; got "${file}".`);
      if (database !== undefined && pathOf(database) !== pathOf(controlled.file)) {
        throw new ControlError(
          409,
          `database: expected the file that is open here, ${controlled.file}; got ${database}.`,
        );
      }
      await controlled.backup(file);
      return { status: 201, content: { file } };
    },
  },
  "mfa-devices": {
    POST: (controlled, content) => ({ status: 201, content: controlled.addMfaDevice(content) }),
  },
};

/**
 * Answers the requests of the control endpoint, by which a person or a script makes a running service misbehave, reads
 * its ledger, has it backed up and adds devices that no operation can:
 *
 * - `GET weather`: the weather in force. `PUT weather`: replaces all of it (`{}` ends it), and answers the new one.
 * - `GET ledger`: the latest calls and totals by action and outcome. `DELETE ledger`: begins anew.
 * - `POST backup` with `{"file"}` (an absolute path, of no file that is there): a copy of the database. With `"database"`
 *   it is refused (409) where the database is another file than that.
 * - `POST mfa-devices` with an operator's device (`MfaDeviceToAdd`): adds it, or enables again one that is there and
 *   nobody's. A seed that was made for it is in the answer.
 *
 * Bodies are `application/json`, both ways; errors are `{"errors": [...]}`, each saying what was expected and what came.
 * There is no signature: it is for whoever may use this machine's loopback interface, as the wire is in open access.
 * A web page may not: the listener refuses what browsers send (`reasonToRefuse`), and no page can send JSON without that.
 */
export async function answerControl(request: WireRequest, controlled: Controlled, log: Log): Promise<WireResponse> {
  try {
    const { status, content } = await reply(request, controlled);
    return respond(status, content);
  } catch (error) {
    if (error instanceof ControlError) return respond(error.status, { errors: error.errors });
    if (error instanceof FaultsError) return respond(400, { errors: error.faults });
    if (error instanceof MfaDeviceError) return respond(400, { errors: [error.message] });
    if (error instanceof BackupError) return respond(409, { errors: [error.message] });
    log("error", "the control endpoint failed", { path: request.path, error: String(error) });
    return respond(500, { errors: ["The control endpoint failed; the log says more."] });
  }
}

/** Gives the answer to a request that may not reach the endpoint, in the endpoint's own form. */
export function refuseControl(status: number, reason: string): WireResponse {
  return respond(status, { errors: [reason] });
}

function reply(request: WireRequest, controlled: Controlled): Reply | Promise<Reply> {
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
  return handler(controlled, ["PUT", "POST"].includes(request.method) ? parseBody(request) : undefined);
}

function parseBody({ body, headers }: WireRequest): unknown {
  const contentType = headers["content-type"] ?? "none";
  if (contentType.split(";", 1)[0]?.trim().toLowerCase() !== "application/json") {
    throw new ControlError(415, `Expected the Content-Type application/json; got ${contentType}.`);
  }
  const content = parseJson(body);
  if (content === undefined) {
    throw new ControlError(400, `Expected JSON; got ${body.length} characters that are not.`);
  }
  requireSafeJson(content);
  return content;
}

/** Nothing that the endpoint takes goes half as deep. */
const MAX_JSON_DEPTH = 20;

/**
 * Refuses what whoever reads it further would stumble over: nesting beyond all that there is, on which recursion would run
 * out of its stack, and `__proto__`, which checks of members pass over.
 */
function requireSafeJson(content: unknown): void {
  let level: readonly unknown[] = [content];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_JSON_DEPTH)
      throw new ControlError(400, `Expected JSON of at most ${MAX_JSON_DEPTH} levels; got more.`);
    const objects = level.filter((value) => typeof value === "object" && value !== null);
    if (objects.some((value) => Object.hasOwn(value, "__proto__"))) {
      throw new ControlError(400, "Expected members that there are; got __proto__.");
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

/** By which two spellings of a path are one. */
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
