import { accountFact } from "../account/facts.ts";
import type { Fact } from "../cost/index.ts";

/** What the fields of a user need to know, and which call reads it if the user at hand does not have it. */
export const userFacts = {
  /** In all of IAM's lists of users. */
  identity: { call: "userIdentity", readAhead: "createDate" },
  /** In ListUsers and GetUser; not in GetGroup and GetAccountAuthorizationDetails. */
  passwordLastUsed: { call: "userPassword", readAhead: "passwordLastUsed" },
  /** In GetUser and GetAccountAuthorizationDetails. */
  tags: { call: "userDetails", readAhead: "tags" },
  /** In GetUser and GetAccountAuthorizationDetails. */
  permissionsBoundary: { call: "userDetails", readAhead: "permissionsBoundary" },
  groups: { call: "groupsOfUser", readAhead: "groups" },
  mfaDevices: { call: "mfaDevicesOfUser", readAhead: "mfaDevices" },
  /** In the account's credential report, and for users that are newer than it in GetLoginProfile. */
  credentials: { call: "passwords", readAhead: "passwordEnabled" },
} as const satisfies Record<string, Fact>;

const { identity, passwordLastUsed, tags, permissionsBoundary, groups } = userFacts;

/** Facts that GetUser returns. */
export const knownByGetUser: readonly Fact[] = [accountFact, identity, passwordLastUsed, tags, permissionsBoundary];
/** Facts that ListUsers returns. */
export const knownByListUsers: readonly Fact[] = [accountFact, identity, passwordLastUsed];
/** Facts that GetGroup returns of its users. */
export const knownByGetGroup: readonly Fact[] = [accountFact, identity];
/** Facts that GetAccountAuthorizationDetails returns. */
export const knownByDetails: readonly Fact[] = [accountFact, identity, tags, permissionsBoundary, groups];
