import {
  type CompleteGroup,
  type CredentialReport,
  type DetailedUser,
  IamError,
  type IamReads,
  type Planning,
  type User,
} from "../../iam/index.ts";
import { type BulkRead, type FieldGroup, knowledge, lookUpOf, type Source } from "../../iam-model/knowledge.ts";
import { onceUnlessFailed } from "../batching/index.ts";
import { isFailureOfOperation, withFallbackTime } from "../fallback/index.ts";
import type { Failures } from "./failures.ts";
import { type Facts, factsOfDetails, type KnownFacts } from "./known-facts.ts";
import { ListScan } from "./list-scan.ts";
import type { LookUps } from "./look-ups.ts";
import {
  allDevices,
  type DeviceCensus,
  findDevices,
  type KnownDevices,
  readDeviceCensus,
} from "./mfa-devices/index.ts";

/** The facts that a batch wants from one operation. */
export interface Wanted {
  readonly fieldGroups: readonly FieldGroup[];
  readonly names: ReadonlySet<string>;
}

export interface FactReaderOptions {
  readonly reads: IamReads;
  readonly planning: Planning;
  readonly lookUps: LookUps;
  readonly report: () => Promise<CredentialReport>;
  readonly known: KnownFacts;
}

/** Reads facts from the operations that a plan has chosen, and adds them to the request's known facts. */
export class FactReader {
  readonly #planning: Planning;
  readonly #lookUps: LookUps;
  readonly #known: KnownFacts;
  readonly #users: ListScan<User>;
  readonly #details: ListScan<DetailedUser>;
  readonly #groups: ListScan<CompleteGroup>;
  readonly #deviceCensus: () => Promise<DeviceCensus>;
  readonly #report: () => Promise<CredentialReport>;

  constructor({ reads, planning, lookUps, report, known }: FactReaderOptions) {
    this.#planning = planning;
    this.#lookUps = lookUps;
    this.#known = known;
    this.#users = new ListScan("ListUsers", reads.listUsers, ({ userName }) => userName);
    this.#details = new ListScan("GetAccountAuthorizationDetails", reads.getUserDetails, ({ userName }) => userName);
    this.#groups = new ListScan("ListGroups", reads.listGroups, ({ groupName }) => groupName);
    this.#deviceCensus = onceUnlessFailed(() => readDeviceCensus(reads, planning));
    this.#report = report;
  }

  /** How many pages of a bulk read this request has already read. */
  pagesRead(bulkRead: BulkRead): number {
    return this.#scanOf(bulkRead)?.pagesRead ?? 0;
  }

  /** Starts a bulk read ahead of its use; errors surface to its first user. */
  prefetch(bulkRead: BulkRead): void {
    const scan = this.#scanOf(bulkRead);
    if (scan) scan.prefetch();
    else this.#deviceCensus().catch(() => {});
  }

  /**
   * Reads the wanted facts from one operation. If the operation itself fails, `failures` records the error, so that the next plan
   * uses another operation. Other errors fail the facts of their entity.
   */
  async read(source: Source, wanted: Wanted, failures: Failures): Promise<void> {
    try {
      await this.#readFrom(source, wanted, failures);
    } catch (error) {
      if (isFailureOfOperation(error)) failures.add(source, wanted.fieldGroups, error);
      else for (const name of wanted.names) this.#known.fail(wanted.fieldGroups, name, error);
    }
  }

