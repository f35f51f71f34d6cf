import type { MfaDevice, Planning, User } from "../../../iam/index.ts";
import { foldName } from "../../../iam-model/name-folding.ts";
import type { DeviceCensus } from "./device-census.ts";
import type { KnownDevices } from "./known-devices.ts";

/** The access of a page to the facts of the request. */
export interface DevicePageOptions {
  readonly planning: Pick<Planning, "showsMfaDevices">;
  /** The known facts about a user. */
  known(userName: string): Partial<User>;
  learn(userName: string, devices: KnownDevices): void;
  fail(userName: string, error: unknown): void;
}

/** The users of a page. A user is pending until its devices are known or have failed. Methods take names in lower case. */
export class DevicePage {
  /** All users of the page, pending or not. */
  readonly names: ReadonlySet<string>;
  readonly #options: DevicePageOptions;
  readonly #census: DeviceCensus | undefined;
  /** The spelling of each pending user, by name in lower case. */
  readonly #pending: Map<string, string>;

  constructor(names: Iterable<string>, census: DeviceCensus | undefined, options: DevicePageOptions) {
    this.#pending = new Map(Array.from(names, (name) => [foldName(name), name]));
    this.names = new Set(this.#pending.keys());
    this.#census = census;
    this.#options = options;
  }

  get pending(): readonly string[] {
    return [...this.#pending.keys()];
  }

  isPending(name: string): boolean {
    return this.#pending.has(name);
  }

  /** A pending user's name as the request spells it; the name itself for other users. */
  spellingOf(name: string): string {
    return this.#pending.get(name) ?? name;
  }

  known(name: string): Partial<User> {
    return this.#options.known(this.spellingOf(name));
  }

  /** The user's devices in the list of virtual ones. */
  virtualDevicesOf(name: string): readonly MfaDevice[] {
    return this.#census?.virtual.get(name) ?? [];
  }

  /** Serial numbers of all of the user's devices in that list, including those without EnableDate. */
  listedSerialNumbersOf(name: string): readonly string[] {
    const undated = this.#census?.undated.get(name) ?? [];
    return [...undated, ...this.virtualDevicesOf(name).map(({ serialNumber }) => serialNumber)];
  }

  /** Whether that list is known to lack a device, a date or a recent write of the user. */
  needsLookUp(name: string): boolean {
    if (this.#census?.undated.has(name)) return true;
    return !this.#options.planning.showsMfaDevices(name, this.virtualDevicesOf(name));
  }

  /** Whether the user was created after `asOf`. IAM's times have whole seconds. */
  isNewerThan(asOf: Date, name: string): boolean {
    const { createDate } = this.known(name);
    return createDate !== undefined && createDate.getTime() > asOf.getTime() + 1000;
  }

  /** Settles a pending user; does nothing for other users. */
  learn(name: string, devices: KnownDevices): void {
    this.#settle(name, (spelling) => this.#options.learn(spelling, devices));
  }

  /** Settles a pending user with an error; does nothing for other users. */
  fail(name: string, error: unknown): void {
    this.#settle(name, (spelling) => this.#options.fail(spelling, error));
  }

  #settle(name: string, settle: (spelling: string) => void): void {
    const spelling = this.#pending.get(name);
    if (spelling === undefined) return;
    this.#pending.delete(name);
    settle(spelling);
  }
}
