import { randomBytes } from "node:crypto";
import { defaultQuotas } from "../iam-model/quotas.ts";
import {
  type AddedMfaDevice,
  addMfaDevice,
  answerControl,
  backUp,
  CallRecorder,
  type ControlTarget,
  type MfaDeviceToAdd,
} from "./admin/index.ts";
import { FaultInjector, type Faults, parseFaults } from "./faults/index.ts";
import { makeId, makeSecretAccessKey } from "./ids.ts";
import { defaultAccountId, type EmbeddedIamOptions, requireOptions } from "./options.ts";
import type { RootCredentials, WireRequest } from "./protocol/index.ts";
import { fillSampleAccount, sampleAccountDate } from "./sample/index.ts";
import {
  answerFetch,
  EmbeddedIamClosedError,
  InProcessRequestHandler,
  type Listener,
  RequestHandler,
  type TakenPort,
  takeLoopbackPort,
} from "./server/index.ts";
import { createServices, type ServiceOptions } from "./services.ts";
import { openDatabase } from "./store/index.ts";
import { timestamp } from "./timestamp.ts";
import { unknownPolicyLog } from "./unknown-policies.ts";

/** A running IAM service over one database. Clients reach it in-process or over HTTP, with the same protocol. */
export interface EmbeddedIam {
  /** Answers a request of the Query protocol in-process. */
  fetch(request: Request | URL | string, init?: RequestInit): Promise<Response>;
  /** For `new IAMClient({ requestHandler })`: answers the SDK's requests in-process. */
  readonly requestHandler: InProcessRequestHandler;
  /** The URL of the listener of option `port`, such as `http://127.0.0.1:4001`; undefined without that option. */
  readonly url: string | undefined;
  /** A key of the account's root user: the given one, or one generated at this start. No operation lists it. */
  readonly rootCredentials: RootCredentials;
  /** Listens on a port of 127.0.0.1 (0: any free one) until it is closed. Closing waits for the requests in flight. */
  listen(port: number): Promise<Listener>;
  /**
   * Adds an MFA device without an IAM operation: a hardware device by its serial number, a FIDO key by its ARN, or a
   * device of the root user. With an owner the device is enabled at once. An existing unassigned hardware device or FIDO
   * key is enabled again. Throws MfaDeviceError, without any change, if the device is invalid.
   */
  addMfaDevice(device: MfaDeviceToAdd): AddedMfaDevice;
  /** The fault injection settings in effect. */
  readonly faults: Faults;
  /** Replaces all fault injection settings; `{}` turns fault injection off. Throws FaultsError if they are invalid. */
  setFaults(faults: Faults): void;
  /** The calls that the service received, in-process and over HTTP. */
  readonly calls: Pick<CallRecorder, "read" | "clear">;
  /**
   * Copies the database, while calls are answered, into a new file with mode 0600. Rejects with BackupError, and leaves no
   * partial file, if the copy fails.
   */
  backup(file: string): Promise<void>;
  /**
   * Stops listening, answers the requests in flight, moves the write-ahead log into the file and releases the file.
   * Afterwards all in-process methods throw or reject with EmbeddedIamClosedError. Closing again has no effect.
   */
  close(): Promise<void>;
}

/**
 * Starts the embedded IAM. Rejects with TypeError for invalid options, with EmbeddedIamFileError for a file that cannot be
 * used, which stays unchanged, and with Node's own error for a port that cannot be bound.
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
  const { file, accountId = defaultAccountId, partition = "aws", sample = false } = options;
  const { clock = () => new Date(), log = () => {} } = options;
  const random = options.randomBytes ?? randomBytes;
  const initialFaults = parseFaults(options.faults ?? {});
  const createDate = sample ? sampleAccountDate : timestamp(clock());
  const newAccount = { accountId, partition, createDate, markerKey: random(32) };
  const { database, account, backup } = openDatabase(file, newAccount, (opened) => {
    if (!sample) return;
    fillSampleAccount(opened, random);
    log("info", "created the new database with the sample account", { file });
  });
  if (backup !== undefined)
    log("info", "backed up the database before its migration to a new version", { file, backup });
  const quotas = { ...defaultQuotas, ...options.quotas };
  const { thumbprintOf, policies = [] } = options;
  const serviceOptions: ServiceOptions = {
    account,
    quotas,
    clock,
    idBytes: random,
    secretBytes: random,
    ...(thumbprintOf && { thumbprintOf }),
    existingPolicies: policies,
    noteUnknownPolicy: unknownPolicyLog(log),
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
    throw new TypeError("rootCredentials.accessKeyId must not be a key that the account itself has issued");
  }
  const injector = new FaultInjector({ database, services, serviceOptions }, initialFaults);
  const calls = new CallRecorder();
  const { access = "open", sleep, control: hasControl = access === "open" } = options;
  const handler = new RequestHandler({
    database,
    services,
    log,
    access,
    rootCredentials,
    faults: injector,
    calls,
    sleep,
  });
  const backups = new Set<Promise<void>>();
  const target: ControlTarget = {
    file,
    get faults() {
      return injector.get();
    },
    setFaults: (next) => injector.set(parseFaults(next)),
    calls,
    addMfaDevice(device) {
      const added = database.transaction(() => addMfaDevice(services, device));
      injector.propagate();
      return added;
    },
    async backup(copy) {
      const made = backUp(database, copy);
      backups.add(made);
      await made.finally(() => backups.delete(made));
    },
  };
  const control = hasControl ? (request: WireRequest) => answerControl(request, target, log) : undefined;
  const handlers = { wire: handler.answer, control };
  const listeners = new Set<Listener>(listener && [listener]);
  listener?.serve(handlers);
  let closed: Promise<void> | undefined;
  const requireOpen = () => {
    if (closed !== undefined) throw new EmbeddedIamClosedError();
  };
  const close = async () => {
    handler.startClosing();
    await Promise.all([...listeners].map((one) => one.close()));
    await handler.drained();
    await Promise.allSettled(backups);
    injector.close();
    database.close();
  };
  return {
    fetch: (request, init) => answerFetch(new Request(request, init), handler.answerInProcess),
    requestHandler: new InProcessRequestHandler(handler.answerInProcess),
    url: listener?.url,
    rootCredentials,
    get faults() {
      return target.faults;
    },
    addMfaDevice(device) {
      requireOpen();
      return target.addMfaDevice(device);
    },
    setFaults(next) {
      requireOpen();
      target.setFaults(next);
    },
    calls,
    async backup(copy) {
      requireOpen();
      await target.backup(copy);
    },
    async listen(port) {
      requireOpen();
      const later = await takeLoopbackPort(port);
      if (closed !== undefined) await later.close();
      requireOpen();
      listeners.add(later);
      later.serve(handlers);
      return later;
    },
    close() {
      closed ??= close();
      return closed;
    },
  };
}
