import { setTimeout } from "node:timers/promises";
import { isNoSuchEntity } from "../errors/sdk-errors.ts";
import { type Answers, type EntityRead, type ListRead, shownIn } from "./answers.ts";
import { type Listing, missingIn } from "./list-extents.ts";
import { isSame, type Presence, Presences, type Thing } from "./presences.ts";
import { type Removal, Removals } from "./removals.ts";
import { type Attempt, type Bounds, repeatWhile, UNBOUNDED } from "./repetition.ts";

type Entity = "user" | "group" | "virtualMfaDevice" | "oidcProvider";

/** What is read of an entity under the same name, and not found where the entity is not. */
const partsOf: Readonly<Record<Entity, readonly EntityRead[]>> = {
  user: ["groupsOfUser", "mfaDevicesOfUser"],
  group: [],
  virtualMfaDevice: ["virtualMfaDeviceTags"],
  oidcProvider: [],
};

export interface RecentWritesOptions {
  /** How long after a write reads wait for it to show, in milliseconds. 0: not at all. @default 20000 */
  readonly waitMs?: number | undefined;
  /** Milliseconds since some fixed moment. @default a monotonic clock */
  readonly now?: (() => number) | undefined;
  /** @default in real time */
  readonly sleep?: ((milliseconds: number) => Promise<unknown>) | undefined;
}

interface Expectation {
  /** Until when reads wait for it. */
  readonly until: number;
  /** Whether an answer shows the write; absent: the entity is there, which is all. */
  readonly holds?: ((answer: never) => boolean) | undefined;
  /** Whether it holds for every page of a list, not only for the first. */
  readonly ofEveryPage?: boolean | undefined;
}

/**
 * What this process wrote a moment ago. IAM is eventually consistent: for some seconds a read may say that a new entity does
 * not exist, that a deleted one does, or show an entity as it was. Reads are repeated until they show what was written, or
 * the time is over; then they answer what IAM says. Of one process, for all its requests.
 */
export class RecentWrites {
  /** Milliseconds since some fixed moment. */
  readonly now: () => number;
  /** How long after a write it is waited for, in milliseconds. */
  readonly waitMs: number;
  readonly #sleep: (milliseconds: number) => Promise<unknown>;
  /** By kind and name of what is read; then by what about it was written, so that a later write replaces an earlier one. */
  readonly #expected = new Map<string, Map<string, Expectation>>();
  readonly #presences = new Presences();
  readonly #removals = new Removals();
  /** When the last of all this is over. */
  #latest = Number.NEGATIVE_INFINITY;

  constructor(options: RecentWritesOptions = {}) {
    const {
      waitMs = 20_000,
      now = () => performance.now(),
      sleep = (milliseconds) => setTimeout(milliseconds),
    } = options;
    this.waitMs = waitMs;
    this.now = now;
    this.#sleep = sleep;
  }

  /** Whether nothing is waited for. */
  get isEmpty(): boolean {
    return this.#latest <= this.now();
  }

  /**
   * It was created, or given this name: reads and lists that lack it are wrong.
   * @param facts its stable id and its path, where the write says them
   */
  created(entity: Entity, name: string, facts: Pick<Presence, "id" | "path"> = {}): void {
    this.#note(entity, { ...facts, name, isThere: true, isNew: true });
    for (const read of [entity, ...partsOf[entity]]) this.#expect(read, name, "", {});
  }

  /** It is gone: reads that find it, and lists that have it, are wrong. */
  deleted(entity: Entity, name: string): void {
    for (const read of [entity, ...partsOf[entity]]) this.#expected.delete(keyOf(read, name));
    this.#note(entity, { name, isThere: false, isNew: false });
    if (entity === "virtualMfaDevice") this.#presences.drop("assignment", name);
    if (entity !== "user") return;
    for (const { userName, ...presence } of this.#presences.of("assignment")) {
      if (userName !== undefined && isSame(userName, name)) this.#presences.set("assignment", presence);
    }
  }

