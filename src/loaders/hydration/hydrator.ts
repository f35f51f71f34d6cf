import DataLoader from "dataloader";
import {
  type CompleteGroup,
  type CredentialReport,
  type DetailedUser,
  IamCallsExhausted,
  IamError,
  type IamReads,
  type Planning,
  type User,
} from "../../iam/index.ts";
import { onceUnlessFailed } from "../batching/index.ts";
import { isFailureOfOperation, withFallbackTime } from "../fallback/index.ts";
import { Failures } from "./failures.ts";
import { type Facts, factsOfDetails, idOf, type Kind, KnownFacts, kindOf, type Missing } from "./known-facts.ts";
import { ListSweep } from "./list-scan.ts";
import type { Gets } from "./look-ups.ts";
import { type DeviceCensus, readDeviceCensus } from "./mfa-devices/device-census.ts";
import { findDevices } from "./mfa-devices/device-finder.ts";
import { allDevices, type KnownDevices } from "./mfa-devices/known-devices.ts";
import { type Forecast, planAhead, planBatch } from "./plan-batch.ts";
import { type Facet, getOf, isSweep, namesOf, type Plan, type Source, type Sweep } from "./planner.ts";

/** In one batch, what is asked of one operation. */
interface Asked {
  readonly facets: readonly Facet[];
  readonly names: ReadonlySet<string>;
}

/** Each failed operation leads to another plan; no facet has more operations than that. */
const MAX_PLANS = 5;

/**
 * What is missing of entities that are known by name, for one request. All that is asked for at the same time is one batch;
 * each batch is planned, and each facet asked of the operation that the plan names.
 */
export class Hydrator {
  readonly #planning: Planning;
  readonly #gets: Gets;
  readonly #known = new KnownFacts();
  readonly #users: ListSweep<User>;
  readonly #details: ListSweep<DetailedUser>;
  readonly #groups: ListSweep<CompleteGroup>;
  readonly #deviceCensus: () => Promise<DeviceCensus>;
  readonly #report: () => Promise<CredentialReport>;
  readonly #loader = new DataLoader<Missing, Facts, string>((asked) => this.#load(asked), { cacheKeyFn: idOf });

  constructor(reads: IamReads, planning: Planning, gets: Gets, report: () => Promise<CredentialReport>) {
    this.#planning = planning;
    this.#gets = gets;
    this.#users = new ListSweep("ListUsers", reads.listUsers, ({ userName }) => userName);
    this.#details = new ListSweep("GetAccountAuthorizationDetails", reads.getUserDetails, ({ userName }) => userName);
    this.#groups = new ListSweep("ListGroups", reads.listGroups, ({ groupName }) => groupName);
    this.#deviceCensus = onceUnlessFailed(() => readDeviceCensus(reads, planning));
    this.#report = report;
  }

