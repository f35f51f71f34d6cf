import { arns } from "../../arns.ts";
import type { AccessKeyRow, LoginProfileRow, SigningCertificateRow, UserRow } from "../../store/index.ts";
import { timestamp } from "../../timestamp.ts";
import type { OperationContext } from "../framework/index.ts";

/** The columns in order. IAM's user guide describes their values ("Generate credential reports"). */
const columns = [
  "user",
  "arn",
  "user_creation_time",
  "password_enabled",
  "password_last_used",
  "password_last_changed",
  "password_next_rotation",
  "mfa_active",
  "access_key_1_active",
  "access_key_1_last_rotated",
  "access_key_1_last_used_date",
  "access_key_1_last_used_region",
  "access_key_1_last_used_service",
  "access_key_2_active",
  "access_key_2_last_rotated",
  "access_key_2_last_used_date",
  "access_key_2_last_used_region",
  "access_key_2_last_used_service",
  "cert_1_active",
  "cert_1_last_rotated",
  "cert_2_active",
  "cert_2_last_rotated",
] as const;

/** The last column, present only if a user has more keys than the columns above can show. */
const additionalColumn = "additional_credentials_info";

type Row = Readonly<Record<(typeof columns)[number] | typeof additionalColumn, string>>;

/** How many users are read at once. */
const chunkSize = 1000;

const notApplicable = "N/A";
const noInformation = "no_information";
const notSupported = "not_supported";

type ReportContext = Pick<
  OperationContext,
  | "account"
  | "accessKeys"
  | "loginProfiles"
  | "mfaDevices"
  | "passwordPolicies"
  | "rootPassword"
  | "signingCertificates"
  | "users"
>;

/** Returns the present report of the account: the header, the root user, then the users by name. */
export function credentialReportCsv(context: ReportContext): string {
  const lines: string[] = [];
  const additions: string[] = [];
  const add = (row: Row) => {
    lines.push(columns.map((column) => quoted(row[column])).join(","));
    additions.push(row[additionalColumn]);
  };
  add(rootRow(context));
  let after = "";
  for (;;) {
    const users = context.users.list("/", after, chunkSize);
    for (const row of userRows(context, users)) add(row);
    const last = users.at(-1);
    if (last === undefined || users.length < chunkSize) break;
    after = last.name;
  }
  const header = columns.join(",");
  if (additions.every((addition) => addition === notApplicable)) return [header, ...lines].join("\n");
  return [`${header},${additionalColumn}`, ...lines.map((line, row) => `${line},${additions[row]}`)].join("\n");
}

function rootRow({ account, accessKeys, mfaDevices, rootPassword, signingCertificates }: ReportContext): Row {
  const password = rootPassword.find();
  return {
    user: "<root_account>",
    arn: arns.root(account),
    user_creation_time: account.createDate,
    password_enabled: String(password !== undefined),
    password_last_used: password === undefined ? notApplicable : (password.lastUsed ?? noInformation),
    password_last_changed: password?.lastChanged ?? notApplicable,
    password_next_rotation: notSupported,
    mfa_active: String(mfaDevices.countOfOwner(null) > 0),
    ...keyFields(accessKeys.ofMany([null]).get(null) ?? []),
    ...certificateFields(signingCertificates.ofMany([null]).get(null)),
  };
}

function userRows(context: ReportContext, page: readonly UserRow[]) {
  const { account, accessKeys, loginProfiles, mfaDevices, passwordPolicies, signingCertificates } = context;
  const maxAgeDays = passwordPolicies.find()?.maxAgeDays ?? null;
  const userIds = page.map((user) => user.userId);
  const profiles = loginProfiles.ofMany(userIds);
  const keys = accessKeys.ofMany(userIds);
  const certificates = signingCertificates.ofMany(userIds);
  const withMfa = mfaDevices.ownersAmong(userIds);
  return page.map(
    (user): Row => ({
      user: user.name,
      arn: arns.user(account, user.path, user.name),
      user_creation_time: user.createDate,
      ...passwordFields(user, profiles.get(user.userId), maxAgeDays),
      mfa_active: String(withMfa.has(user.userId)),
      ...keyFields(keys.get(user.userId) ?? []),
      ...certificateFields(certificates.get(user.userId)),
    }),
  );
}

/** The next rotation is not applicable unless the account's password policy requires it (docs). */
function passwordFields(user: UserRow, profile: LoginProfileRow | undefined, maxAgeDays: number | null) {
  if (profile === undefined) {
    return {
      password_enabled: "false",
      password_last_used: notApplicable,
      password_last_changed: notApplicable,
      password_next_rotation: notApplicable,
    };
  }
  return {
    password_enabled: "true",
    password_last_used: user.passwordLastUsed ?? noInformation,
    password_last_changed: profile.passwordLastChanged,
    password_next_rotation: maxAgeDays === null ? notApplicable : daysAfter(profile.passwordLastChanged, maxAgeDays),
  };
}

/** The key columns, sorted by access key id (AWS-capture). AWS's quota allows two keys. */
function keyFields([first, second, ...more]: readonly AccessKeyRow[]) {
  const one = keyValues(first);
  const two = keyValues(second);
  return {
    access_key_1_active: one.active,
    access_key_1_last_rotated: one.lastRotated,
    access_key_1_last_used_date: one.lastUsedDate,
    access_key_1_last_used_region: one.lastUsedRegion,
    access_key_1_last_used_service: one.lastUsedService,
    access_key_2_active: two.active,
    access_key_2_last_rotated: two.lastRotated,
    access_key_2_last_used_date: two.lastUsedDate,
    access_key_2_last_used_region: two.lastUsedRegion,
    access_key_2_last_used_service: two.lastUsedService,
    // The number of further keys, and the operation that lists them (docs; the wording is inferred).
    [additionalColumn]: more.length === 0 ? notApplicable : `${more.length} additional access keys (ListAccessKeys)`,
  };
}

/** "Last rotated" is the creation date, also of an inactive key. A status change does not alter it (AWS-capture). */
function keyValues(key: AccessKeyRow | undefined) {
  return {
    active: String(key?.status === "Active"),
    lastRotated: key?.createDate ?? notApplicable,
    lastUsedDate: key?.lastUsedDate ?? notApplicable,
    lastUsedRegion: key?.lastUsedRegion ?? notApplicable,
    lastUsedService: key?.lastUsedService ?? notApplicable,
  };
}

/** The certificate columns, sorted by id like the keys (inferred). AWS's quota allows two certificates. */
function certificateFields([first, second]: readonly SigningCertificateRow[] = []) {
  return {
    cert_1_active: String(first?.status === "Active"),
    cert_1_last_rotated: first?.uploadDate ?? notApplicable,
    cert_2_active: String(second?.status === "Active"),
    cert_2_last_rotated: second?.uploadDate ?? notApplicable,
  };
}

function daysAfter(date: string, days: number): string {
  const moment = new Date(date);
  moment.setUTCDate(moment.getUTCDate() + days);
  return timestamp(moment);
}

/** Quotes a field: names can contain commas, paths can contain quotes. */
function quoted(field: string): string {
  return /[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
