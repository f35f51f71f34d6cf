import { errorTexts } from "../../iam-model/error-texts.ts";
import { type OperationName, operationInput } from "../../iam-model/operations.ts";
import { TokenBucket } from "../../platform/token-bucket.ts";
import { arns } from "../arns.ts";
import type { Caller } from "../protocol/callers.ts";
import type { Parameters } from "../protocol/form.ts";
import type { XmlStructure } from "../protocol/xml.ts";
import { ServiceError } from "../service-error.ts";
import type { ServiceOptions, Services } from "../services.ts";
import type { Database } from "../store/database.ts";
import { LaggingCopy } from "./lagging-copy.ts";
import { LotDrawer, type Lots } from "./lots.ts";
import type { TokenBucketSize, Weather } from "./weather.ts";

interface WeatherSources {
  readonly database: Database;
  readonly services: Services;
  readonly serviceOptions: ServiceOptions;
}

/** The weather in force, with what it must remember: which lots come next, what is in its buckets, who lags. */
export class PresentWeather {
  readonly #sources: WeatherSources;
  #weather: Weather = {};
  #isFine = true;
  #lots = new LotDrawer(0);
  #buckets = new Map<OperationName, TokenBucket>();
  #lagging: LaggingCopy | undefined;

  constructor(sources: WeatherSources, weather: Weather) {
    this.#sources = sources;
    this.set(weather);
  }

  get(): Weather {
    return this.#weather;
  }

  /** Whether nothing is to happen at all. */
  get isFine(): boolean {
    return this.#isFine;
  }

  /**
   * Changes the weather. Random streams and buckets begin anew; writes that are still propagating go on doing so, unless
   * there is no `propagationMs` any more: then reads see them at once.
   */
  set(weather: Weather): void {
    this.#weather = weather;
    this.#isFine = Object.keys(weather).every((member) => member === "seed");
    this.#lots = new LotDrawer(weather.seed ?? 0);
    this.#buckets = new Map();
    if (weather.propagationMs === undefined) {
      this.close();
    } else {
      this.#lagging ??= new LaggingCopy(this.#sources.database, this.#sources.serviceOptions);
    }
  }

  /** Draws the lots of a call that comes in now. */
  drawLots(): Lots {
    return this.#lots.draw(this.#weather);
  }

  /** Throws the ServiceError that the call meets, if it meets one: Throttling, ServiceFailure or AccessDenied. */
  admit(action: OperationName, caller: Caller, parameters: Parameters, { failure }: Lots): void {
    const { deny = [], failures = 0, throttle = {} } = this.#weather;
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
    this.#lagging?.takeChanges(this.#now() + (this.#weather.propagationMs ?? 0));
  }

  /**
   * Gives a read's output or, by its lots, a shorter page of it: `run` is asked again for fewer items than it had, every
   * fourth time for none. A single item comes three times out of four, so that every walk comes to its end.
   */
  shorten(output: XmlStructure, { shortPage }: Lots, run: (maxItems: number) => XmlStructure): XmlStructure {
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
