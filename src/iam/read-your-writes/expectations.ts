import { setTimeout } from "node:timers/promises";
import { foldName, isSameName } from "../../iam-model/name-folding.ts";
import { isNoSuchEntity } from "../errors/index.ts";
import { type Answers, type Entity, type EntityRead, type ListRead, readsOf, shownIn } from "./answers.ts";
import { type AccountList, missingIn } from "./list-extents.ts";
import { type Presence, Presences, type Thing } from "./presences.ts";
import { type Removal, Removals } from "./removals.ts";
import { type Attempt, type Bounds, repeatWhile, UNBOUNDED } from "./repetition.ts";

/** How reads wait for recent writes. */
export interface PropagationOptions {
  /** Maximum time for which reads wait until they show a write, in milliseconds. 0: they do not wait. @default 20000 */
  readonly waitMs?: number | undefined;
  /** Milliseconds since some fixed moment. @default a monotonic clock */
  readonly now?: (() => number) | undefined;
  /** @default in real time */
  readonly sleep?: ((milliseconds: number) => Promise<unknown>) | undefined;
}

interface Expectation {
  /** Until when reads wait for it. */
  readonly until: number;
  /** Whether an answer shows the write. Absent: the entity exists, which any answer shows. */
  readonly holds?: ((answer: never) => boolean) | undefined;
  /** Whether it applies to every page of a list, not only to the first. */
  readonly ofEveryPage?: boolean | undefined;
}

/**
 * What later reads must show of this process's recent writes. IAM is eventually consistent: for some seconds after a write, a
 * read can miss a new entity, find a deleted one, or return an earlier state. Reads are repeated until they show the writes, or
 * the wait is over; then they return what IAM says. One for a process, for all its requests.
 */
export class Expectations {
  /** Milliseconds since some fixed moment. */
  readonly now: () => number;
  /** How long reads wait after a write, in milliseconds. */
  readonly waitMs: number;
  readonly #sleep: (milliseconds: number) => Promise<unknown>;
  /** By kind and name of the read, then by topic: a later write on the same topic replaces an earlier one. */
  readonly #byRead = new Map<string, Map<string, Expectation>>();
  readonly #presences = new Presences();
  readonly #removals = new Removals();
  /** When the last wait is over. */
  #latest = Number.NEGATIVE_INFINITY;

  constructor(options: PropagationOptions = {}) {
    const {
      waitMs = 20_000,
      now = () => performance.now(),
      sleep = (milliseconds) => setTimeout(milliseconds),
    } = options;
    this.waitMs = waitMs;
    this.now = now;
    this.#sleep = sleep;
  }

  /** Whether no read has to wait. */
  get isEmpty(): boolean {
    // Most processes never write.
    return this.#latest === Number.NEGATIVE_INFINITY || this.#latest <= this.now();
  }

  /**
   * The entity was created or got this name: a read that misses it is stale.
   * @param facts its stable id and its path, if the write returned or set them
   */
  created(entity: Entity, name: string, facts: Pick<Presence, "id" | "path"> = {}): void {
    this.#note(entity, { ...facts, name, exists: true, isNew: true });
    for (const read of readsOf[entity]) this.#expect(read, name, "", {});
  }

