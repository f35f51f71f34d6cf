/** A user of the sample account. */
export interface SampleUser {
  readonly name: string;
  readonly path: "/engineering/" | "/security/" | "/service/";
  readonly team: string;
  /** Names of `sampleGroups`. */
  readonly groups: readonly string[];
  /** Names of the virtual devices that the user has enabled. */
  readonly mfaDevices?: readonly string[];
  /** The serial number of a hardware device that the user has enabled. */
  readonly hardwareMfaDevice?: string;
  readonly permissionsBoundary?: string;
  /** When the password was last used. A user who never signed in has none. */
  readonly lastLogin?: string;
}

export const sampleGroups = [
  { name: "developers", path: "/engineering/" },
  { name: "platform", path: "/engineering/" },
  { name: "on-call", path: "/engineering/" },
  { name: "security-auditors", path: "/security/" },
  { name: "incident-response", path: "/security/" },
  { name: "deployers", path: "/service/" },
] as const;

/** Engineers: name, team, groups, number of virtual devices, day of the last login in autumn 2026, if any. */
const engineers = [
  ["amara.okafor", "Checkout", "developers on-call", 2, "11-14"],
  ["ben.lindqvist", "Checkout", "developers", 1, "11-13"],
  ["chiara.ricci", "Checkout", "developers", 1, "11-12"],
  ["daniel.mensah", "Checkout", "developers", 0, "10-30"],
  ["elif.yilmaz", "Search", "developers on-call", 1, "11-14"],
  ["farid.haddad", "Search", "developers", 1, "11-09"],
  ["grace.obrien", "Search", "developers", 0, "09-21"],
  ["hiro.tanaka", "Search", "developers", 1, "11-11"],
  ["ines.ferreira", "Mobile", "developers", 1, "11-14"],
  ["jonas.keller", "Mobile", "developers", 0, undefined],
  ["katya.volkova", "Mobile", "developers", 2, "10-05"],
  ["liam.murphy", "Mobile", "developers", 0, "11-02"],
  ["mei.chen", "Platform", "developers platform on-call", 2, "11-14"],
  ["nikhil.rao", "Platform", "platform on-call", 1, "11-14"],
  ["olivia.hansen", "Platform", "platform", 1, "11-08"],
  ["pedro.alvarez", "Platform", "platform", 1, "10-19"],
  ["quinn.taylor", "Platform", "platform on-call", 2, "11-13"],
  ["rosa.jimenez", "Data", "developers", 1, "11-10"],
  ["samuel.adeyemi", "Data", "developers", 0, "10-12"],
  ["tove.nilsson", "Data", "developers", 1, "11-06"],
  ["umar.farooq", "Data", "developers", 0, undefined],
  ["valentina.rossi", "Data", "developers", 1, "09-28"],
  ["wei.zhang", "Billing", "developers", 1, "11-12"],
  ["xenia.papadaki", "Billing", "developers", 0, "10-27"],
  ["yusuf.demir", "Billing", "developers", 1, "11-13"],
  ["zofia.nowak", "Billing", "developers", 0, "11-05"],
  ["anders.berg", "Contractors", "", 0, "09-15"],
  ["bianca.costa", "Contractors", "", 0, undefined],
  ["carlos.mendoza", "Contractors", "", 0, "10-22"],
  ["dina.rahman", "Contractors", "", 0, undefined],
  ["emil.novak", "Research", "", 1, "11-01"],
  ["freya.olsen", "Research", "", 0, "10-08"],
] as const;

/** Like `engineers`. Every one of them has a device. */
const securityStaff = [
  ["gabriel.moreau", "Audit", "security-auditors", 1, "11-14"],
  ["hana.kobayashi", "Audit", "security-auditors", 1, "11-12"],
  ["igor.petrov", "Audit", "security-auditors", 0, "11-10"],
  ["julia.schmidt", "Response", "incident-response security-auditors on-call", 2, "11-14"],
  ["kofi.asante", "Response", "incident-response", 1, "11-13"],
  ["lena.fischer", "Response", "incident-response", 1, "11-11"],
  ["marco.bianchi", "Response", "incident-response on-call", 2, "11-14"],
  ["noor.vanderberg", "Identity", "security-auditors", 1, "11-07"],
] as const;

/** Service accounts, without a password. */
const serviceAccounts = [
  ["backup-runner", "Platform", ""],
  ["ci-build", "Platform", "deployers"],
  ["ci-deploy-production", "Platform", "deployers"],
  ["ci-deploy-staging", "Platform", "deployers"],
  ["cost-report", "Billing", ""],
  ["data-export", "Data", ""],
  ["dns-updater", "Platform", "deployers"],
  ["email-relay", "Checkout", ""],
  ["image-scanner", "Audit", ""],
  ["invoice-sync", "Billing", ""],
  ["log-shipper", "Platform", ""],
  ["metrics-reader", "Platform", ""],
  ["mobile-release", "Mobile", "deployers"],
  ["payment-webhooks", "Checkout", ""],
  ["search-indexer", "Search", ""],
  ["secret-rotator", "Identity", ""],
  ["support-exporter", "Checkout", ""],
  ["terraform", "Platform", "deployers"],
  ["vulnerability-feed", "Audit", ""],
  ["warehouse-loader", "Data", ""],
] as const;

