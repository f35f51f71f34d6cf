import { errorTexts } from "../../iam-model/error-texts.ts";
import { apiOf, type OperationName, operationInput, operationModel } from "../../iam-model/operations/index.ts";
import { TokenBucket } from "../../platform/token-bucket.ts";
import { type ArnAccount, arns } from "../arns.ts";
import { identify } from "../caller-identity.ts";
import { type Caller, type Parameters, ServiceError, type XmlStructure } from "../protocol/index.ts";
import type { ServiceOptions, Services } from "../services.ts";
import type { Database } from "../store/index.ts";
import { FaultDrawSource, type FaultDraws } from "./fault-draws.ts";
import type { Faults, TokenBucketSize } from "./faults.ts";
import { Replica } from "./replica.ts";

interface InjectorOptions {
  readonly database: Database;
  readonly services: Services;
  readonly serviceOptions: ServiceOptions;
}

/** Injects the faults in effect. Owns their state: random streams, token buckets and the replica for delayed reads. */
export class FaultInjector {
  readonly #options: InjectorOptions;
  #faults: Faults = {};
  #isOff = true;
  #draws = new FaultDrawSource(0);
  #buckets = new Map<OperationName, TokenBucket>();
  #replica: Replica | undefined;

  constructor(options: InjectorOptions, faults: Faults) {
    this.#options = options;
    this.set(faults);
  }

  get(): Faults {
    return this.#faults;
  }

  /** Whether fault injection is off. */
  get isOff(): boolean {
    return this.#isOff;
  }

  /**
   * Replaces all faults. Random streams and token buckets restart. Pending writes keep propagating; if the new faults
   * have no `propagationMs`, reads see them at once.
   */
  set(faults: Faults): void {
    this.#faults = faults;
    this.#isOff = Object.keys(faults).every((member) => member === "seed");
    this.#draws = new FaultDrawSource(faults.seed ?? 0);
    this.#buckets = new Map();
    if (faults.propagationMs === undefined) {
      this.close();
    } else {
      this.#replica ??= new Replica(this.#options.database, this.#options.serviceOptions);
    }
  }

  /** Draws the random values of a call. */
  draw(): FaultDraws {
    return this.#draws.draw(this.#faults);
  }

  /** Throws the ServiceError injected into this call, if any: Throttling, ServiceFailure or AccessDenied. */
  admit(action: OperationName, caller: Caller, parameters: Parameters, { failure }: FaultDraws): void {
    const { deny = [], failures = 0, throttle = {} } = this.#faults;
    const size = throttle[action] ?? throttle["*"];
    if (size !== undefined && !this.#bucket(action, size).tryTake(1, this.#now())) {
      throw new ServiceError("Throttling", errorTexts.rateExceeded());
    }
    const probability = typeof failures === "number" ? failures : (failures[action] ?? failures["*"] ?? 0);
    if (failure < probability) throw new ServiceError("ServiceFailure", errorTexts.serviceFailure());
    const isDenied = deny.includes(action) || (deny.includes("*") && !operationModel(action).needsNoPermission);
    if (isDenied) throw this.#denial(action, caller, parameters);
  }

  /** The services over the state that reads see. */
  get servicesForReads(): Services {
    this.#replica?.catchUp(this.#now());
    return this.#replica?.services ?? this.#options.services;
  }

  /** Starts the propagation of the writes since the last call. */
  propagate(): void {
    this.#replica?.takeChanges(this.#now() + (this.#faults.propagationMs ?? 0));
  }

  /**
   * Returns the output of a read, or a shorter page of the same list, from `run` with fewer items. A quarter of the short
   * pages are empty. A page with a single item is otherwise complete, so that every walk ends.
   */
  shorten(output: XmlStructure, { shortPage }: FaultDraws, run: (maxItems: number) => XmlStructure): XmlStructure {
    if (output["IsTruncated"] === undefined || shortPage === undefined) return output;
    const count = Object.values(output).reduce((sum: number, list) => sum + (Array.isArray(list) ? list.length : 0), 0);
    if (count > 0 && shortPage.emptiness < 0.25) return run(0);
    return count > 1 ? run(1 + Math.floor(shortPage.length * (count - 1))) : output;
  }

  close(): void {
    this.#replica?.close();
    this.#replica = undefined;
  }

  #now(): number {
    return this.#options.services.clock().getTime();
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
    const { account } = this.#options.services;
    const { arn } = identify(this.#options.services, caller);
    const resource = resourceOf(account, action, parameters) ?? arn;
    return new ServiceError("AccessDenied", errorTexts.accessDenied(arn, `${apiOf(action)}:${action}`, resource));
  }
}

/**
 * The entities that parameters name by name and path. The first one that a call has is its resource. A list has the ARN of
 * all its entities.
 */
const namedResources = [
  { member: "InstanceProfileName", list: "ListInstanceProfiles", arn: arns.instanceProfile },
  { member: "RoleName", list: "ListRoles", arn: arns.role },
  { member: "GroupName", list: "ListGroups", arn: arns.group },
  { member: "UserName", list: "ListUsers", arn: arns.user },
  { member: "PolicyName", list: "ListPolicies", arn: arns.policy },
  { member: "VirtualMFADeviceName", list: undefined, arn: arns.mfaDevice },
] as const;

/** The ARN of the resource that the parameters name, without a look-up; undefined if it is the caller. */
function resourceOf(account: ArnAccount, action: OperationName, parameters: Parameters): string | undefined {
  const path = parameters.get("Path") ?? parameters.get("PathPrefix") ?? "/";
  for (const { member, list, arn } of namedResources) {
    const name = parameters.get(member);
    if (name !== undefined || action === list) return arn(account, path, name ?? "");
  }
  const url = parameters.get("Url");
  if (url !== undefined) return arns.oidcProvider(account, url.replace(/^\w+:\/\//, ""));
  const named =
    parameters.get("OpenIDConnectProviderArn") ?? parameters.get("PolicyArn") ?? parameters.get("SerialNumber");
  return named ?? ("UserName" in operationInput(action).optional ? undefined : "*");
}