  async #readFrom(source: Source, wanted: Wanted, failures: Failures): Promise<void> {
    const planning = this.#planning;
    switch (source) {
      case "GetUser":
        return this.#lookUpEach(source, wanted, failures, this.#lookUps.user);
      case "ListGroupsForUser":
        return this.#lookUpEach(source, wanted, failures, async (name) => ({
          groups: await this.#lookUps.groupsOf(name),
        }));
      case "ListMFADevices":
        return this.#lookUpEach(source, wanted, failures, async (name) => ({
          mfaDevices: await this.#devicesOf(name),
        }));
      case "GetGroup":
        return this.#lookUpEach(source, wanted, failures, async (name) => ({ group: await this.#lookUps.group(name) }));
      case "ListUsers":
        return this.#scan(source, this.#users, wanted, failures, (user) =>
          planning.showsUser(user) ? user : undefined,
        );
      case "GetAccountAuthorizationDetails":
        return this.#scan(source, this.#details, wanted, failures, (user) => this.#currentFactsOf(user));
      case "ListGroups":
        return this.#scan(source, this.#groups, wanted, failures, (group) =>
          planning.showsGroup(group) ? { group } : undefined,
        );
      case "ListVirtualMFADevices":
        return this.#findDevices(wanted);
    }
  }

  async #lookUpEach(
    source: Source,
    { fieldGroups, names }: Wanted,
    failures: Failures,
    lookUp: (name: string) => Promise<Facts>,
  ): Promise<void> {
    await Promise.all(
      Array.from(names, async (name) => {
        try {
          this.#known.learn(knowledge[source].of, name, await lookUp(name));
        } catch (error) {
          if (isFailureOfOperation(error)) failures.add(source, fieldGroups, error);
          else this.#known.fail(fieldGroups, name, error);
        }
      }),
    );
  }

  async #scan<Item>(
    source: BulkRead,
    scan: ListScan<Item>,
    { fieldGroups, names }: Wanted,
    failures: Failures,
    factsOf: (item: Item) => Facts | undefined,
  ): Promise<void> {
    await withFallbackTime(this.#planning, source, () => scan.find(names));
    const left = new Set<string>();
    for (const name of names) {
      const item = scan.peek(name);
      const facts = item && factsOf(item);
      if (facts) this.#known.learn(knowledge[source].of, name, facts);
      else left.add(name);
    }
    await this.#lookUpUnseen(source, { fieldGroups, names: left }, failures);
  }

  /** The facts in the account's details; undefined if they do not show a recent write yet. */
  #currentFactsOf(user: DetailedUser): Facts | undefined {
    const facts = factsOfDetails(user);
    const planning = this.#planning;
    return planning.showsUser(user) && planning.showsGroups(user.userName, facts.groups ?? []) ? facts : undefined;
  }

  /** Looks up entities that a list scan did not see: created, deleted or renamed meanwhile. */
  async #lookUpUnseen(bulkRead: BulkRead, { fieldGroups, names }: Wanted, failures: Failures): Promise<void> {
    if (names.size === 0) return;
    const byLookUp = Map.groupBy(fieldGroups, lookUpOf);
    await Promise.all(
      [...byLookUp].map(async ([lookUp, theirs]) => {
        // Both the list and the look-up fail: the next plan uses the other operations.
        const failed = theirs.find((fieldGroup) => failures.has(lookUp, fieldGroup));
        if (failed !== undefined) {
          failures.add(bulkRead, theirs, failures.first(failed));
          return;
        }
        try {
          this.#planning.expect(lookUp, names.size);
          await this.#readFrom(lookUp, { fieldGroups: theirs, names }, failures);
        } catch (error) {
          for (const name of names) this.#known.fail(theirs, name, error);
        }
      }),
    );
  }

  /** Finds devices with the list of virtual devices, the credential report, and look-ups of as few users as possible. */
  async #devicesOf(name: string): Promise<KnownDevices> {
    const devices = await this.#lookUps.mfaDevicesOf(name);
    return allDevices(devices, this.#lookUps.isComplete(devices));
  }

  async #findDevices({ names }: Wanted): Promise<void> {
    const planning = this.#planning;
    const action = "ListVirtualMFADevices";
    await findDevices(names, {
      planning,
      census: async () => {
        if (planning.callOutlook(action).isDenied) return undefined;
        try {
          return await withFallbackTime(planning, action, this.#deviceCensus);
        } catch (error) {
          if (error instanceof IamError) return undefined;
          throw error;
        }
      },
      report: this.#report,
      lookUp: (name) => this.#devicesOf(name),
      hasLookedUp: this.#lookUps.hasRequestedDevicesOf,
      known: (name) => this.#known.of({ fieldGroup: "mfaDevices", name }),
      learn: (name, mfaDevices) => this.#known.learn("user", name, { mfaDevices }),
      fail: (name, error) => this.#known.fail(["mfaDevices"], name, error),
    });
  }

  #scanOf(bulkRead: BulkRead): Pick<ListScan<unknown>, "pagesRead" | "prefetch"> | undefined {
    switch (bulkRead) {
      case "ListUsers":
        return this.#users;
      case "GetAccountAuthorizationDetails":
        return this.#details;
      case "ListGroups":
        return this.#groups;
      // The device census reads the whole list once.
      case "ListVirtualMFADevices":
        return undefined;
    }
  }
}