  /** It has this path now. */
  moved(entity: "user" | "group", name: string, path: string): void {
    const known = this.#presences.get(entity, name);
    const isNew = known?.isNew === true && known.until > this.now();
    this.#note(entity, { id: known?.id, name, isThere: true, isNew, path });
  }

  /** A device's assignment or a user's boundary was set or removed. */
  attached(thing: "assignment" | "boundary", name: string, isThere: boolean, userName?: string): void {
    this.#note(thing, { name, isThere, isNew: false, userName });
  }

  /** Something that prevented the entity's deletion was removed. @param blocker IAM's words for it in a DeleteConflict */
  unblocked(entity: Entity, name: string, blocker: RegExp): void {
    if (this.waitMs > 0) this.#removals.add(entity, name, { blocker, until: this.#untilNow() }, this.now());
  }

  /** What was written about something in reads of that kind, whatever the entity, can show no more: it is gone, or renamed. */
  forget(kind: EntityRead, about: string): void {
    for (const [key, expected] of this.#expected) if (key.startsWith(`${kind} `)) expected.delete(about);
  }

  /**
   * Something about it was written; `holds` is whether a read shows that. A later write about the same replaces it.
   * @param options.ofEveryPage whether it holds for every page of a list, as of what was taken out of it
   */
  changed<Kind extends EntityRead>(
    kind: Kind,
    name: string,
    about: string,
    holds: (answer: Answers[Kind]) => boolean,
    options: Pick<Expectation, "ofEveryPage"> = {},
  ): void {
    this.#expect(kind, name, about, { holds, ...options });
  }

  /** What a recent write says of a thing; `undefined` where it was not written of late. */
  presenceOf(thing: Thing, name: string) {
    const presence = this.#presences.get(thing, name);
    return presence && presence.until > this.now() ? presence : undefined;
  }

  /** The same of all things of that kind whose names end so. */
  presencesEndingWith(thing: Thing, end: string) {
    const now = this.now();
    return [...this.#presences.of(thing)].filter(
      ({ name, until }) => until > now && name.toLowerCase().endsWith(end.toLowerCase()),
    );
  }

  /** What this process recently removed that stood in the way of the entity's deletion. */
  removalsOf(entity: Entity, name: string): readonly Removal[] {
    return this.#removals.before(entity, name, this.now());
  }

  /**
   * Reads until the answer shows what was written, as long as there is time. Rejects as `read` does.
   * @param read told whether it is the first time; later on it must not give what it gave before
   * @param options.isContinued whether the answer is a page of a list after the first
   */
  settled<Kind extends EntityRead, Answer extends Answers[Kind]>(
    kind: Kind,
    name: string,
    read: (isFirst: boolean) => Promise<Answer>,
    { isContinued = false, bounds = UNBOUNDED }: { readonly isContinued?: boolean; readonly bounds?: Bounds } = {},
  ): Promise<Answer> {
    // As mostly: what is written only while this reads, it need not show.
    if (this.isEmpty) return read(true);
    const key = keyOf(kind, name);
    const timeLeft = (attempt: Attempt<Answer>) => {
      const answer = answerOf(attempt);
      const left = this.#timeLeft(kind, key, answer, isContinued);
      if (!isContinued) this.#forgetShown(key, answer);
      return left;
    };
    return this.repeat(read, timeLeft, bounds);
  }

  /** The same of a page of a list of the account's. */
  settledPage<Kind extends ListRead, Answer extends Answers[Kind]>(
    kind: Kind,
    listing: Listing<Answer>,
    read: (isFirst: boolean) => Promise<Answer>,
    bounds: Bounds,
  ): Promise<Answer> {
    if (this.isEmpty) return read(true);
    const timeLeft = (attempt: Attempt<Answer>) => {
      if ("error" in attempt) throw attempt.error;
      const { answer } = attempt;
      const missing = missingIn(listing, answer, this.#presences.of(listing.thing));
      return Math.max(this.#contradictedFor(kind, answer), ...missing.map(({ until }) => until - this.now()));
    };
    return this.repeat(read, timeLeft, bounds);
  }

  /** See `repeatWhile`; by this clock. */
  repeat<Answer>(
    run: (isFirst: boolean) => Promise<Answer>,
    timeLeft: (attempt: Attempt<Answer>) => number,
    bounds: Bounds,
  ): Promise<Answer> {
    return repeatWhile(run, timeLeft, { bounds, now: this.now, sleep: this.#sleep });
  }

  /**
   * Whether an answer that came otherwise, such as with many others, shows all that was written. Nothing is taken for seen by
   * that: what the answer does not tell at all, it cannot show.
   */
  isShownBy<Kind extends EntityRead>(kind: Kind, name: string, answer: Answers[Kind]): boolean {
    return this.isEmpty || this.#timeLeft(kind, keyOf(kind, name), answer, false) <= 0;
  }

  /** How long to go on reading after this answer (null: there is no such thing); 0 where it shows all that was written. */
  #timeLeft(kind: EntityRead, key: string, answer: Answers[EntityRead] | null, isContinued: boolean): number {
    const now = this.now();
    let latest = now + (answer === null ? 0 : this.#contradictedFor(kind, answer));
    for (const expectation of this.#expected.get(key)?.values() ?? []) {
      if (isContinued && !expectation.ofEveryPage) continue;
      if (!isShown(expectation, answer)) latest = Math.max(latest, expectation.until);
    }
    return latest - now;
  }

  /** How long to go on reading after an answer that shows what is gone, or something as it was. */
  #contradictedFor<Kind extends EntityRead | ListRead>(kind: Kind, answer: Answers[Kind]): number {
    let latest = this.now();
    for (const shown of shownIn(kind, answer)) {
      latest = Math.max(latest, this.#presences.contradictedUntil(shown) ?? latest);
    }
    return latest - this.now();
  }

  /** That it exists is expected for the whole time: the next read may be answered by another of IAM's machines. */
  #forgetShown(key: string, answer: Answers[EntityRead] | null): void {
    // What was taken out may be on the next page.
    if (answer !== null && "marker" in answer && answer.marker !== undefined) return;
    const expected = this.#expected.get(key);
    for (const [about, expectation] of expected ?? []) {
      if (expectation.holds !== undefined && isShown(expectation, answer)) expected?.delete(about);
    }
  }

  #note(thing: Thing, presence: Omit<Presence, "until">): void {
    if (this.waitMs === 0) return;
    this.#presences.forgetOld(this.now());
    this.#presences.set(thing, { ...presence, until: this.#untilNow() });
  }

  #expect(kind: EntityRead, name: string, about: string, expectation: Omit<Expectation, "until">): void {
    if (this.waitMs === 0) return;
    this.#forgetOld();
    const key = keyOf(kind, name);
    const expected = this.#expected.get(key) ?? new Map<string, Expectation>();
    expected.set(about, { ...expectation, until: this.#untilNow() });
    // Behind all others, for it is the one that is forgotten last.
    this.#expected.delete(key);
    this.#expected.set(key, expected);
  }

  /** When the wait for a write of this moment is over. */
  #untilNow(): number {
    this.#latest = this.now() + this.waitMs;
    return this.#latest;
  }

  #forgetOld(): void {
    const now = this.now();
    for (const [key, expected] of this.#expected) {
      if ([...expected.values()].some(({ until }) => until > now)) return;
      this.#expected.delete(key);
    }
  }
}

/** The answer; null for NoSuchEntity. Rethrows every other failure. */
function answerOf<Answer>(attempt: Attempt<Answer>): Answer | null {
  if ("answer" in attempt) return attempt.answer;
  if (isNoSuchEntity(attempt.error)) return null;
  throw attempt.error;
}

/** What kind of answer an expectation takes, its key says, under which it is kept: TypeScript does not follow that. */
function isShown({ holds }: Expectation, answer: Answers[EntityRead] | null): boolean {
  return answer !== null && (holds === undefined || holds(answer as never));
}

/** IAM's names are the same regardless of case. */
function keyOf(kind: EntityRead, name: string): string {
  return `${kind} ${name.toLowerCase()}`;
}
