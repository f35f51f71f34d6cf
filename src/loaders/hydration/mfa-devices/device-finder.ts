import {
  type CredentialReport,
  type FinishedDeviceSearch,
  IamCallsExhausted,
  isNoSuchEntity,
  type MfaDevice,
  type Planning,
  SHARE_OF_TIME,
  type User,
} from "../../../iam/index.ts";
import { foldCase } from "../../batching/index.ts";
import { withinTime } from "../../fallback/index.ts";
import { accountIdIn, type DeviceCensus, type DeviceCounts } from "./device-census.ts";
import { allDevices, type KnownDevices } from "./known-devices.ts";
import { evidenceIn, type ReportEvidence } from "./report-evidence.ts";

export interface DeviceFinderOptions {
  readonly planning: Planning;
  /** The account's virtual devices and counts; undefined if IAM does not list them. */
  census(): Promise<DeviceCensus | undefined>;
  report(): Promise<CredentialReport>;
  /** ListMFADevices for one user. */
  ask(userName: string): Promise<readonly MfaDevice[]>;
  /** Whether this request asks for the user's devices elsewhere. */
  isAsked(userName: string): boolean;
  /** What is known of a user by now. */
  known(userName: string): Partial<User>;
  learn(userName: string, devices: KnownDevices): void;
  fail(userName: string, error: unknown): void;
}

const ACTION = "ListMFADevices";
/** The largest page whose users are asked one by one if devices remain unexplained. */
export const MAX_ASKED_PAGE = 100;
/** A larger page searches if no more users than that can hold the unexplained devices. */
const MAX_CANDIDATES = 30;
/** For a page that small, the users are asked without a look at the credential report. */
const SMALLEST_PAGE_WITH_REPORT = 5;
const ASKED_AT_ONCE = 10;
/** A small page waits no longer for a report that IAM has yet to make: asking its users takes a few seconds. */
const SMALL_PAGE_REPORT_WAIT_MS = 2000;

/**
 * Finds the MFA devices of a page of users. The account's virtual devices come from one list. IAM names devices of other kinds
 * only by user, so the finder asks as few users as explain `MFADevicesInUse`:
 * the users that an earlier search found, those that the credential report marks as active and that have no virtual device,
 * and, on a small page, each of the page's users. What then remains unknown is marked, and never read as "none".
 */
export async function findDevices(names: Iterable<string>, options: DeviceFinderOptions): Promise<void> {
  const search = new DeviceSearch(names, await options.census(), options);
  await search.run();
}

class DeviceSearch {
  readonly #options: DeviceFinderOptions;
  readonly #census: DeviceCensus | undefined;
  #counts: DeviceCounts | undefined;
  /** Users of the page that are not settled yet: their spellings, by name in lower case. */
  readonly #left: Map<string, string>;
  /** All users of the page, in lower case. */
  readonly #names: ReadonlySet<string>;
  readonly #pageSize: number;
  readonly #accountId: string | undefined;
  readonly #asked = new Set<string>();
  /** Why users that were asked could not be answered for. */
  readonly #failures = new Map<string, unknown>();
  /** Devices that the users named and that the list of virtual ones lacks, less those that it has wrongly. */
  #found = 0;
  /** Why no more users are asked. */
  #refusal: unknown;
  #evidence: ReportEvidence | undefined;
  #isEvidenceRead = false;

  constructor(names: Iterable<string>, census: DeviceCensus | undefined, options: DeviceFinderOptions) {
    this.#options = options;
    this.#census = census;
    this.#counts = census?.counts;
    this.#left = new Map(Array.from(names, (name) => [foldCase(name), name]));
    this.#names = new Set(this.#left.keys());
    this.#pageSize = this.#left.size;
    this.#accountId = census?.accountId ?? accountOf(this.#left.values(), options);
  }