  /** What is known of an entity, these facets among it. Rejects with the error of the first that cannot be told. */
  async load(name: string, ...facets: readonly [Facet, ...Facet[]]): Promise<Facts> {
    const [first, ...others] = facets;
    if (others.length === 0) return this.#loader.load({ facet: first, name });
    const facts = await Promise.all(facets.map((facet) => this.#loader.load({ facet, name })));
    return Object.assign({}, ...facts);
  }

  /** What is known of a user's MFA devices. Rejects as `load` does. */
  async loadMfaDevices(userName: string): Promise<KnownDevices> {
    const { mfaDevices } = await this.load(userName, "mfaDevices");
    if (mfaDevices === undefined) throw new Error("A plan did not load mfaDevices");
    return mfaDevices;
  }

  /** Somebody else came to know this. */
  learn(kind: Kind, name: string, facts: Facts): void {
    this.#known.learn(kind, name, facts);
  }

  /** The same of a page of users, at no cost unless somebody asks for one of them. */
  learnUsers(users: readonly User[]): void {
    // As they were before a write that does not show yet, they are not learned.
    this.#known.learnUsers(users.filter((user) => this.#planning.showsUser(user)));
  }

  /** Users that were not asked for their devices because there were too many at once can be asked for in smaller numbers. */
  forgetLargePages(): void {
    this.#known.forgetFailures((error) => error instanceof IamCallsExhausted && error.reason === "page");
    // What is known stays known.
    this.#loader.clearAll();
  }

  /**
   * Begins with the account's own bulk answers while the page is still under way that this is a forecast of: where they are
   * sure to be worth it, and nobody has to wait for it. What goes wrong, whoever asks for them is told.
   */
  foresee(forecast: Forecast): void {
    this.#begin(forecast).catch(() => {});
  }

  async #begin(forecast: Forecast): Promise<void> {
    const plan = await planAhead(forecast, this.#planning);
    if (!plan) return;
    let calls = 0;
    for (const [action, count] of plan.calls) {
      calls += count;
      if (count > this.#planning.callOutlook(action).tokens) return;
    }
    if (calls >= this.#planning.callsLeft) return;
    for (const source of new Set(plan.sources.values())) {
      if (source === "ListVirtualMFADevices") this.#deviceCensus().catch(() => {});
      else if (isSweep(source)) this.#sweepOf(source)?.begin();
    }
  }

  async #load(asked: readonly Missing[]): Promise<(Facts | Error)[]> {
    let missing = this.#known.missingOf(asked);
    const failures = new Failures();
    const hasFailed = (source: Source, facet: Facet) => failures.has(source, facet);
    for (let plans = 0; missing.size > 0 && plans < MAX_PLANS; plans++) {
      const pagesRead = (sweep: Sweep) => this.#sweepOf(sweep)?.pagesRead ?? 0;
      const plan = await planBatch({ missing, pagesRead, hasFailed }, this.#planning);
      if (plan === undefined) break;
      this.#planning.chose({
        fields: [...missing.keys()],
        entities: namesOf({ missing }, missing.keys()).size,
        calls: Object.fromEntries(plan.calls),
      });
      await Promise.all(this.#affordable(plan, missing).map(([source, one]) => this.#ask(source, one, failures)));
      missing = this.#known.missingOf(asked);
    }
    for (const [facet, names] of missing) {
      const error = failures.first(facet) ?? new Error(`No plan told ${facet}`);
      for (const name of names) this.#known.fail([facet], name, error);
    }
    return asked.map((one) => {
      try {
        return this.#known.told(one);
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error));
      }
    });
  }

  /** What a plan asks, without those operations that could not be called as often as it takes: of them nothing is asked. */
  #affordable(plan: Plan, missing: ReadonlyMap<Facet, ReadonlySet<string>>): [Source, Asked][] {
    let expected = 0;
    return askedBySource(plan, missing).filter(([source, { facets, names }]) => {
      const calls = plan.calls.get(source) ?? 0;
      try {
        this.#planning.expect(source, calls, expected);
        expected += calls;
        return true;
      } catch (error) {
        for (const name of names) this.#known.fail(facets, name, error);
        return false;
      }
    });
  }

