import type { CompleteGroup, DetailedUser, Group, User } from "../../iam/index.ts";
import { type FieldGroup, knowledge, lookUpOf } from "../../iam-model/knowledge.ts";
import { foldName } from "../../iam-model/name-folding.ts";
import type { KnownDevices } from "./mfa-devices/index.ts";

/** The facts that a request knows about an entity. */
export interface Facts extends Partial<User> {
  /** Of a user. */
  readonly groups?: readonly Group[];
  readonly mfaDevices?: KnownDevices;
  /** The group itself, if the entity is a group. */
  readonly group?: CompleteGroup;
}

/** The kinds of entities. A user and a group can have the same name. */
export type Kind = "user" | "group";

/** One field group of one entity. */
export interface Missing {
  readonly fieldGroup: FieldGroup;
  readonly name: string;
}

/** The member of the facts that is defined as soon as the field group is known. */
const memberOf: Readonly<Record<FieldGroup, keyof Facts>> = {
  identity: "userId",
  passwordLastUsed: "passwordLastUsed",
  tags: "tags",
  permissionsBoundary: "permissionsBoundary",
  groups: "groups",
  mfaDevices: "mfaDevices",
  group: "group",
};

/** Per-request cache of entity facts and of failed look-ups. Names are case-insensitive. */
export class KnownFacts {
  readonly #facts = new Map<string, Facts>();
  /** Pages of users that have not been indexed by name: most requests never need them. */
  readonly #pages: (readonly User[])[] = [];
  readonly #failures = new Map<string, unknown>();
  /** The spelling of each name at its first use: IAM quotes names in its errors. */
  readonly #spellings = new Map<string, string>();

  of({ fieldGroup, name }: Missing): Facts {
    this.#indexPages();
    return this.#facts.get(`${kindOf(fieldGroup)} ${foldName(name)}`) ?? {};
  }

  /** @throws the error of a failed look-up */
  get(missing: Missing): Facts {
    if (this.#failures.has(idOf(missing))) throw this.#failures.get(idOf(missing));
    return this.of(missing);
  }

  /** The requested facts that are neither known nor failed, by field group. A name appears in one spelling. */
  missingOf(requested: readonly Missing[]): Map<FieldGroup, Set<string>> {
    const missing = new Map<FieldGroup, Set<string>>();
    for (const one of requested) {
      if (this.of(one)[memberOf[one.fieldGroup]] !== undefined || this.#failures.has(idOf(one))) continue;
      const spelling = this.#spellings.get(foldName(one.name)) ?? one.name;
      this.#spellings.set(foldName(one.name), spelling);
      missing.set(one.fieldGroup, (missing.get(one.fieldGroup) ?? new Set()).add(spelling));
    }
    return missing;
  }

  learn(kind: Kind, name: string, facts: Facts): void {
    this.#indexPages();
    this.#learn(kind, name, facts);
  }

  /** Adds the users of a page. They are indexed at the first look-up. */
  learnUsers(users: readonly User[]): void {
    this.#pages.push(users);
  }

  #indexPages(): void {
    if (this.#pages.length === 0) return;
    for (const users of this.#pages.splice(0)) for (const user of users) this.#learn("user", user.userName, user);
  }

  #learn(kind: Kind, name: string, facts: Facts): void {
    const entity = `${kind} ${foldName(name)}`;
    this.#facts.set(entity, { ...this.#facts.get(entity), ...facts });
  }

  /** Records the error of field groups that are still unknown. */
  fail(fieldGroups: Iterable<FieldGroup>, name: string, error: unknown): void {
    for (const fieldGroup of fieldGroups) {
      const missing = { fieldGroup, name };
      if (this.of(missing)[memberOf[fieldGroup]] === undefined) this.#failures.set(idOf(missing), error);
    }
  }

  forgetFailures(isForgotten: (error: unknown) => boolean): void {
    for (const [id, error] of this.#failures) if (isForgotten(error)) this.#failures.delete(id);
  }
}

/** The facts in a user of GetAccountAuthorizationDetails, with the groups by name. */
export function factsOfDetails(user: DetailedUser): Facts {
  return { ...user, groups: user.groupNames.map((groupName) => ({ groupName })) };
}

/** The key of one field group of one entity. */
export function idOf({ fieldGroup, name }: Missing): string {
  return `${fieldGroup} ${foldName(name)}`;
}

function kindOf(fieldGroup: FieldGroup): Kind {
  return knowledge[lookUpOf(fieldGroup)].of;
}
