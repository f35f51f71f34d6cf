import {
  type CredentialReport,
  IamCallsExhausted,
  type IamReads,
  isNoSuchEntity,
  type PageRequest,
  type Planning,
  SHARE_OF_TIME,
  type User,
} from "../iam/index.ts";
import { foldName } from "../iam-model/name-folding.ts";
import { MAX_PAGE_SIZE } from "../iam-model/quotas.ts";
import { createSingleLoader, once } from "./batching/index.ts";
import { isFailureOfOperation, withinTime } from "./fallback/index.ts";
import { type Hydrator, MAX_ASKED_PAGE } from "./hydration/index.ts";
import type { MarkerList } from "./paging/index.ts";

/** Restricts a list of users. `null` and absent members do not filter. */
export interface CredentialFilter {
  readonly hasMfa?: boolean | null;
  readonly passwordEnabled?: boolean | null;
}

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
  /**
   * The users of a list that pass the filter.
   * @param pageSize how many users the request wants. The devices of a few users can be looked up one by one. Infinity if the
   *   request reads the whole list, so that a smaller page does not help
   */
  filtered(list: MarkerList<User>, filter: CredentialFilter, pageSize: number): MarkerList<User>;
}

/** A fact and the time at which it was true; null if it was read now. */
interface DatedFact {
  readonly value: boolean;
  readonly asOf: Date | null;
}

/** Few users pass a filter, so a smaller page would waste calls. */
const MIN_ASKED_PAGE = 10;

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

    filtered(list, { hasMfa, passwordEnabled }, pageSize) {
      const tests = [
        { wanted: hasMfa, factOf: mfaOf },
        { wanted: passwordEnabled, factOf: passwordOf },
      ].filter(({ wanted }) => typeof wanted === "boolean");
      let oldest: Date | null = null;
      /** Why a page failed that is too large to look up each of its users. */
      let refusal: IamCallsExhausted | undefined;
      /** The size of the next smaller page, and how many users the smaller pages contained. */
      let size = Math.max(pageSize, MIN_ASKED_PAGE);
      let found = 0;
      const passes = async (user: User) => {
        // In sequence: the second test can take a call for each user.
        for (const { wanted, factOf } of tests) {
          const { value, asOf } = await factOf(user);
          if (asOf !== null && (oldest === null || asOf < oldest)) oldest = asOf;
          if (value !== wanted) return false;
        }
        return true;
      };
      const pageOf = async (request: PageRequest) => {
        const page = await list.list(request);
        const passing = await Promise.all(page.items.map((user) => passes(user)));
        return { ...page, items: page.items.filter((_user, at) => passing[at]) };
      };
      return {
        ...list,
        asOf: () => oldest,
        async list({ marker }) {
          if (typeof passwordEnabled === "boolean") prefetchReport();
          // Whole pages: how many small pages it takes to find a few matching users is unknown.
          if (refusal === undefined) {
            try {
              return await pageOf({ marker, maxItems: MAX_PAGE_SIZE });
            } catch (error) {
              const mayBeSmaller = error instanceof IamCallsExhausted && error.reason === "page";
              if (mayBeSmaller && pageSize === Number.POSITIVE_INFINITY) throw error.withPageSize(0);
              if (!mayBeSmaller || pageSize > MAX_ASKED_PAGE) throw error;
              refusal = error;
              hydrator.forgetLargePages();
            }
          }
          // The page is full and only a count is missing, which a smaller page does not help.
          if (found > pageSize + MAX_ASKED_PAGE) throw refusal.withPageSize(0);
          const page = await pageOf({ marker, maxItems: size });
          found += page.items.length;
          size = Math.min(2 * size, MAX_ASKED_PAGE);
          return page;
        },
      };
    },
  };
}

/** The calls that would replace a failed operation exceed the free calls or the time left. */
class DoesNotFit extends Error {}

/** Whether a filter lets all users pass. */
export function isOpen({ hasMfa, passwordEnabled }: CredentialFilter): boolean {
  return (hasMfa ?? passwordEnabled ?? undefined) === undefined;
}
