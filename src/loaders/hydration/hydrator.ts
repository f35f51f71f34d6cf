import DataLoader from "dataloader";
import {
  type CompleteGroup,
  type DetailedUser,
  IamError,
  type IamReads,
  type Planning,
  type User,
} from "../../iam/index.ts";
import { once } from "../batch.ts";
import { readAssignedDevices } from "./assigned-devices.ts";
import { searchDevices } from "./device-search.ts";
import type { Gets } from "./gets.ts";
import { type Facts, factsOfDetails, idOf, type Kind, KnownFacts, kindOf, type Missing } from "./known-facts.ts";
import { ListSweep } from "./list-sweep.ts";
import { type Forecast, planAhead, planBatch } from "./plan-batch.ts";
import { type Facet, getOf, isSweep, namesOf, type Plan, type Source, type Sweep } from "./planner.ts";

/** In one batch, what is asked of one operation. */
interface Asked {
  readonly facets: readonly Facet[];
  readonly names: ReadonlySet<string>;
}

/** An operation that turns out to be denied makes another plan; so often at most. */
const MOST_PLANS = 5;

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
  readonly #assignedDevices: () => ReturnType<typeof readAssignedDevices>;
  readonly #loader = new DataLoader<Missing, Facts, string>((asked) => this.#load(asked), { cacheKeyFn: idOf });

  constructor(reads: IamReads, planning: Planning, gets: Gets) {
    this.#planning = planning;
    this.#gets = gets;
    this.#users = new ListSweep("ListUsers", reads.listUsers, ({ userName }) => userName);
    this.#details = new ListSweep("GetAccountAuthorizationDetails", reads.getUserDetails, ({ userName }) => userName);
    this.#groups = new ListSweep("ListGroups", reads.listGroups, ({ groupName }) => groupName);
    this.#assignedDevices = once(() => readAssignedDevices(reads, planning));
  }

  /** What is known of an entity, these facets among it. Rejects with the error of the first that cannot be told. */
  async load(name: string, ...facets: readonly [Facet, ...Facet[]]): Promise<Facts> {
    const [first, ...others] = facets;
    if (others.length === 0) return this.#loader.load({ facet: first, name });
    const facts = await Promise.all(facets.map((facet) => this.#loader.load({ facet, name })));
    return Object.assign({}, ...facts);
  }

  /** Somebody else came to know this. */
  learn(kind: Kind, name: string, facts: Facts): void {
    this.#known.learn(kind, name, facts);
  }

  /** The same of a page of users, at no cost unless somebody asks for one of them. */
  learnUsers(users: readonly User[]): void {
    this.#known.learnUsers(users);
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
    const { callsLeft, prospects } = this.#planning;
    let calls = 0;
    for (const [action, count] of plan.calls) {
      calls += count;
      if (count > prospects(action).tokens) return;
    }
    if (calls >= callsLeft) return;
    for (const source of new Set(plan.sources.values())) {
      if (source === "ListVirtualMFADevices") this.#assignedDevices().catch(() => {});
      else if (isSweep(source)) this.#sweepOf(source)?.begin();
    }
  }

  async #load(asked: readonly Missing[]): Promise<(Facts | Error)[]> {
    let missing = this.#known.missingOf(asked);
    for (let plans = 0; missing.size > 0 && plans < MOST_PLANS; plans++) {
      const pagesRead = (sweep: Sweep) => this.#sweepOf(sweep)?.pagesRead ?? 0;
      const plan = await planBatch({ missing, pagesRead }, this.#planning);
      this.#planning.chose({
        facets: [...missing.keys()],
        entities: namesOf({ missing }, missing.keys()).size,
        calls: Object.fromEntries(plan.calls),
      });
      await Promise.all(this.#affordable(plan, missing).map(([source, one]) => this.#ask(source, one)));
      missing = this.#known.missingOf(asked);
    }
    for (const [facet, names] of missing) {
      for (const name of names) this.#known.fail([facet], name, new Error(`No plan told ${facet}`));
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

  /** Asks one operation for all that a plan wants of it. What it does not tell is asked for one by one. */
  async #ask(source: Source, asked: Asked): Promise<void> {
    try {
      await this.#askOf(source, asked);
    } catch (error) {
      // A bulk operation that is denied is not planned with again; anything else fails all that was asked of it.
      const isDenied = error instanceof IamError && error.failure === "access-denied";
      if (isDenied && isSweep(source) && this.#planning.prospects(error.action).isDenied) return;
      for (const name of asked.names) this.#known.fail(asked.facets, name, error);
    }
  }

  async #askOf(source: Source, asked: Asked): Promise<void> {
    switch (source) {
      case "GetUser":
        return this.#askEach(asked, this.#gets.user);
      case "ListGroupsForUser":
        return this.#askEach(asked, async (name) => ({ groups: await this.#gets.groupsOf(name) }));
      case "ListMFADevices":
        return this.#askEach(asked, async (name) => ({ mfaDevices: await this.#gets.mfaDevicesOf(name) }));
      case "GetGroup":
        return this.#askEach(asked, async (name) => ({ group: await this.#gets.group(name) }));
      case "ListUsers":
        return this.#sweep(this.#users, asked, (user) => (this.#planning.showsUser(user) ? user : undefined));
      case "GetAccountAuthorizationDetails":
        return this.#sweep(this.#details, asked, (user) => this.#settled(user));
      case "ListGroups":
        return this.#sweep(this.#groups, asked, (group) => (this.#planning.showsGroup(group) ? { group } : undefined));
      case "ListVirtualMFADevices":
        return this.#askForDevices(asked);
    }
  }

  async #askEach({ facets, names }: Asked, ask: (name: string) => Promise<Facts>): Promise<void> {
    await Promise.all(
      Array.from(names, async (name) => {
        try {
          this.#known.learn(kindOf(facets), name, await ask(name));
        } catch (error) {
          this.#known.fail(facets, name, error);
        }
      }),
    );
  }

  async #sweep<Item>(
    sweep: ListSweep<Item>,
    { facets, names }: Asked,
    factsOf: (item: Item) => Facts | undefined,
  ): Promise<void> {
    await sweep.find(names);
    const left = new Set<string>();
    for (const name of names) {
      const item = sweep.peek(name);
      const facts = item && factsOf(item);
      if (facts) this.#known.learn(kindOf(facets), name, facts);
      else left.add(name);
    }
    await this.#askOneByOne({ facets, names: left });
  }

  /** What the details tell, unless something that was written a moment ago does not show yet. */
  #settled(user: DetailedUser): Facts | undefined {
    const facts = factsOfDetails(user);
    const { showsUser, showsGroups } = this.#planning;
    return showsUser(user) && showsGroups(user.userName, facts.groups ?? []) ? facts : undefined;
  }

  /** Those whom a sweep did not tell of: come, gone or changed meanwhile. */
  async #askOneByOne({ facets, names }: Asked): Promise<void> {
    if (names.size === 0) return;
    const bySource = Map.groupBy(facets, getOf);
    await Promise.all(
      [...bySource].map(async ([source, these]) => {
        try {
          this.#planning.expect(source, names.size);
          await this.#askOf(source, { facets: these, names });
        } catch (error) {
          for (const name of names) this.#known.fail(these, name, error);
        }
      }),
    );
  }

  /** By the whole account's virtual devices; where there are others, by user until these are found. */
  async #askForDevices({ facets, names }: Asked): Promise<void> {
    const assigned = await this.#assignedDevices();
    await searchDevices(names, assigned, {
      callsLeft: () => this.#planning.callsLeft,
      isSettled: this.#planning.showsMfaDevices,
      learn: (name, mfaDevices) => this.#known.learn("user", name, { mfaDevices }),
      expect: (users) => this.#planning.expect("ListMFADevices", users),
      ask: async (users) => {
        await this.#askOf("ListMFADevices", { facets, names: new Set(users) });
        return users.flatMap((name) => this.#known.of({ facet: "mfaDevices", name }).mfaDevices ?? []);
      },
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