/** One for a user with a virtual device, one for a user without. */
const hardwareMfaDevices: Readonly<Record<string, string>> = {
  "julia.schmidt": "GAHT00482913",
  "igor.petrov": "GAHT00482914",
};

const permissionsBoundaries: Readonly<Record<string, string>> = {
  "anders.berg": "arn:aws:iam::aws:policy/PowerUserAccess",
  "ci-build": "arn:aws:iam::aws:policy/PowerUserAccess",
};

/** The 60 users of the account. */
export const sampleUsers: readonly SampleUser[] = [
  ...engineers.map((row, index) => person("/engineering/", row, index)),
  ...securityStaff.map((row, index) => person("/security/", row, index)),
  ...serviceAccounts.map(([name, team, groups]) => user("/service/", name, team, groups)),
];

/** An access key of the sample account. */
export interface SampleAccessKey {
  readonly userName: string;
  readonly createDate: string;
  readonly inactive?: boolean;
  readonly lastUsed?: { readonly date: string; readonly service: string; readonly region: string };
}

/** Keys of service accounts, sorted by date. One has been replaced, one was never used, two are old. */
export const sampleAccessKeys: readonly SampleAccessKey[] = [
  {
    userName: "terraform",
    createDate: "2025-06-30T08:15:00Z",
    lastUsed: { date: "2026-11-13T16:05:00Z", service: "iam", region: "us-east-1" },
  },
  {
    userName: "warehouse-loader",
    createDate: "2025-07-11T15:40:00Z",
    lastUsed: { date: "2025-12-19T23:10:00Z", service: "redshift", region: "eu-central-1" },
  },
  {
    userName: "backup-runner",
    createDate: "2025-10-06T09:30:00Z",
    inactive: true,
    lastUsed: { date: "2026-07-01T02:00:00Z", service: "s3", region: "eu-central-1" },
  },
  {
    userName: "ci-build",
    createDate: "2025-10-20T11:00:00Z",
    lastUsed: { date: "2026-11-14T07:41:00Z", service: "ecr", region: "eu-central-1" },
  },
  { userName: "log-shipper", createDate: "2026-03-16T08:20:00Z" },
  {
    userName: "backup-runner",
    createDate: "2026-07-01T13:55:00Z",
    lastUsed: { date: "2026-11-14T02:00:00Z", service: "s3", region: "eu-central-1" },
  },
];

/** Virtual devices that are not assigned. */
export const spareMfaDevices = Array.from({ length: 8 }, (_, index) => `spare-phone-${index + 1}`);

/** Public providers with the thumbprints that AWS's documentation used for them. */
export const sampleOidcProviders = [
  {
    url: "https://token.actions.githubusercontent.com",
    clientIds: ["sts.amazonaws.com"],
    thumbprints: ["6938fd4d98bab03faadb97b34396831e3780aea1", "1c58a3a8518e8759bf075b76b750d4f2df264fcd"],
    tags: { Team: "Platform", Purpose: "deployments" },
  },
  {
    url: "https://gitlab.com",
    clientIds: ["https://gitlab.com", "sts.amazonaws.com"],
    thumbprints: ["b3dd7606d2b5a8b4a13771dbecc9ee1cecafa38a"],
    tags: { Team: "Data" },
  },
  {
    url: "https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E",
    clientIds: ["sts.amazonaws.com"],
    thumbprints: ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"],
    tags: { Team: "Platform", Cluster: "production" },
  },
] as const;

type PersonRow = readonly [
  name: string,
  team: string,
  groups: string,
  mfaDevices: 0 | 1 | 2,
  lastLogin: string | undefined,
];

function person(
  path: SampleUser["path"],
  [name, team, groups, mfaDevices, lastLogin]: PersonRow,
  index: number,
): SampleUser {
  const minute = String((index * 7) % 60).padStart(2, "0");
  return {
    ...user(path, name, team, groups),
    mfaDevices: [name, `${name}-tablet`].slice(0, mfaDevices),
    ...(lastLogin === undefined ? {} : { lastLogin: `2026-${lastLogin}T08:${minute}:00Z` }),
  };
}

function user(path: SampleUser["path"], name: string, team: string, groups: string): SampleUser {
  const hardwareMfaDevice = hardwareMfaDevices[name];
  const permissionsBoundary = permissionsBoundaries[name];
  return {
    name,
    path,
    team,
    groups: groups.split(" ").filter((group) => group !== ""),
    ...(hardwareMfaDevice === undefined ? {} : { hardwareMfaDevice }),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
  };
}
