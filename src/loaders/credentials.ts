import type { CredentialReport, IamReads, Planning, User } from "../iam/index.ts";
import { createSingleLoader, foldCase, once } from "./batch.ts";
import type { Hydrator } from "./hydration/index.ts";
import { LARGEST_PAGE, type MarkerList } from "./paging/index.ts";

/** Which users to list; what is `null` or absent does not matter. */
export interface CredentialFilter {
  readonly hasMfa?: boolean | null;
  readonly passwordEnabled?: boolean | null;
}

/**
 * What users can sign in with, from one credential report for the whole account. Of users whom the report cannot tell of
 * (they came, or were changed through this gateway, since) IAM's other operations do.
 */
export interface CredentialLoader {
  report(): Promise<CredentialReport>;
  /** Begins with the report, for somebody will ask. What goes wrong, whoever asks is told. */
  foresee(): void;
  hasMfa(user: User): Promise<boolean>;
  passwordEnabled(user: User): Promise<boolean>;
  /** The same list, of which only those are left that the filter lets through. */
  filtered(list: MarkerList<User>, filter: CredentialFilter): MarkerList<User>;
}

/** For one request. */
export function createCredentialLoader(iam: IamReads, planning: Planning, hydrator: Hydrator): CredentialLoader {
  const report = once(() => iam.getCredentialReport());
  const rows = once(async () => {
    const { asOf, users } = await report();
    return { asOf, byName: new Map(users.map((row) => [foldCase(row.userName), row])) };
  });
  const loadHasPassword = createSingleLoader(iam.hasLoginProfile, (calls) => planning.expect("GetLoginProfile", calls));

  /** What the report says of this very user; `undefined` where it was made before the user was, or before the change. */
  async function rowOf({ userName, createDate }: User, credential: "mfa" | "password") {
    const { asOf, byName } = await rows();
    const row = byName.get(foldCase(userName));
    if (row === undefined || !planning.showsCredential(asOf, userName, credential)) return undefined;
    const created = createDate ?? (await hydrator.load(userName, "identity")).createDate;
    return row.createDate.getTime() === created?.getTime() ? row : undefined;
  }

  async function hasMfa(user: User): Promise<boolean> {
    const row = await rowOf(user, "mfa");
    if (row !== undefined) return row.hasMfa;
    const { mfaDevices = [] } = await hydrator.load(user.userName, "mfaDevices");
    return mfaDevices.length > 0;
  }

  async function passwordEnabled(user: User): Promise<boolean> {
    const row = await rowOf(user, "password");
    return row?.passwordEnabled ?? loadHasPassword(foldCase(user.userName));
  }

  async function passes(user: User, filter: CredentialFilter): Promise<boolean> {
    // One after the other: a password that the report does not tell of takes a call for each user.
    if (!(await isWanted(filter.hasMfa, () => hasMfa(user)))) return false;
    return isWanted(filter.passwordEnabled, () => passwordEnabled(user));
  }

  return {
    report,
    foresee: () => void report().catch(() => {}),
    hasMfa,
    passwordEnabled,
    filtered: (list, filter) => ({
      ...list,
      async list({ marker }) {
        // However few are wanted: nobody knows how many pages of a few it would take to find them.
        const page = await list.list({ marker, maxItems: LARGEST_PAGE });
        const passing = await Promise.all(page.items.map((user) => passes(user, filter)));
        return { ...page, items: page.items.filter((_user, at) => passing[at]) };
      },
    }),
  };
}

/** Whether a filter leaves nothing out. */
export function isOpen({ hasMfa, passwordEnabled }: CredentialFilter): boolean {
  return (hasMfa ?? passwordEnabled ?? undefined) === undefined;
}

async function isWanted(wanted: boolean | null | undefined, ask: () => Promise<boolean>): Promise<boolean> {
  return wanted === null || wanted === undefined || (await ask()) === wanted;
}
