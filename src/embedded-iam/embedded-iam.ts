import { randomBytes } from "node:crypto";
import { defaultQuotas } from "../iam-model/quotas.ts";
import { backUp } from "./admin/backup.ts";
import { CallRecorder } from "./admin/call-recorder.ts";
import { answerControl, type Controlled } from "./admin/control-endpoint.ts";
import { type AddedMfaDevice, addMfaDevice, type MfaDeviceToAdd } from "./admin/device-provisioning.ts";
import { FaultInjector } from "./faults/fault-injector.ts";
import { type Faults, parseFaults } from "./faults/faults.ts";
import { makeId, makeSecretAccessKey } from "./ids.ts";
import { defaultAccountId, type EmbeddedIamOptions, requireOptions } from "./options.ts";
import { fillSampleAccount, sampleAccountDate } from "./sample/sample-account.ts";
import type { RootCredentials, WireRequest } from "./server/answer-call.ts";
import { type Listener, type TakenPort, takeLoopbackPort } from "./server/http-listener.ts";
import { answerFetch, InProcessRequestHandler } from "./server/in-process.ts";
import { EmbeddedIamClosedError, RequestHandler } from "./server/request-handler.ts";
import { createServices, type ServiceOptions } from "./services.ts";
import { openDatabase } from "./store/open.ts";
import { timestamp } from "./timestamp.ts";

/** A running IAM service: one database, reached in-process or over HTTP, by the same protocol. */
export interface EmbeddedIam {
  /** Answers a request of the Query protocol in-process. */
  fetch(request: Request | URL | string, init?: RequestInit): Promise<Response>;
  /** For `new IAMClient({ requestHandler })`: the SDK's requests are answered in-process. */
  readonly requestHandler: InProcessRequestHandler;
  /** Where it listens from the start, such as `http://127.0.0.1:4001`, if it was given a port. */
  readonly url: string | undefined;
  /** A key of the account's root user: the one that was given, or one made at this start. No operation lists it. */
  readonly rootCredentials: RootCredentials;
  /** Serves the wire on 127.0.0.1 (port 0: any free one) until closed, which waits for the requests under way. */
  listen(port: number): Promise<Listener>;
  /**
   * Adds an MFA device that no operation can: a hardware device by its serial, a FIDO key by its ARN, a device of the
   * root user's. With an owner it is enabled at once; so is a hardware device or FIDO key that is there and nobody's. Throws MfaDeviceError, and changes nothing, where that cannot be.
   */
  addMfaDevice(device: MfaDeviceToAdd): AddedMfaDevice;
  /** The weather in force, as it was given. */
  readonly faults: Faults;
  /** Changes the weather, all of it: `{}` ends it. Throws WeatherError for what is none, and leaves it as it was. */
  setFaults(faults: Faults): void;
  /** What the service was asked, in-process and over HTTP. */
  readonly calls: Pick<CallRecorder, "read" | "clear">;
  /**
   * Copies the database as it is into a new file, mode 0600, while calls are answered; the copy is a database of its own.
   * Rejects with BackupError where that cannot be, and leaves nothing half-made.
   */
  backup(file: string): Promise<void>;
  /**
   * Stops listening, answers what is under way, moves the write-ahead log into the file and releases it. From then on all
   * else that is asked of the service in-process throws or rejects with EmbeddedIamClosedError; closing again does nothing.
   */
  close(): Promise<void>;
}

/**
 * Starts the embedded IAM. Rejects with TypeError for options that are none, with EmbeddedIamFileError for a file that
 * cannot be used, which stays as it was, and with Node's own error for a port that cannot be had.
 */
export async function createEmbeddedIam(options: EmbeddedIamOptions): Promise<EmbeddedIam> {
  requireOptions(options);
  const listener = options.port === undefined ? undefined : await takeLoopbackPort(options.port);
  try {
    return open(options, listener);
  } catch (error) {
    await listener?.close();
    throw error;
  }
}

function open(options: EmbeddedIamOptions, listener: TakenPort | undefined): EmbeddedIam {
  const { file, accountId = defaultAccountId, sample = false, clock = () => new Date(), log = () => {} } = options;
  const random = options.randomBytes ?? randomBytes;
  const initialFaults = parseFaults(options.faults ?? {});
  const newAccount = { accountId, createDate: sample ? sampleAccountDate : timestamp(clock()), markerKey: random(32) };
  const { database, account } = openDatabase(file, newAccount, (opened) => {
    if (!sample) return;
    fillSampleAccount(opened, random);
    log("info", "the new database starts with the sample account", { file });
  });
  const quotas = { ...defaultQuotas, ...options.quotas };
  const { thumbprintOf, policies = [] } = options;
  const serviceOptions: ServiceOptions = {
    account,
    quotas,
    clock,
    idBytes: random,
    secretBytes: random,
    ...(thumbprintOf && { thumbprintOf }),
    policies,
  };
  const services = createServices(database, serviceOptions);
  const rootCredentials = options.rootCredentials ?? {
    accessKeyId: makeId("accessKey", accountId, random),
    secretAccessKey: makeSecretAccessKey(random),
  };
  const { accessKeys } = services;
  const { accessKeyId } = rootCredentials;
  if (accessKeys.find(accessKeyId) !== undefined || accessKeys.isFormer(accessKeyId)) {
    database.close();
    throw new TypeError("rootCredentials have an accessKeyId that the account has never issued itself");
  }
  const faults = new FaultInjector({ database, services, serviceOptions }, initialFaults);
  const calls = new CallRecorder();
  const { access = "open", sleep, control: hasControl = access === "open" } = options;
  const handler = new RequestHandler({ database, services, log, access, rootCredentials, faults, calls, sleep });
  const backups = new Set<Promise<void>>();
  const controlled: Controlled = {
    file,
    get faults() {
      return faults.get();
    },
    setFaults: (next) => faults.set(parseFaults(next)),
    calls,
    addMfaDevice(device) {
      const added = database.transaction(() => addMfaDevice(services, device));
      faults.propagate();
      return added;
    },
    async backup(copy) {
      const made = backUp(database, copy);
      backups.add(made);
      await made.finally(() => backups.delete(made));
    },
  };
  const control = hasControl ? (request: WireRequest) => answerControl(request, controlled, log) : undefined;
  const answerers = { wire: handler.answer, control };
  const listeners = new Set<Listener>(listener && [listener]);
  listener?.serve(answerers);
  let closed: Promise<void> | undefined;
  const requireOpen = () => {
    if (closed !== undefined) throw new EmbeddedIamClosedError();
  };
  const close = async () => {
    handler.startClosing();
    await Promise.all([...listeners].map((one) => one.close()));
    await handler.drained();
    await Promise.allSettled(backups);
    faults.close();
    database.close();
  };
  return {
    fetch: (request, init) => answerFetch(new Request(request, init), handler.answerInProcess),
    requestHandler: new InProcessRequestHandler(handler.answerInProcess),
    url: listener?.url,
    rootCredentials,
    get faults() {
      return controlled.faults;
    },
    addMfaDevice(device) {
      requireOpen();
      return controlled.addMfaDevice(device);
    },
    setFaults(next) {
      requireOpen();
      controlled.setFaults(next);
    },
    calls,
    async backup(copy) {
      requireOpen();
      await controlled.backup(copy);
    },
    async listen(port) {
      requireOpen();
      const later = await takeLoopbackPort(port);
      if (closed !== undefined) await later.close();
      requireOpen();
      listeners.add(later);
      later.serve(answerers);
      return later;
    },
    close() {
      closed ??= close();
      return closed;
    },
  };
}
