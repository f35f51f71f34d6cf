import type { CompleteGroup, DetailedUser, Group, User } from "../../iam/index.ts";
import { foldCase } from "../batching/index.ts";
import type { KnownDevices } from "./mfa-devices/known-devices.ts";
import type { Facet } from "./planner.ts";

/** What is known of an entity by its name. */
export interface Facts extends Partial<User> {
  /** Of a user. */
  readonly groups?: readonly Group[];
  readonly mfaDevices?: KnownDevices;
  /** Where it is a group. */
  readonly group?: CompleteGroup;
}

export type Kind = "user" | "group";

/** One facet of one entity. */
export interface Missing {
  readonly facet: Facet;
  readonly name: string;
}

/** Where a facet shows among what is known. */
const shownBy: Readonly<Record<Facet, keyof Facts>> = {
  identity: "userId",
  passwordLastUsed: "passwordLastUsed",
  tags: "tags",
  permissionsBoundary: "permissionsBoundary",
  groups: "groups",
  mfaDevices: "mfaDevices",
  group: "group",
};

/** What one request knows of entities by their names, and what of them could not be told. */
export class KnownFacts {
  readonly #facts = new Map<string, Facts>();
  /** Pages of users that nobody has asked about by name: most requests never do. */
  readonly #unread: (readonly User[])[] = [];
  readonly #failures = new Map<string, unknown>();
  /** Names as they were first asked for: IAM quotes them in its errors. */
  readonly #spellings = new Map<string, string>();

  of({ facet, name }: Missing): Facts {
    this.#takeIn();
    return this.#facts.get(`${kindOf([facet])} ${foldCase(name)}`) ?? {};
  }

  /** @throws what the facet could not be told for */
  told(missing: Missing): Facts {
    if (this.#failures.has(idOf(missing))) throw this.#failures.get(idOf(missing));
    return this.of(missing);
  }

  /** Those that are neither known nor failed, by facet; each under one spelling. */
  missingOf(asked: readonly Missing[]): Map<Facet, Set<string>> {
    const missing = new Map<Facet, Set<string>>();
    for (const one of asked) {
      if (this.of(one)[shownBy[one.facet]] !== undefined || this.#failures.has(idOf(one))) continue;
      const spelling = this.#spellings.get(foldCase(one.name)) ?? one.name;
      this.#spellings.set(foldCase(one.name), spelling);
      missing.set(one.facet, (missing.get(one.facet) ?? new Set()).add(spelling));
    }
    return missing;
  }

  learn(kind: Kind, name: string, facts: Facts): void {
    this.#takeIn();
    this.#learn(kind, name, facts);
  }

  /** What a page tells of its users; it is looked at when somebody asks. */
  learnUsers(users: readonly User[]): void {
    this.#unread.push(users);
  }

  #takeIn(): void {
    if (this.#unread.length === 0) return;
    for (const users of this.#unread.splice(0)) for (const user of users) this.#learn("user", user.userName, user);
  }

  #learn(kind: Kind, name: string, facts: Facts): void {
    const entity = `${kind} ${foldCase(name)}`;
    this.#facts.set(entity, { ...this.#facts.get(entity), ...facts });
  }

  fail(facets: Iterable<Facet>, name: string, error: unknown): void {
    for (const facet of facets) {
      if (this.of({ facet, name })[shownBy[facet]] === undefined) this.#failures.set(idOf({ facet, name }), error);
    }
  }

  forgetFailures(isForgotten: (error: unknown) => boolean): void {
    for (const [id, error] of this.#failures) if (isForgotten(error)) this.#failures.delete(id);
  }
}

/** What GetAccountAuthorizationDetails told, with the groups by their names. */
export function factsOfDetails(user: DetailedUser): Facts {
  return { ...user, groups: user.groupNames.map((groupName) => ({ groupName })) };
}

export function idOf({ facet, name }: Missing): string {
  return `${facet} ${foldCase(name)}`;
}

/** What kind of entity has these facets. */
export function kindOf(facets: readonly Facet[]): Kind {
  return facets.includes("group") ? "group" : "user";
}
