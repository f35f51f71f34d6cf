import { errorTexts } from "../../iam-model/error-texts.ts";
import { type OperationName, operationInput } from "../../iam-model/operations.ts";
import { TokenBucket } from "../../platform/token-bucket.ts";
import { arns } from "../arns.ts";
import type { Caller } from "../protocol/callers.ts";
import type { Parameters } from "../protocol/form.ts";
import { ServiceError } from "../protocol/service-error.ts";
import type { XmlStructure } from "../protocol/xml.ts";
import type { ServiceOptions, Services } from "../services.ts";
import type { Database } from "../store/database/database.ts";
import { FaultDrawSource, type FaultDraws } from "./fault-draws.ts";
import type { Faults, TokenBucketSize } from "./faults.ts";
import { Replica } from "./replica.ts";

interface WeatherSources {
  readonly database: Database;
  readonly services: Services;
  readonly serviceOptions: ServiceOptions;
}

/** The weather in force, with what it must remember: which lots come next, what is in its buckets, who lags. */
export class FaultInjector {
  readonly #sources: WeatherSources;
  #faults: Faults = {};
  #isOff = true;
  #draws = new FaultDrawSource(0);
  #buckets = new Map<OperationName, TokenBucket>();
  #lagging: Replica | undefined;

  constructor(sources: WeatherSources, faults: Faults) {
    this.#sources = sources;
    this.set(faults);
  }

  get(): Faults {
    return this.#faults;
  }

  /** Whether nothing is to happen at all. */
  get isOff(): boolean {
    return this.#isOff;
  }

  /**
   * Changes the weather. Random streams and buckets begin anew; writes that are still propagating go on doing so, unless
   * there is no `propagationMs` any more: then reads see them at once.
   */
  set(faults: Faults): void {
    this.#faults = faults;
    this.#isOff = Object.keys(faults).every((member) => member === "seed");
    this.#draws = new FaultDrawSource(faults.seed ?? 0);
    this.#buckets = new Map();
    if (faults.propagationMs === undefined) {
      this.close();
    } else {
      this.#lagging ??= new Replica(this.#sources.database, this.#sources.serviceOptions);
    }
  }

  /** Draws the lots of a call that comes in now. */
  drawFaults(): FaultDraws {
    return this.#draws.draw(this.#faults);
  }

  /** Throws the ServiceError that the call meets, if it meets one: Throttling, ServiceFailure or AccessDenied. */
  admit(action: OperationName, caller: Caller, parameters: Parameters, { failure }: FaultDraws): void {
    const { deny = [], failures = 0, throttle = {} } = this.#faults;
    const size = throttle[action] ?? throttle["*"];
    if (size !== undefined && !this.#bucket(action, size).tryTake(1, this.#now())) {
      throw new ServiceError("Throttling", errorTexts.rateExceeded());
    }
    const probability = typeof failures === "number" ? failures : (failures[action] ?? failures["*"] ?? 0);
    if (failure < probability) throw new ServiceError("ServiceFailure", errorTexts.serviceFailure());
    if (deny.includes(action) || deny.includes("*")) throw this.#denial(action, caller, parameters);
  }

  /** What a read sees. */
  get servicesForReads(): Services {
    this.#lagging?.catchUp(this.#now());
    return this.#lagging?.services ?? this.#sources.services;
  }

  /** Whatever was written since the last time begins to propagate. */
  propagate(): void {
    this.#lagging?.takeChanges(this.#now() + (this.#faults.propagationMs ?? 0));
  }

  /**
   * Gives a read's output or, by its lots, a shorter page of it: `run` is asked again for fewer items than it had, every
   * fourth time for none. A single item comes three times out of four, so that every walk comes to its end.
   */
  shorten(output: XmlStructure, { shortPage }: FaultDraws, run: (maxItems: number) => XmlStructure): XmlStructure {
    if (output["IsTruncated"] === undefined || shortPage === undefined) return output;
    const count = Object.values(output).reduce((sum: number, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
    if (count > 0 && shortPage.emptiness < 0.25) return run(0);
    return count > 1 ? run(1 + Math.floor(shortPage.length * (count - 1))) : output;
  }

  close(): void {
    this.#lagging?.close();
    this.#lagging = undefined;
  }

  #now(): number {
    return this.#sources.services.clock().getTime();
  }

  #bucket(action: OperationName, size: TokenBucketSize): TokenBucket {
    let bucket = this.#buckets.get(action);
    if (bucket === undefined) {
      bucket = new TokenBucket(
        { capacity: size.burst, tokensPerInterval: size.perSecond, intervalMs: 1000 },
        this.#now(),
      );
      this.#buckets.set(action, bucket);
    }
    return bucket;
  }

  #denial(action: OperationName, caller: Caller, parameters: Parameters): ServiceError {
    const { account, users } = this.#sources.services;
    const user = caller.userId === null ? undefined : users.findById(caller.userId);
    const callerArn =
      user === undefined ? arns.root(account.accountId) : arns.user(account.accountId, user.path, user.name);
    const resource = resourceOf(account.accountId, action, parameters) ?? callerArn;
    return new ServiceError("AccessDenied", errorTexts.accessDenied(callerArn, action, resource));
  }
}

/** What a call is about, as its parameters name it (nothing is looked up for it); undefined if that is the caller. */
function resourceOf(accountId: string, action: OperationName, parameters: Parameters): string | undefined {
  const path = parameters.get("Path") ?? parameters.get("PathPrefix") ?? "/";
  const group = parameters.get("GroupName");
  if (group !== undefined || action === "ListGroups") return arns.group(accountId, path, group ?? "");
  const user = parameters.get("UserName");
  if (user !== undefined || action === "ListUsers") return arns.user(accountId, path, user ?? "");
  const device = parameters.get("VirtualMFADeviceName");
  if (device !== undefined) return arns.mfaDevice(accountId, path, device);
  const url = parameters.get("Url");
  if (url !== undefined) return arns.oidcProvider(accountId, url.replace(/^\w+:\/\//, ""));
  const named = parameters.get("OpenIDConnectProviderArn") ?? parameters.get("SerialNumber");
  return named ?? ("UserName" in operationInput(action).optional ? undefined : "*");
}