  /** Asks one operation for all that a plan wants of it. What fails is left for the next plan, by another operation. */
  async #ask(source: Source, asked: Asked, failures: Failures): Promise<void> {
    try {
      await this.#askOf(source, asked, failures);
    } catch (error) {
      if (isFailureOfOperation(error)) failures.add(source, asked.facets, error);
      else for (const name of asked.names) this.#known.fail(asked.facets, name, error);
    }
  }

  async #askOf(source: Source, asked: Asked, failures: Failures): Promise<void> {
    switch (source) {
      case "GetUser":
        return this.#askEach(source, asked, failures, this.#gets.user);
      case "ListGroupsForUser":
        return this.#askEach(source, asked, failures, async (name) => ({ groups: await this.#gets.groupsOf(name) }));
      case "ListMFADevices":
        return this.#askEach(source, asked, failures, async (name) => ({
          mfaDevices: allDevices(await this.#gets.mfaDevicesOf(name)),
        }));
      case "GetGroup":
        return this.#askEach(source, asked, failures, async (name) => ({ group: await this.#gets.group(name) }));
      case "ListUsers":
        return this.#sweep(source, this.#users, asked, failures, (user) =>
          this.#planning.showsUser(user) ? user : undefined,
        );
      case "GetAccountAuthorizationDetails":
        return this.#sweep(source, this.#details, asked, failures, (user) => this.#settled(user));
      case "ListGroups":
        return this.#sweep(source, this.#groups, asked, failures, (group) =>
          this.#planning.showsGroup(group) ? { group } : undefined,
        );
      case "ListVirtualMFADevices":
        return this.#findDevices(asked);
    }
  }

  async #askEach(
    source: Source,
    { facets, names }: Asked,
    failures: Failures,
    ask: (name: string) => Promise<Facts>,
  ): Promise<void> {
    await Promise.all(
      Array.from(names, async (name) => {
        try {
          this.#known.learn(kindOf(facets), name, await ask(name));
        } catch (error) {
          if (isFailureOfOperation(error)) failures.add(source, facets, error);
          else this.#known.fail(facets, name, error);
        }
      }),
    );
  }

  async #sweep<Item>(
    source: Sweep,
    sweep: ListSweep<Item>,
    { facets, names }: Asked,
    failures: Failures,
    factsOf: (item: Item) => Facts | undefined,
  ): Promise<void> {
    await withFallbackTime(this.#planning, source, () => sweep.find(names));
    const left = new Set<string>();
    for (const name of names) {
      const item = sweep.peek(name);
      const facts = item && factsOf(item);
      if (facts) this.#known.learn(kindOf(facets), name, facts);
      else left.add(name);
    }
    await this.#askOneByOne(source, { facets, names: left }, failures);
  }

  /** What the details tell, unless something that was written a moment ago does not show yet. */
  #settled(user: DetailedUser): Facts | undefined {
    const facts = factsOfDetails(user);
    const planning = this.#planning;
    return planning.showsUser(user) && planning.showsGroups(user.userName, facts.groups ?? []) ? facts : undefined;
  }

  /** Those whom a sweep did not tell of: come, gone or changed meanwhile. */
  async #askOneByOne(sweep: Sweep, { facets, names }: Asked, failures: Failures): Promise<void> {
    if (names.size === 0) return;
    const bySource = Map.groupBy(facets, getOf);
    await Promise.all(
      [...bySource].map(async ([source, these]) => {
        // Neither the list nor the look-up answers: the next plan uses the other operations.
        const failed = these.find((facet) => failures.has(source, facet));
        if (failed !== undefined) {
          failures.add(sweep, these, failures.first(failed));
          return;
        }
        try {
          this.#planning.expect(source, names.size);
          await this.#askOf(source, { facets: these, names }, failures);
        } catch (error) {
          for (const name of names) this.#known.fail(these, name, error);
        }
      }),
    );
  }

  /** By the account's virtual devices, the credential report, and as few users as explain the rest. */
  async #findDevices({ names }: Asked): Promise<void> {
    const planning = this.#planning;
    await findDevices(names, {
      planning,
      census: async () => {
        if (planning.callOutlook("ListVirtualMFADevices").isDenied) return undefined;
        try {
          return await withFallbackTime(planning, "ListVirtualMFADevices", this.#deviceCensus);
        } catch (error) {
          if (error instanceof IamError) return undefined;
          throw error;
        }
      },
      report: this.#report,
      ask: this.#gets.mfaDevicesOf,
      isAsked: this.#gets.asksForDevicesOf,
      known: (name) => this.#known.of({ facet: "mfaDevices", name }),
      learn: (name, mfaDevices) => this.#known.learn("user", name, { mfaDevices }),
      fail: (name, error) => this.#known.fail(["mfaDevices"], name, error),
    });
  }

  #sweepOf(sweep: Sweep): Pick<ListSweep<unknown>, "pagesRead" | "begin"> | undefined {
    switch (sweep) {
      case "ListUsers":
        return this.#users;
      case "GetAccountAuthorizationDetails":
        return this.#details;
      case "ListGroups":
        return this.#groups;
      // Asked for at most once, and then known.
      case "ListVirtualMFADevices":
        return undefined;
    }
  }
}

function askedBySource({ sources }: Plan, missing: ReadonlyMap<Facet, ReadonlySet<string>>): [Source, Asked][] {
  const bySource = Map.groupBy(sources, ([, source]) => source);
  return [...bySource].map(([source, chosen]) => {
    const facets = chosen.map(([facet]) => facet);
    return [source, { facets, names: namesOf({ missing }, facets) }];
  });
}
