import { setTimeout } from "node:timers/promises";
import { isNoSuchEntity } from "./errors.ts";
import type {
  CompleteGroup,
  CompleteUser,
  Group,
  MfaDevice,
  OidcProvider,
  Page,
  Tag,
  User,
  VirtualMfaDevice,
} from "./records.ts";

/** What reads of an entity answer, by the kind of read. */
export interface Answers {
  readonly user: CompleteUser;
  readonly group: Page<User> & { readonly group: CompleteGroup };
  readonly groupsOfUser: Page<Group>;
  readonly mfaDevicesOfUser: Page<MfaDevice>;
  readonly virtualMfaDevice: VirtualMfaDevice | null;
  readonly virtualMfaDeviceTags: Page<Tag>;
  readonly oidcProvider: OidcProvider;
}

export type ReadKind = keyof Answers;

type Entity = "user" | "group" | "virtualMfaDevice" | "oidcProvider";

/** What is read of an entity under the same name, and not found where the entity is not. */
const partsOf: Readonly<Record<Entity, readonly ReadKind[]>> = {
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
}

const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;

/**
 * What this process wrote a moment ago. IAM is eventually consistent: for some seconds a read may say that what was just
 * made does not exist, or show it as it was. Reads of these entities are repeated until they show what was written, or the
 * time is over; then they answer what IAM says. Of one process, for all its requests.
 */
export class RecentWrites {
  readonly #waitMs: number;
  readonly #now: () => number;
  readonly #sleep: (milliseconds: number) => Promise<unknown>;
  /** By kind and name of what is read; then by what about it was written, so that a later write replaces an earlier one. */
  readonly #expected = new Map<string, Map<string, Expectation>>();

  constructor(options: RecentWritesOptions = {}) {
    const {
      waitMs = 20_000,
      now = () => performance.now(),
      sleep = (milliseconds) => setTimeout(milliseconds),
    } = options;
    this.#waitMs = waitMs;
    this.#now = now;
    this.#sleep = sleep;
  }

  /** Whether nothing is waited for. */
  get isEmpty(): boolean {
    return this.#expected.size === 0;
  }

  /** It was made, or given this name: reads that do not find it are wrong. */
  created(kind: Entity, name: string): void {
    for (const read of [kind, ...partsOf[kind]]) this.#expect(read, name, "", undefined);
  }

  /** It is gone: reads that do not find it are right. */
  deleted(kind: Entity, name: string): void {
    for (const read of [kind, ...partsOf[kind]]) this.#expected.delete(keyOf(read, name));
  }

  /** What was written about something in reads of that kind, whatever the entity, can show no more: it is gone, or renamed. */
  forget(kind: ReadKind, about: string): void {
    for (const [key, expected] of this.#expected) if (key.startsWith(`${kind} `)) expected.delete(about);
  }

  /** Something about it was written; `holds` tells whether a read shows that. A later write about the same replaces it. */
  changed<Kind extends ReadKind>(
    kind: Kind,
    name: string,
    about: string,
    holds: (answer: Answers[Kind]) => boolean,
  ): void {
    this.#expect(kind, name, about, holds);
  }

  /**
   * Reads until the answer shows what was written, as long as there is time. Rejects as `read` does.
   * @param read told whether it is the first time; later on it must not give what it gave before
   */
  settled<Kind extends ReadKind, Answer extends Answers[Kind]>(
    kind: Kind,
    name: string,
    read: (isFirst: boolean) => Promise<Answer>,
  ): Promise<Answer> {
    // As mostly: what is written only while this reads, it need not show.
    if (this.isEmpty) return read(true);
    const key = keyOf(kind, name);
    return this.#expected.has(key) ? this.#readUntilSettled(key, read) : read(true);
  }

  async #readUntilSettled<Answer extends Answers[ReadKind]>(
    key: string,
    read: (isFirst: boolean) => Promise<Answer>,
  ): Promise<Answer> {
    let isFirst = true;
    for (let pause = SHORTEST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const attempt = await read(isFirst).then(
        (answer) => ({ answer }),
        (error: unknown) => {
          if (isNoSuchEntity(error)) return { error };
          throw error;
        },
      );
      isFirst = false;
      const answer = "error" in attempt ? null : attempt.answer;
      const left = this.#timeLeft(key, answer);
      this.#forgetShown(key, answer);
      if (left > 0) {
        await this.#sleep(Math.min(pause, left));
        continue;
      }
      if ("error" in attempt) throw attempt.error;
      return attempt.answer;
    }
  }

  /**
   * Whether an answer that came otherwise, such as with many others, shows all that was written. Nothing is taken for seen by
   * that: what the answer does not tell at all, it cannot show.
   */
  isShownBy<Kind extends ReadKind>(kind: Kind, name: string, answer: Answers[Kind]): boolean {
    return this.isEmpty || this.#timeLeft(keyOf(kind, name), answer) <= 0;
  }

  /** How long to go on reading after this answer (null: there is no such thing); 0 where it shows all that was written. */
  #timeLeft(key: string, answer: Answers[ReadKind] | null): number {
    const now = this.#now();
    let latest = now;
    for (const expectation of this.#expected.get(key)?.values() ?? []) {
      if (!isShown(expectation, answer)) latest = Math.max(latest, expectation.until);
    }
    return latest - now;
  }

  /** That it exists is expected for the whole time: the next read may be answered by another of IAM's machines. */
  #forgetShown(key: string, answer: Answers[ReadKind] | null): void {
    const expected = this.#expected.get(key);
    for (const [about, expectation] of expected ?? []) {
      if (expectation.holds !== undefined && isShown(expectation, answer)) expected?.delete(about);
    }
  }

  #expect(kind: ReadKind, name: string, about: string, holds: Expectation["holds"]): void {
    if (this.#waitMs === 0) return;
    this.#forgetOld();
    const key = keyOf(kind, name);
    const expected = this.#expected.get(key) ?? new Map<string, Expectation>();
    expected.set(about, { until: this.#now() + this.#waitMs, holds });
    // Behind all others, for it is the one that is forgotten last.
    this.#expected.delete(key);
    this.#expected.set(key, expected);
  }

  #forgetOld(): void {
    const now = this.#now();
    for (const [key, expected] of this.#expected) {
      if ([...expected.values()].some(({ until }) => until > now)) return;
      this.#expected.delete(key);
    }
  }
}

/** What kind of answer an expectation takes, its key says, under which it is kept: TypeScript does not follow that. */
function isShown({ holds }: Expectation, answer: Answers[ReadKind] | null): boolean {
  return answer !== null && (holds === undefined || holds(answer as never));
}

/** IAM's names are the same regardless of case. */
function keyOf(kind: ReadKind, name: string): string {
  return `${kind} ${name.toLowerCase()}`;
}
