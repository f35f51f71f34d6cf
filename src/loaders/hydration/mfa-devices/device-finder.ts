import {
  type CredentialReport,
  type FinishedDeviceSearch,
  IamCallsExhausted,
  isNoSuchEntity,
  type Planning,
  SHARE_OF_TIME,
} from "../../../iam/index.ts";
import { accountIdIn } from "../../../iam-model/arns.ts";
import { withinTime } from "../../fallback/index.ts";
import type { DeviceCensus, DeviceCounts } from "./device-census.ts";
import { DevicePage, type DevicePageOptions } from "./device-page.ts";
import type { KnownDevices } from "./known-devices.ts";
import { evidenceIn, type ReportEvidence } from "./report-evidence.ts";

/** The reads that the search for devices uses. */
export interface DeviceFinderOptions extends DevicePageOptions {
  readonly planning: Planning;
  /** The account's virtual devices and counts; undefined if IAM does not list them. */
  census(): Promise<DeviceCensus | undefined>;
  report(): Promise<CredentialReport>;
  /** ListMFADevices for one user. */
  lookUp(userName: string): Promise<KnownDevices>;
  /** Whether this request has looked up the user's devices elsewhere. */
  hasLookedUp(userName: string): boolean;
}

const ACTION = "ListMFADevices";
/** The largest page whose users are looked up one by one if devices remain unexplained. */
export const MAX_ASKED_PAGE = 100;
/** A larger page looks up users only if no more than this number can hold the unexplained devices. */
const MAX_CANDIDATES = 30;
/** The users of a smaller page are looked up without reading the credential report first. */
const MIN_PAGE_WITH_REPORT = 5;
const LOOK_UPS_AT_ONCE = 10;
/** Maximum wait of a small page for a new credential report. Looking up its users instead takes a few seconds. */
const SMALL_PAGE_REPORT_WAIT_MS = 2000;

/**
 * Finds the MFA devices of a page of users. The account's virtual devices come from one list. IAM names devices of other kinds
 * only by user, so the finder looks up users until their devices account for `MFADevicesInUse`, in this order:
 * the users that an earlier search found, those that the credential report marks as active and that have no virtual device,
 * and, on a small page, each of the page's users. The devices of all other users are marked as unknown, never as none.
 */
export async function findDevices(names: Iterable<string>, options: DeviceFinderOptions): Promise<void> {
  const search = new DeviceSearch(names, await options.census(), options);
  await search.run();
}

class DeviceSearch {
  readonly #options: DeviceFinderOptions;
  readonly #census: DeviceCensus | undefined;
  readonly #page: DevicePage;
  readonly #isSmall: boolean;
  readonly #accountId: string | undefined;
  #counts: DeviceCounts | undefined;
  readonly #lookedUp = new Set<string>();
  readonly #failures = new Map<string, unknown>();
  /** Devices from look-ups that the list of virtual devices lacks, minus listed ones that the look-ups disprove. */
  #found = 0;
  /** Why no more users are looked up. */
  #refusal: unknown;
  #evidence: ReportEvidence | undefined;
  #isEvidenceRead = false;

  constructor(names: Iterable<string>, census: DeviceCensus | undefined, options: DeviceFinderOptions) {
    this.#options = options;
    this.#census = census;
    this.#counts = census?.counts;
    this.#page = new DevicePage(names, census, options);
    this.#isSmall = this.#page.names.size <= MAX_ASKED_PAGE;
    this.#accountId = census?.accountId ?? accountOf(this.#page);
  }