  async run(): Promise<void> {
    const { planning, isAsked } = this.#options;
    // One answer must not show a device in one place and not in another.
    await this.#ask([...this.#left.keys()].filter((name) => isAsked(name) || this.#needsAsking(name)));
    // Where the list was too old, the count that came with it may be too.
    if (this.#census && this.#found !== 0) this.#counts = await this.#census.recount();
    if (this.#isExplained) return this.#settleAll(null);
    if (this.#census && this.#counts) {
      planning.deviceSearches.counted({ accountId: this.#accountId, ...this.#counts });
    }
    if (await this.#useFinishedSearch()) return;

    if (await this.#searchCandidates()) return;
    if (!this.#isSmall) await this.#readEvidence();
    const askable = [...this.#left.keys()].filter((name) => this.#isSmall || this.#isUnknown(name));
    if (this.#isSmall || askable.length <= MAX_CANDIDATES) await this.#ask(askable);
    if (this.#left.size > 0) await this.#readEvidence();
    for (const name of [...this.#left.keys()]) this.#settleUnknown(name);
  }

  get #isSmall(): boolean {
    return this.#pageSize <= MAX_ASKED_PAGE;
  }

  get #remaining(): number {
    if (this.#counts === undefined) return Number.POSITIVE_INFINITY;
    const { otherDevices, rootAtLeast } = this.#counts;
    return otherDevices - rootAtLeast - this.#found;
  }

  get #isExplained(): boolean {
    return this.#remaining === 0;
  }

  #virtual(name: string): readonly MfaDevice[] {
    return this.#census?.virtual.get(name) ?? [];
  }

  get #finishedSearch(): FinishedDeviceSearch | undefined {
    return this.#options.planning.deviceSearches.finished(this.#accountId);
  }

  #explainsCount(search: FinishedDeviceSearch | undefined): search is FinishedDeviceSearch {
    return search !== undefined && search.otherDevices === this.#counts?.otherDevices;
  }

  /** Uses the last search that ended, if the number of devices is the one that it explained. */
  async #useFinishedSearch(): Promise<boolean> {
    const finished = this.#finishedSearch;
    if (!this.#explainsCount(finished)) return false;
    const { holders, rootDevices, asOf } = finished;
    if (await this.#isOutdated(finished)) return false;
    // The search says nothing about users that were created since.
    const onPage = [...this.#left.keys()].filter((name) => holders.has(name) || this.#isNewerThan(asOf, name));
    // If each of the devices has a known holder, asking them all proves that they are still all there are.
    const isProvable = rootDevices === this.#counts?.rootAtLeast && !this.#isSmall;
    const asked = isProvable && holders.size <= MAX_CANDIDATES ? [...new Set([...holders.keys(), ...onPage])] : onPage;
    if (asked.length <= MAX_CANDIDATES || this.#isSmall) await this.#ask(asked);
    if (this.#isExplained) {
      this.#settleAll(null);
      return true;
    }
    // The answers may have shown that other users hold the devices now.
    if (!this.#explainsCount(this.#finishedSearch)) return false;
    for (const name of onPage) if (this.#left.has(name)) this.#settleUnknown(name);
    this.#settleAll(asOf);
    return true;
  }

  /**
   * Whether other users can hold devices of the search: a holder is gone or was renamed, or a report that is newer than those
   * that the search rests on names an active user that the search does not explain.
   */
  async #isOutdated({ holders, rootDevices, asOf }: FinishedDeviceSearch): Promise<boolean> {
    const { deviceSearches } = this.#options.planning;
    if (this.#names.size >= (this.#counts?.users ?? Number.POSITIVE_INFINITY)) {
      const gone = [...holders.keys()].filter((name) => !this.#names.has(name));
      for (const name of gone) deviceSearches.hasNoUser(name);
      if (gone.length > 0) return true;
    }
    if (rootDevices === this.#counts?.rootAtLeast || !deviceSearches.isOlderThanReports(asOf)) return false;
    if (this.#left.size < SMALLEST_PAGE_WITH_REPORT) return true;
    const evidence = await this.#readEvidence();
    const isUnexplained = (name: string) => this.#virtual(name).length === 0 && !holders.has(name);
    return evidence !== undefined && [...evidence.active].some((name) => isUnexplained(name));
  }

  /** Reads the credential report once; without one, nothing is known of its users. */
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
    const without = [...this.#left.keys()].filter((name) => this.#virtual(name).length === 0 && !this.#isUnknown(name));
    planning.deviceSearches.hadNone(without, this.#evidence.asOf);
    return this.#evidence;
  }

  /** Asks all users that can hold the remaining devices, if they are few. Gives whether that settled the page. */
  async #searchCandidates(): Promise<boolean> {
    const census = this.#census;
    if (census === undefined || !(this.#remaining > 0 && this.#remaining < Number.POSITIVE_INFINITY)) return false;
    // Asking a few users takes no more calls than a report and asking its users.
    if (this.#left.size < SMALLEST_PAGE_WITH_REPORT) return false;
    const evidence = await this.#readEvidence();
    if (evidence === undefined) return false;
    const known = this.#finishedSearch?.holders ?? new Map<string, number>();
    const keyOnly = [...evidence.active].filter((name) => this.#virtual(name).length === 0 && !this.#asked.has(name));
    const candidates = new Set([...known.keys(), ...keyOnly]);
    // Each of them holds one at least. If there are more devices than that, users with a virtual one may hold the others.
    const isBounded = this.#remaining <= keyOnly.length;
    if (!isBounded) for (const name of census.virtual.keys()) candidates.add(name);
    if (candidates.size > Math.min(this.#pageSize, MAX_CANDIDATES)) return false;
    const left = [...candidates].filter((name) => !this.#asked.has(name));
    for (let from = 0; from < left.length && !this.#isExplained; from += ASKED_AT_ONCE) {
      await this.#ask(left.slice(from, from + ASKED_AT_ONCE));
      // A device that was enabled since the count must not stand in for one that was counted.
      if (this.#remaining <= 0) this.#counts = await census.recount();
    }
    if (this.#isExplained) this.#settleAll(null);
    return this.#isExplained;
  }

  /** Asks these users, if the request's time and calls allow it. */
  async #ask(names: readonly string[]): Promise<void> {
    const { planning, ask } = this.#options;
    const asked = names.filter((name) => !this.#asked.has(name));
    if (asked.length === 0) return;
    const [first, ...others] = asked;
    // One call shows whether the operation is still denied.
    if (planning.callOutlook(ACTION).isDenied && first !== undefined && others.length > 0) {
      await this.#ask([first]);
      this.#refusal = this.#failures.get(first);
      return this.#refusal === undefined ? this.#ask(others) : undefined;
    }
    this.#refusal = planning.refusal(ACTION, asked.length);
    if (this.#refusal !== undefined) return;
    await Promise.all(
      asked.map(async (name) => {
        const spelling = this.#left.get(name) ?? name;
        try {
          this.#learn(name, await ask(spelling));
        } catch (error) {
          // A user that is gone holds nothing.
          if (isNoSuchEntity(error)) {
            planning.deviceSearches.hasNoUser(name);
            this.#settle(name, () => this.#options.fail(spelling, error));
          } else {
            this.#failures.set(name, error);
          }
        }
        this.#asked.add(name);
      }),
    );
  }

  #learn(name: string, devices: readonly MfaDevice[]): void {
    const undated = this.#census?.undated.get(name) ?? [];
    const listed = [...undated, ...this.#virtual(name).map(({ serialNumber }) => serialNumber)];
    const named = devices.map(({ serialNumber }) => serialNumber);
    const unlisted = named.filter((serialNumber) => !listed.includes(serialNumber));
    const gone = listed.filter((serialNumber) => !named.includes(serialNumber));
    this.#found += unlisted.length - gone.length;
    this.#settle(name, (spelling) => this.#options.learn(spelling, allDevices(devices)));
  }

  #settle(name: string, settle: (spelling: string) => void): void {
    const spelling = this.#left.get(name);
    if (spelling === undefined) return;
    this.#left.delete(name);
    settle(spelling);
  }

  /** The others have virtual devices only. */
  #settleAll(asOf: Date | null): void {
    for (const name of [...this.#left.keys()]) {
      if (this.#needsAsking(name)) {
        this.#settleUnknown(name);
        continue;
      }
      const devices = this.#virtual(name);
      this.#settle(name, (spelling) => this.#options.learn(spelling, { devices, isComplete: true, asOf }));
    }
  }

  /** Whether the list of virtual devices is known not to tell all of a user's. */
  #needsAsking(name: string): boolean {
    if (this.#census?.undated.has(name)) return true;
    return !this.#options.planning.showsMfaDevices(name, this.#virtual(name));
  }

  #isNewerThan(asOf: Date, name: string): boolean {
    const { createDate } = this.#options.known(this.#left.get(name) ?? name);
    // IAM's times have whole seconds.
    return createDate !== undefined && createDate.getTime() > asOf.getTime() + 1000;
  }

  /** Whether nothing at all is known of a user's devices. */
  #isUnknown(name: string): boolean {
    if (this.#virtual(name).length > 0) return false;
    return this.#evidence?.hadDevice({ ...this.#options.known(name), userName: name }) !== false;
  }

  /** Marks what is known in part, and fails what is not known at all. */
  #settleUnknown(name: string): void {
    const { learn, fail } = this.#options;
    const evidence = this.#evidence;
    const devices = this.#virtual(name);
    if (devices.length > 0) {
      this.#settle(name, (spelling) => learn(spelling, { devices, isComplete: false, asOf: null }));
    } else if (evidence && !this.#isUnknown(name) && !this.#needsAsking(name)) {
      this.#settle(name, (spelling) => learn(spelling, { devices, isComplete: true, asOf: evidence.asOf }));
    } else {
      const error = this.#failures.get(name) ?? this.#refusal ?? tooLargePage();
      this.#settle(name, (spelling) => fail(spelling, error));
    }
  }
}

/** The account of the first user whose ARN is known. */
function accountOf(names: Iterable<string>, { known }: DeviceFinderOptions): string | undefined {
  for (const name of names) {
    const { arn } = known(name);
    if (arn !== undefined) return accountIdIn(arn);
  }
  return undefined;
}

function tooLargePage(): IamCallsExhausted {
  return new IamCallsExhausted(ACTION, { reason: "page", limit: MAX_ASKED_PAGE, pageSize: MAX_ASKED_PAGE });
}