  /** The entity was deleted or renamed: a read that finds it is stale. Drops the expectations that involve it, in all reads. */
  deleted(entity: Entity, name: string): void {
    for (const read of readsOf[entity]) this.#byRead.delete(keyOf(read, name));
    for (const expected of this.#byRead.values()) expected.delete(topicOf(entity, name));
    this.#note(entity, { name, exists: false, isNew: false });
    if (entity === "virtualMfaDevice") this.#presences.drop("assignment", name);
    if (entity !== "user") return;
    for (const { userName, ...presence } of this.#presences.of("assignment")) {
      if (userName !== undefined && isSameName(userName, name)) this.#presences.set("assignment", presence);
    }
  }

  /** The entity has a new path. */
  moved(entity: "user" | "group", name: string, path: string): void {
    const known = this.#presences.get(entity, name);
    const isNew = known?.isNew === true && known.until > this.now();
    this.#note(entity, { id: known?.id, name, exists: true, isNew, path });
  }

  /** A device's assignment or a user's boundary was set or removed. */
  attached(thing: "assignment" | "boundary", name: string, exists: boolean, userName?: string): void {
    this.#note(thing, { name, exists, isNew: false, userName });
  }

  /** Something that prevented the entity's deletion was removed. @param blocker matches IAM's DeleteConflict */
  unblocked(entity: Entity, name: string, blocker: RegExp): void {
    if (this.waitMs > 0) this.#removals.add(entity, name, { blocker, until: this.#untilNow() }, this.now());
  }

  /**
   * A write changed what a read returns.
   * @param topic what changed, such as one tag; a later write on the same topic replaces this one. `topicOf` an entity if the
   *   expectation ends with the entity's deletion
   * @param holds whether an answer shows the write
   * @param options.ofEveryPage whether it applies to every page of a list, as for a removal
   */
  changed<Kind extends EntityRead>(
    kind: Kind,
    name: string,
    topic: string,
    holds: (answer: Answers[Kind]) => boolean,
    options: Pick<Expectation, "ofEveryPage"> = {},
  ): void {
    this.#expect(kind, name, topic, { holds, ...options });
  }

  /** The state of a thing after a recent write; `undefined` if there was none. */
  presenceOf(thing: Thing, name: string): Presence | undefined {
    const presence = this.#presences.get(thing, name);
    return presence && presence.until > this.now() ? presence : undefined;
  }

  /** The states of all recently written things whose names have this ending. */
  presencesEndingWith(thing: Thing, ending: string): readonly Presence[] {
    const now = this.now();
    return [...this.#presences.of(thing)].filter(
      ({ name, until }) => until > now && foldName(name).endsWith(foldName(ending)),
    );
  }

  /** The recent removals of what prevented the entity's deletion. */
  removalsOf(entity: Entity, name: string): readonly Removal[] {
    return this.#removals.pendingOf(entity, name, this.now());
  }

  /**
   * Reads an entity until the answer shows the writes, or the wait is over. Rejects as `read` does.
   * @param read gets `true` for the first attempt; later attempts must not return a cached answer
   * @param options.isContinued whether the answer is a page of a list after the first
   * @returns the answer; a page has `isComplete: false` if it still lacks an item
   */
  async readUntilShown<Kind extends EntityRead, Answer extends Answers[Kind]>(
    kind: Kind,
    name: string,
    read: (isFirst: boolean) => Promise<Answer>,
    { isContinued = false, bounds = UNBOUNDED }: { readonly isContinued?: boolean; readonly bounds?: Bounds } = {},
  ): Promise<Answer> {
    // The usual case. The answer need not show a write that begins during the read.
    if (this.isEmpty) return read(true);
    const started = this.now();
    const key = keyOf(kind, name);
    const timeLeft = (attempt: Attempt<Answer>) => {
      const answer = answerOf(attempt);
      const left = this.#timeLeft(kind, key, answer, isContinued);
      if (!isContinued) this.#dropShown(key, answer);
      return left;
    };
    const answer = await this.repeat(read, timeLeft, bounds);
    const isFirstPage = !isContinued && answer !== null && "items" in answer;
    return isFirstPage && this.#lacksItem(key, answer, started) ? incomplete(answer) : answer;
  }

  /**
   * Reads a page of one of the account's lists until it shows the writes, or the wait is over. Rejects as `read` does.
   * @returns the page, with `isComplete: false` if it still lacks an entity
   */
  async readPageUntilShown<Kind extends ListRead, Answer extends Answers[Kind]>(
    kind: Kind,
    list: AccountList<Answer>,
    read: (isFirst: boolean) => Promise<Answer>,
    bounds: Bounds,
  ): Promise<Answer> {
    if (this.isEmpty) return read(true);
    const started = this.now();
    let missing: readonly Presence[] = [];
    const timeLeft = (attempt: Attempt<Answer>) => {
      if ("error" in attempt) throw attempt.error;
      const { answer } = attempt;
      missing = missingIn(list, answer, this.#presences.of(list.thing)).filter(({ until }) => until > started);
      return Math.max(this.#contradictedFor(kind, answer), ...missing.map(({ until }) => until - this.now()));
    };
    const answer = await this.repeat(read, timeLeft, bounds);
    return missing.length > 0 ? incomplete(answer) : answer;
  }

  /** As `repeatWhile`, with this clock. */
  repeat<Answer>(
    call: (isFirst: boolean) => Promise<Answer>,
    timeLeft: (attempt: Attempt<Answer>) => number,
    bounds: Bounds,
  ): Promise<Answer> {
    return repeatWhile(call, timeLeft, { bounds, now: this.now, sleep: this.#sleep });
  }

  /**
   * Whether an answer that came in another way, such as with a list, shows the writes. Keeps all expectations, because members
   * that the answer lacks are not shown.
   */
  isShownBy<Kind extends EntityRead>(kind: Kind, name: string, answer: Answers[Kind]): boolean {
    return this.isEmpty || this.#timeLeft(kind, keyOf(kind, name), answer, false) <= 0;
  }

  /** For how long to go on after an answer (null: no such entity); 0 or less if it shows the writes. */
  #timeLeft(kind: EntityRead, key: string, answer: Answers[EntityRead] | null, isContinued: boolean): number {
    const now = this.now();
    let latest = now + (answer === null ? 0 : this.#contradictedFor(kind, answer));
    for (const expectation of this.#byRead.get(key)?.values() ?? []) {
      if (isContinued && !expectation.ofEveryPage) continue;
      if (!isShown(expectation, answer)) latest = Math.max(latest, expectation.until);
    }
    return latest - now;
  }

  /** Whether the first page of a list lacks an item that was added, and that reads at this time still had to show. */
  #lacksItem(key: string, answer: Answers[EntityRead], time: number): boolean {
    return [...(this.#byRead.get(key)?.values() ?? [])].some(
      (expectation) => !expectation.ofEveryPage && expectation.until > time && !isShown(expectation, answer),
    );
  }

  /** For how long to go on after an answer that contains a deleted thing, or an earlier state of one. */
  #contradictedFor<Kind extends EntityRead | ListRead>(kind: Kind, answer: Answers[Kind]): number {
    let latest = this.now();
    for (const shown of shownIn(kind, answer)) {
      latest = Math.max(latest, this.#presences.contradictedUntil(shown) ?? latest);
    }
    return latest - this.now();
  }

  /** The expectation that an entity exists stays for the whole wait: the next read may reach another replica of IAM. */
  #dropShown(key: string, answer: Answers[EntityRead] | null): void {
    // A removed item may be on the next page.
    if (answer !== null && "marker" in answer && answer.marker !== undefined) return;
    const expected = this.#byRead.get(key);
    for (const [topic, expectation] of expected ?? []) {
      if (expectation.holds !== undefined && isShown(expectation, answer)) expected?.delete(topic);
    }
  }

  #note(thing: Thing, presence: Omit<Presence, "until">): void {
    if (this.waitMs === 0) return;
    this.#presences.dropExpired(this.now());
    this.#presences.set(thing, { ...presence, until: this.#untilNow() });
  }

  #expect(kind: EntityRead, name: string, topic: string, expectation: Omit<Expectation, "until">): void {
    if (this.waitMs === 0) return;
    this.#dropExpired();
    const key = keyOf(kind, name);
    const expected = this.#byRead.get(key) ?? new Map<string, Expectation>();
    expected.set(topic, { ...expectation, until: this.#untilNow() });
    // Moves the key to the end, because it expires last.
    this.#byRead.delete(key);
    this.#byRead.set(key, expected);
  }

  /** When the wait for a write of this moment is over. */
  #untilNow(): number {
    this.#latest = this.now() + this.waitMs;
    return this.#latest;
  }

  #dropExpired(): void {
    const now = this.now();
    for (const [key, expected] of this.#byRead) {
      if ([...expected.values()].some(({ until }) => until > now)) return;
      this.#byRead.delete(key);
    }
  }
}

/** A copy of a page that is marked as incomplete. */
function incomplete<Answer extends object>(answer: Answer): Answer {
  return { ...answer, isComplete: false };
}

/** The topic of expectations that end with the deletion of an entity, such as a user's membership in it. */
export function topicOf(entity: Entity, name: string): string {
  return `${entity} ${foldName(name)}`;
}

/** The answer; null for NoSuchEntity. Rethrows every other error. */
function answerOf<Answer>(attempt: Attempt<Answer>): Answer | null {
  if ("answer" in attempt) return attempt.answer;
  if (isNoSuchEntity(attempt.error)) return null;
  throw attempt.error;
}

/** The key under which an expectation is kept ensures that it gets answers of its kind, which TypeScript cannot see. */
function isShown({ holds }: Expectation, answer: Answers[EntityRead] | null): boolean {
  return answer !== null && (holds === undefined || holds(answer as never));
}

function keyOf(kind: EntityRead, name: string): string {
  return `${kind} ${foldName(name)}`;
}