  async run(): Promise<void> {
    const { planning, hasLookedUp } = this.#options;
    const page = this.#page;
    // A response must not show a device in one place and hide it in another.
    await this.#lookUp(page.pending.filter((name) => hasLookedUp(name) || page.needsLookUp(name)));
    // If the list was stale, its count may be stale, too.
    if (this.#census && this.#found !== 0) this.#counts = await this.#census.recount();
    if (this.#isExplained) return this.#settleAll(null);
    if (this.#census && this.#counts) {
      planning.deviceSearches.counted({ accountId: this.#accountId, ...this.#counts });
    }
    if (await this.#useFinishedSearch()) return;

    if (await this.#searchCandidates()) return;
    if (!this.#isSmall) await this.#readEvidence();
    const unknown = page.pending.filter((name) => this.#isSmall || this.#isUnknown(name));
    if (this.#isSmall || unknown.length <= MAX_CANDIDATES) await this.#lookUp(unknown);
    if (page.pending.length > 0) await this.#readEvidence();
    for (const name of page.pending) this.#settlePartly(name);
  }

  /** How many devices in use belong to users that have not been looked up. */
  get #remaining(): number {
    if (this.#counts === undefined) return Number.POSITIVE_INFINITY;
    const { otherDevices, rootAtLeast } = this.#counts;
    return otherDevices - rootAtLeast - this.#found;
  }

  get #isExplained(): boolean {
    return this.#remaining === 0;
  }

  get #finishedSearch(): FinishedDeviceSearch | undefined {
    return this.#options.planning.deviceSearches.finished(this.#accountId);
  }

  #explainsCount(search: FinishedDeviceSearch | undefined): search is FinishedDeviceSearch {
    return search !== undefined && search.otherDevices === this.#counts?.otherDevices;
  }

  /** Uses the last finished search if it explains the current number of devices. Returns whether that settled the page. */
  async #useFinishedSearch(): Promise<boolean> {
    const finished = this.#finishedSearch;
    if (!this.#explainsCount(finished)) return false;
    const { holders, rootDevices, asOf } = finished;
    if (await this.#isOutdated(finished)) return false;
    const page = this.#page;
    // The search knows nothing about users that were created since.
    const onPage = page.pending.filter((name) => holders.has(name) || page.isNewerThan(asOf, name));
    // If each device has a known holder, looking up all holders proves that no other devices exist.
    const isProvable = rootDevices === this.#counts?.rootAtLeast && !this.#isSmall;
    const names = isProvable && holders.size <= MAX_CANDIDATES ? [...new Set([...holders.keys(), ...onPage])] : onPage;
    if (names.length <= MAX_CANDIDATES || this.#isSmall) await this.#lookUp(names);
    if (this.#isExplained) {
      this.#settleAll(null);
      return true;
    }
    // The look-ups may have shown that other users hold the devices now.
    if (!this.#explainsCount(this.#finishedSearch)) return false;
    for (const name of onPage) if (page.isPending(name)) this.#settlePartly(name);
    this.#settleAll(asOf);
    return true;
  }

  /**
   * Whether other users can hold devices of the search: a holder was deleted or renamed, or a report that is newer than those of
   * the search names an active user that the search does not explain.
   */
  async #isOutdated({ holders, rootDevices, asOf }: FinishedDeviceSearch): Promise<boolean> {
    const { deviceSearches } = this.#options.planning;
    const { names } = this.#page;
    if (names.size >= (this.#counts?.users ?? Number.POSITIVE_INFINITY)) {
      const gone = [...holders.keys()].filter((name) => !names.has(name));
      for (const name of gone) deviceSearches.hasNoUser(name);
      if (gone.length > 0) return true;
    }
    if (rootDevices === this.#counts?.rootAtLeast || !deviceSearches.isOlderThanReports(asOf)) return false;
    if (this.#page.pending.length < MIN_PAGE_WITH_REPORT) return true;
    const evidence = await this.#readEvidence();
    const isUnexplained = (name: string) => !this.#hasVirtualDevice(name) && !holders.has(name);
    return evidence !== undefined && [...evidence.active].some((name) => isUnexplained(name));
  }

  /** Reads the credential report once; undefined if it is not available in time. */
  async #readEvidence(): Promise<ReportEvidence | undefined> {
    const { planning, report } = this.#options;
    if (this.#isEvidenceRead) return this.#evidence;
    this.#isEvidenceRead = true;
    try {
      const share = SHARE_OF_TIME * planning.timeLeftMs;
      const wait = this.#isSmall ? Math.min(share, SMALL_PAGE_REPORT_WAIT_MS) : share;
      const read = await withinTime(report(), wait, "GetCredentialReport");
      this.#evidence = evidenceIn(read, planning);
    } catch {
      return undefined;
    }
    const without = this.#page.pending.filter((name) => !this.#hasVirtualDevice(name) && !this.#isUnknown(name));
    planning.deviceSearches.hadNone(without, this.#evidence.asOf);
    return this.#evidence;
  }

  /** Looks up all users that can hold the remaining devices, if they are few. Returns whether that settled the page. */
  async #searchCandidates(): Promise<boolean> {
    const census = this.#census;
    if (census === undefined || !(this.#remaining > 0 && this.#remaining < Number.POSITIVE_INFINITY)) return false;
    // Looking up a few users takes no more calls than a report and the look-ups of its users.
    if (this.#page.pending.length < MIN_PAGE_WITH_REPORT) return false;
    const evidence = await this.#readEvidence();
    if (evidence === undefined) return false;
    const known = this.#finishedSearch?.holders ?? new Map<string, number>();
    const unexplained = [...evidence.active].filter(
      (name) => !this.#hasVirtualDevice(name) && !this.#lookedUp.has(name),
    );
    const candidates = new Set([...known.keys(), ...unexplained]);
    // Each of these users holds at least one device. If more devices remain, users with a virtual device may hold them, too.
    const isBounded = this.#remaining <= unexplained.length;
    if (!isBounded) for (const name of census.virtual.keys()) candidates.add(name);
    if (candidates.size > Math.min(this.#page.names.size, MAX_CANDIDATES)) return false;
    const left = [...candidates].filter((name) => !this.#lookedUp.has(name));
    for (let from = 0; from < left.length && !this.#isExplained; from += LOOK_UPS_AT_ONCE) {
      await this.#lookUp(left.slice(from, from + LOOK_UPS_AT_ONCE));
      // A device that was enabled after the count must not be mistaken for a counted one.
      if (this.#remaining <= 0) this.#counts = await census.recount();
    }
    if (this.#isExplained) this.#settleAll(null);
    return this.#isExplained;
  }

  /** Looks up these users, if the request's time and calls allow it. */
  async #lookUp(names: readonly string[]): Promise<void> {
    const { planning } = this.#options;
    const left = names.filter((name) => !this.#lookedUp.has(name));
    if (left.length === 0) return;
    const [first, ...others] = left;
    // If the operation was denied, one call shows whether it still is.
    if (planning.callOutlook(ACTION).isDenied && first !== undefined && others.length > 0) {
      await this.#lookUp([first]);
      this.#refusal = this.#failures.get(first);
      return this.#refusal === undefined ? this.#lookUp(others) : undefined;
    }
    this.#refusal = planning.refusal(ACTION, left.length);
    if (this.#refusal === undefined) await Promise.all(left.map((name) => this.#lookUpOne(name)));
  }

  async #lookUpOne(name: string): Promise<void> {
    const { planning, lookUp } = this.#options;
    try {
      this.#learn(name, await lookUp(this.#page.spellingOf(name)));
    } catch (error) {
      if (isNoSuchEntity(error)) {
        planning.deviceSearches.hasNoUser(name);
        this.#page.fail(name, error);
      } else {
        this.#failures.set(name, error);
      }
    }
    this.#lookedUp.add(name);
  }

  #learn(name: string, known: KnownDevices): void {
    const listed = this.#page.listedSerialNumbersOf(name);
    const found = known.devices.map(({ serialNumber }) => serialNumber);
    const unlisted = found.filter((serialNumber) => !listed.includes(serialNumber));
    const gone = listed.filter((serialNumber) => !found.includes(serialNumber));
    this.#found += unlisted.length - gone.length;
    this.#page.learn(name, known);
  }

  /** Settles all pending users, who have virtual devices only. */
  #settleAll(asOf: Date | null): void {
    for (const name of this.#page.pending) {
      if (this.#page.needsLookUp(name)) this.#settlePartly(name);
      else this.#page.learn(name, { devices: this.#page.virtualDevicesOf(name), isComplete: true, asOf });
    }
  }

  #hasVirtualDevice(name: string): boolean {
    return this.#page.virtualDevicesOf(name).length > 0;
  }

  /** Whether neither the list nor the report says anything about a user's devices. */
  #isUnknown(name: string): boolean {
    if (this.#hasVirtualDevice(name)) return false;
    return this.#evidence?.hadDevice({ ...this.#page.known(name), userName: name }) !== false;
  }

  /** Settles a pending user with incomplete devices, with the report's word that there are none, or with an error. */
  #settlePartly(name: string): void {
    const page = this.#page;
    const evidence = this.#evidence;
    if (this.#hasVirtualDevice(name)) {
      page.learn(name, { devices: page.virtualDevicesOf(name), isComplete: false, asOf: null });
    } else if (evidence && !this.#isUnknown(name) && !page.needsLookUp(name)) {
      page.learn(name, { devices: [], isComplete: true, asOf: evidence.asOf });
    } else {
      page.fail(name, this.#failures.get(name) ?? this.#refusal ?? tooLargePage());
    }
  }
}

/** The account of the first user whose ARN is known. */
function accountOf(page: DevicePage): string | undefined {
  for (const name of page.names) {
    const { arn } = page.known(name);
    if (arn !== undefined) return accountIdIn(arn);
  }
  return undefined;
}

function tooLargePage(): IamCallsExhausted {
  return new IamCallsExhausted(ACTION, { reason: "page", limit: MAX_ASKED_PAGE, pageSize: MAX_ASKED_PAGE });
}
