import {
  type CredentialReport,
  type IamReads,
  isNoSuchEntity,
  type Planning,
  SHARE_OF_TIME,
  type User,
} from "../iam/index.ts";
import { foldName } from "../iam-model/name-folding.ts";
import { createSingleLoader, once } from "./batching/index.ts";
import { isFailureOfOperation, withinTime } from "./fallback/index.ts";
import type { Hydrator } from "./hydration/index.ts";

/**
 * Sign-in facts of users, for one request. MFA devices are read now. The account's credential report supplies the rest, and the
 * users with a password. Other operations replace the report for users that it does not cover (newer ones, and those that this
 * gateway changed since), and for all users if IAM has none.
 */
export interface CredentialLoader {
  report(): Promise<CredentialReport>;
  /** Prefetches the report; errors surface to the first caller. */
  prefetchReport(): void;
  hasMfa(user: User): Promise<boolean>;
  passwordEnabled(user: User): Promise<boolean>;
  /** As `hasMfa`, with the time at which it was true. */
  datedHasMfa(user: User): Promise<DatedFact>;
  /** As `passwordEnabled`, with the time at which it was true. */
  datedPasswordEnabled(user: User): Promise<DatedFact>;
}

/** A fact and the time at which it was true; null if it was read now. */
export interface DatedFact {
  readonly value: boolean;
  readonly asOf: Date | null;
}

/** For one request. */
export function createCredentialLoader(
  iam: IamReads,
  planning: Planning,
  hydrator: Hydrator,
  report: () => Promise<CredentialReport>,
): CredentialLoader {
  const rows = once(async () => {
    const { asOf, users } = await report();
    return { asOf, byName: new Map(users.map((row) => [foldName(row.userName), row])) };
  });
  // Other operations replace a report that fails, or that takes half of the time left.
  const rowsInTime = once(() => withinTime(rows(), SHARE_OF_TIME * planning.timeLeftMs, "GetCredentialReport"));
  const loadHasPassword = createSingleLoader(iam.hasLoginProfile, (calls) => planning.expect("GetLoginProfile", calls));
  const loadHasPasswordInstead = createSingleLoader(
    (userName) => loadHasPassword(userName),
    (calls) => {
      const { tokens } = planning.callOutlook("GetLoginProfile");
      if (calls > tokens || !planning.fits("GetLoginProfile", calls, SHARE_OF_TIME)) throw new DoesNotFit();
    },
  );

  /** The user's row in the report; `undefined` if the user or a change of its credential is newer than the report. */
  async function rowOf({ userName, createDate }: User, credential: "mfa" | "password", source = rows) {
    const { asOf, byName } = await source();
    const row = byName.get(foldName(userName));
    if (row === undefined || !planning.showsCredential(asOf, userName, credential)) return undefined;
    const created = createDate ?? (await hydrator.load(userName, "identity")).createDate;
    return row.createDate.getTime() === created?.getTime() ? { ...row, asOf } : undefined;
  }

  async function mfaOf(user: User): Promise<DatedFact> {
    try {
      const { devices, asOf } = await hydrator.loadMfaDevices(user.userName);
      const value = devices.length > 0;
      return { value, asOf: value ? null : asOf };
    } catch (error) {
      if (isNoSuchEntity(error)) throw error;
      const row = await rowOf(user, "mfa").catch(() => undefined);
      if (row === undefined) throw error;
      return { value: row.hasMfa, asOf: row.asOf };
    }
  }

  async function passwordOf(user: User): Promise<DatedFact> {
    const name = foldName(user.userName);
    try {
      const row = await rowOf(user, "password", rowsInTime);
      if (row !== undefined) return { value: row.passwordEnabled, asOf: row.asOf };
    } catch (error) {
      if (!isFailureOfOperation(error)) throw error;
      try {
        return { value: await loadHasPasswordInstead(name), asOf: null };
      } catch (otherError) {
        if (!(otherError instanceof DoesNotFit)) throw otherError;
      }
      // The report gets the rest of the time.
      const row = await rowOf(user, "password");
      if (row !== undefined) return { value: row.passwordEnabled, asOf: row.asOf };
    }
    return { value: await loadHasPassword(name), asOf: null };
  }

  const prefetchReport = () => void report().catch(() => {});

  return {
    report,
    prefetchReport,
    hasMfa: async (user) => (await mfaOf(user)).value,
    passwordEnabled: async (user) => (await passwordOf(user)).value,
    datedHasMfa: mfaOf,
    datedPasswordEnabled: passwordOf,
  };
}

/** The calls that would replace a failed operation exceed the free calls or the time left. */
class DoesNotFit extends Error {}
