import DataLoader from "dataloader";
import { type CredentialReport, IamCallsExhausted, type IamReads, type Planning, type User } from "../../iam/index.ts";
import { type FieldGroup, isBulkRead, type Source } from "../../iam-model/knowledge.ts";
import { FactReader, type Wanted } from "./fact-reader.ts";
import { Failures } from "./failures.ts";
import { type Facts, idOf, type Kind, KnownFacts, type Missing } from "./known-facts.ts";
import type { LookUps } from "./look-ups.ts";
import type { KnownDevices } from "./mfa-devices/index.ts";
import { type Forecast, planAhead, planBatch } from "./plan-batch.ts";
import { namesOf, type Plan } from "./planner.ts";

/** Each failed operation leads to another plan, and no field group has more operations than this. */
const MAX_PLANS = 5;

/**
 * Loads missing facts about named entities for one request. Requests in the same tick form a batch; a plan chooses the IAM
 * operation for each field group.
 */
export class Hydrator {
  readonly #planning: Planning;
  readonly #known = new KnownFacts();
  readonly #facts: FactReader;
  readonly #loader = new DataLoader<Missing, Facts, string>((requested) => this.#loadBatch(requested), {
    cacheKeyFn: idOf,
  });

  constructor(reads: IamReads, planning: Planning, lookUps: LookUps, report: () => Promise<CredentialReport>) {
    this.#planning = planning;
    this.#facts = new FactReader({ reads, planning, lookUps, report, known: this.#known });
  }

  /** The known facts about an entity, including these field groups. Rejects with the first error of their look-ups. */
  async load(name: string, ...fieldGroups: readonly [FieldGroup, ...FieldGroup[]]): Promise<Facts> {
    const [first, ...others] = fieldGroups;
    if (others.length === 0) return this.#loader.load({ fieldGroup: first, name });
    const facts = await Promise.all(fieldGroups.map((fieldGroup) => this.#loader.load({ fieldGroup, name })));
    return Object.assign({}, ...facts);
  }

  /** The known MFA devices of a user. Rejects as `load` does. */
  async loadMfaDevices(userName: string): Promise<KnownDevices> {
    const { mfaDevices } = await this.load(userName, "mfaDevices");
    if (mfaDevices === undefined) throw new Error("The plan did not load mfaDevices");
    return mfaDevices;
  }

  /** Adds facts that another read of the request contained. */
  learn(kind: Kind, name: string, facts: Facts): void {
    this.#known.learn(kind, name, facts);
  }

  /** Adds the users of a page, except those that do not show a recent write yet. */
  learnUsers(users: readonly User[]): void {
    this.#known.learnUsers(users.filter((user) => this.#planning.showsUser(user)));
  }

  /** Forgets failures that were due to the size of a page, so that a smaller page can load the same users. */
  forgetLargePages(): void {
    this.#known.forgetFailures((error) => error instanceof IamCallsExhausted && error.reason === "page");
    // DataLoader caches failures, too; the known facts stay.
    this.#loader.clearAll();
  }

  /**
   * Prefetches bulk reads while the page of a forecast is still in flight, if they are certain to pay off and do not delay other
   * calls. Errors surface to their first user.
   */
  prefetch(forecast: Forecast): void {
    this.#prefetch(forecast).catch(() => {});
  }

  async #prefetch(forecast: Forecast): Promise<void> {
    const plan = await planAhead(forecast, this.#planning);
    if (!plan) return;
    let calls = 0;
    for (const [action, count] of plan.calls) {
      calls += count;
      if (count > this.#planning.callOutlook(action).tokens) return;
    }
    if (calls >= this.#planning.callsLeft) return;
    for (const source of new Set(plan.sources.values())) if (isBulkRead(source)) this.#facts.prefetch(source);
  }

  async #loadBatch(requested: readonly Missing[]): Promise<(Facts | Error)[]> {
    let missing = this.#known.missingOf(requested);
    const failures = new Failures();
    const hasFailed = (source: Source, fieldGroup: FieldGroup) => failures.has(source, fieldGroup);
    for (let plans = 0; missing.size > 0 && plans < MAX_PLANS; plans++) {
      const pagesRead = this.#facts.pagesRead.bind(this.#facts);
      const plan = await planBatch({ missing, pagesRead, hasFailed }, this.#planning);
      if (plan === undefined) break;
      this.#planning.chose({
        fields: [...missing.keys()],
        entities: namesOf({ missing }, missing.keys()).size,
        calls: Object.fromEntries(plan.calls),
      });
      const affordable = this.#affordable(plan, missing);
      await Promise.all(affordable.map(([source, wanted]) => this.#facts.read(source, wanted, failures)));
      missing = this.#known.missingOf(requested);
    }
    for (const [fieldGroup, names] of missing) {
      const error = failures.first(fieldGroup) ?? new Error(`No plan loaded ${fieldGroup}`);
      for (const name of names) this.#known.fail([fieldGroup], name, error);
    }
    return requested.map((one) => {
      try {
        return this.#known.get(one);
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error));
      }
    });
  }

  /** The reads of a plan. A read whose calls are not all available is left out, and fails its facts without any call. */
  #affordable(plan: Plan, missing: ReadonlyMap<FieldGroup, ReadonlySet<string>>): [Source, Wanted][] {
    let expected = 0;
    return wantedBySource(plan, missing).filter(([source, { fieldGroups, names }]) => {
      const calls = plan.calls.get(source) ?? 0;
      try {
        this.#planning.expect(source, calls, expected);
        expected += calls;
        return true;
      } catch (error) {
        for (const name of names) this.#known.fail(fieldGroups, name, error);
        return false;
      }
    });
  }
}

function wantedBySource({ sources }: Plan, missing: ReadonlyMap<FieldGroup, ReadonlySet<string>>): [Source, Wanted][] {
  const bySource = Map.groupBy(sources, ([, source]) => source);
  return [...bySource].map(([source, chosen]) => {
    const fieldGroups = chosen.map(([fieldGroup]) => fieldGroup);
    return [source, { fieldGroups, names: namesOf({ missing }, fieldGroups) }];
  });
}
