import type { SQLInputValue } from "node:sqlite";
import { describe, expect, it, vi } from "vitest";
import type { Services } from "../../../src/embedded-iam/services.ts";
import type { Database } from "../../../src/embedded-iam/store/database/database.ts";
import { insertUsers, openStore, someDate } from "./store-filling.ts";

const size = 3000;

function filledStore() {
  const store = openStore();
  const { database, services } = store;
  insertUsers(store, size, (place) => `/${place % 7}/`);
  database.transaction(() => {
    for (let place = 0; place < size; place++) {
      const user = `AIDA${place}`;
      const group = `AGPA${place}`;
      services.groups.insert({ groupId: group, name: `g${place}`, path: `/${place}/`, createDate: someDate });
      services.groups.addMember("AGPA0", user);
      if (place > 0) services.groups.addMember(group, "AIDA0");
      const device = services.mfaDevices.insert(`arn:aws:iam::123456789012:mfa/${user}`, "virtual", "A");
      if (place % 3 === 0) services.mfaDevices.assign(device, user, someDate);
      for (const owner of [user, null]) {
        services.accessKeys.insert({
          accessKeyId: `AKIA${place}${owner}`,
          userId: owner,
          secretAccessKey: "secret",
          status: "Active",
          createDate: someDate,
        });
      }
      services.userTags.set(user, "Team", "a");
      const policy = { policyId: `ANPA${place}`, name: `p${place}`, path: `/${place % 7}/`, description: null };
      services.policies.insert({ ...policy, createDate: someDate }, "{}");
      services.attachments.add({ kind: "user", id: user }, `arn:aws:iam::123456789012:policy/p${place % 10}`);
      services.inlinePolicies.put({ kind: "user", id: user }, "read", "{}");
      insertRole(services, place);
      insertCredentials(services, place);
    }
  });
  return { database, services };
}

/** Inserts a role, and an instance profile of the first role. The role trusts a user. */
function insertRole({ instanceProfiles, roles }: Services, place: number): void {
  const roleId = `AROA${place}`;
  roles.insert({
    roleId,
    name: `r${place}`,
    path: `/${place % 7}/`,
    createDate: someDate,
    trustPolicy: "{}",
    description: null,
    maxSessionDuration: 3600,
    permissionsBoundary: null,
  });
  roles.setTrustedPrincipals(roleId, new Map([["arn", `AIDA${place}`]]));
  const profile = { instanceProfileId: `AIPA${place}`, name: `p${place}`, path: `/${place}/`, createDate: someDate };
  instanceProfiles.insert(profile);
  instanceProfiles.addRole(profile, "AROA0");
}

/** Inserts a server certificate, a SAML provider, and other credentials of the first user and of another one. */
function insertCredentials(services: Services, place: number): void {
  const dates = { uploadDate: someDate, createDate: someDate, validUntil: someDate, expiration: someDate };
  const status = "Active";
  for (const userId of new Set(["AIDA0", `AIDA${place}`])) {
    const suffix = `${place}${userId}`;
    services.sshPublicKeys.insert({
      keyId: `APKA${suffix}`,
      userId,
      body: "key",
      fingerprint: `print ${suffix}`,
      status,
      ...dates,
    });
    services.signingCertificates.insert({ certificateId: `CERT${suffix}`, userId, body: suffix, status, ...dates });
    services.serviceSpecificCredentials.insert({
      credentialId: `ACCA${suffix}`,
      userId,
      serviceName: "codecommit.amazonaws.com",
      serviceUserName: `name ${suffix}`,
      secretHash: "hash",
      status,
      createDate: someDate,
      expirationDate: null,
    });
    services.lastAccessed.mark({ entityId: userId, service: "iam", action: `a${place}`, date: someDate, region: "r" });
  }
  const certificateId = `ASCA${place}`;
  const path = `/${place % 7}/`;
  services.serverCertificates.insert({ certificateId, name: `c${place}`, path, body: "body", chain: null, ...dates });
  services.samlProviders.insert({
    name: `s${place}`,
    uuid: `${place}`,
    metadata: "",
    encryptionMode: "Allowed",
    ...dates,
  });
}

/** Returns SQLite's query plans of all statements that the work runs. */
function plansOf(database: Database, work: () => unknown): string[] {
  const run: { readonly sql: string; readonly values: readonly SQLInputValue[] }[] = [];
  const all = database.all.bind(database);
  const spies = (["all", "get"] as const).map((method) => {
    const original = database[method].bind(database);
    return vi.spyOn(database, method).mockImplementation((sql: string, ...values: SQLInputValue[]) => {
      run.push({ sql, values });
      return original(sql, ...values) as never;
    });
  });
  work();
  for (const spy of spies) spy.mockRestore();
  expect(run).not.toEqual([]);
  return run.flatMap(({ sql, values }) =>
    all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values).map((row) => row.detail),
  );
}

/**
 * Plan steps that read more rows than they return. Temporary lists, such as `json_each` of a page's ids, may be
 * scanned.
 */
function flawsOf(plans: readonly string[]): string[] {
  return plans.filter((plan) => plan.includes("TEMP B-TREE") || (/^SCAN /.test(plan) && !shortLists.test(plan)));
}

const shortLists = /^SCAN (?:json_each|paths|CONSTANT ROW|\(subquery)/;

const userIds = Array.from({ length: 100 }, (_, index) => `AIDA${index * 7}`);

const policyArns = Array.from({ length: 10 }, (_, index) => `arn:aws:iam::123456789012:policy/p${index}`);

const roleIds = userIds.map((id) => id.replace("AIDA", "AROA"));

const work: readonly (readonly [what: string, work: (services: Services) => unknown])[] = [
  ["users by name", ({ users }) => users.list("/", "u0000500", 101)],
  ["users under a path that many have", ({ users }) => users.list("/3/", "u0000500", 101)],
  ["users under a path that none has", ({ users }) => users.list("/none/", "u0000500", 101)],
  ["groups by name", ({ groups }) => groups.list("/", "g5", 101)],
  ["groups under one of many paths", ({ groups }) => groups.list("/2999", "", 101)],
  ["groups under few paths", ({ groups }) => groups.list("/299", "", 101)],
  ["members of a large group", ({ groups }) => groups.members("AGPA0", "u0000500", 101)],
  ["groups of a user in many", ({ groups }) => groups.ofUser("AIDA0", "g5", 101)],
  ["names of many users' groups", ({ groups }) => groups.namesOfUsers(userIds)],
  ["tags of many users", ({ userTags }) => userTags.ofMany(userIds)],
  ["tags of one user", ({ userTags }) => userTags.of("AIDA5")],
  ["all virtual MFA devices", ({ mfaDevices }) => mfaDevices.listVirtual("Any", "arn:aws:iam::1", 101)],
  ["assigned MFA devices", ({ mfaDevices }) => mfaDevices.listVirtual("Assigned", "arn:aws:iam::1", 101)],
  ["unassigned MFA devices", ({ mfaDevices }) => mfaDevices.listVirtual("Unassigned", "arn:aws:iam::1", 101)],
  ["a user's MFA devices", ({ mfaDevices }) => mfaDevices.ofOwner("AIDA3")],
  ["the root user's MFA devices", ({ mfaDevices }) => mfaDevices.ofOwner(null)],
  ["a user's access keys", ({ accessKeys }) => accessKeys.ofOwner("AIDA3", "", 101)],
  ["the root user's access keys", ({ accessKeys }) => accessKeys.ofOwner(null, "AKIA5", 101)],
  ["roles by name", ({ roles }) => roles.list("/", "r5", 101)],
  ["roles under a path that many have", ({ roles }) => roles.list("/3/", "r5", 101)],
  ["lost principals of many roles", ({ roles }) => roles.lostPrincipalsOf(roleIds)],
  ["instance profiles by name", ({ instanceProfiles }) => instanceProfiles.list("/", "p5", 101)],
  ["instance profiles of a role in many", ({ instanceProfiles }) => instanceProfiles.ofRole("AROA0", "p5", 101)],
  ["instance profiles of many roles", ({ instanceProfiles }) => instanceProfiles.ofRoles(roleIds)],
  ["roles of many instance profiles", ({ instanceProfiles }) => instanceProfiles.rolesOf(["AIPA1", "AIPA2"])],
  ["whether a role has an instance profile", ({ instanceProfiles }) => instanceProfiles.hasRole("AROA5")],
  ["policies by name", ({ policies }) => policies.list("/", "p5", 101)],
  ["policies under a path that many have", ({ policies }) => policies.list("/3/", "p5", 101)],
  ["versions of a policy", ({ policies }) => policies.versions("ANPA5")],
  ["versions of many policies", ({ policies }) => policies.versionsOfMany(["ANPA5", "ANPA7"])],
  ["attached policies of a user", ({ attachments }) => attachments.of("AIDA5")],
  ["attached policies of many users", ({ attachments }) => attachments.ofMany(userIds)],
  ["inline policies of a user", ({ inlinePolicies }) => inlinePolicies.of("AIDA5")],
  ["inline policies of many users", ({ inlinePolicies }) => inlinePolicies.ofMany(userIds)],
  ["the usage of many policies", ({ policyUsage }) => policyUsage.ofMany(policyArns)],
  ["whether an access key is a former one", ({ accessKeys }) => accessKeys.isFormer("AKIA5")],
  ["SSH public keys of a user", ({ sshPublicKeys }) => sshPublicKeys.ofUser("AIDA0", "APKA5", 101)],
  ["whether a user has an SSH public key", ({ sshPublicKeys }) => sshPublicKeys.hasFingerprint("AIDA0", "print 5")],
  ["signing certificates of a user", ({ signingCertificates }) => signingCertificates.ofOwner("AIDA0", "CERT5", 101)],
  ["the root user's signing certificates", ({ signingCertificates }) => signingCertificates.ofOwner(null, "", 101)],
  ...(
    [
      { userId: "AIDA0", serviceName: undefined },
      { userId: "AIDA0", serviceName: "codecommit.amazonaws.com" },
      { userId: undefined, serviceName: undefined },
    ] as const
  ).map((filter) => {
    const what = `service-specific credentials of ${filter.userId ?? "all"}, ${filter.serviceName ?? "all services"}`;
    const list = (services: Services) => services.serviceSpecificCredentials.list(filter, "ACCA5", 101);
    return [what, list] as const;
  }),
  [
    "whether a service has a user name",
    ({ serviceSpecificCredentials }) =>
      serviceSpecificCredentials.hasServiceUserName("codecommit.amazonaws.com", "name 5"),
  ],
  ["server certificates by name", ({ serverCertificates }) => serverCertificates.list("/", "c5", 101)],
  [
    "server certificates under a path that many have",
    ({ serverCertificates }) => serverCertificates.list("/3/", "c5", 101),
  ],
  ["SAML providers", ({ samlProviders }) => samlProviders.list()],
  ["last accesses of many users", ({ lastAccessed }) => lastAccessed.ofEntities(userIds)],
  [
    "the counts",
    ({ users, groups, mfaDevices, oidcProviders, policies, roles, instanceProfiles }) => [
      policies.count(),
      roles.count(),
      instanceProfiles.count(),
      users.count(),
      groups.count(),
      oidcProviders.count(),
      mfaDevices.countVirtual(),
      mfaDevices.countShown(),
      mfaDevices.countAssigned(),
    ],
  ],
];

describe("a statement for a page", () => {
  it("neither scans a table nor sorts", () => {
    const { database, services } = filledStore();
    const flaws = work.map(([what, one]) => [what, flawsOf(plansOf(database, () => one(services)))]);
    expect(flaws).toEqual(work.map(([what]) => [what, []]));
  });

  it.each<[string, string, (services: Services) => unknown]>([
    [
      "assigned devices",
      "mfa_devices USING INDEX mfa_devices_by_assignment (account_id=? AND kind=? AND assigned=? AND serial>?)",
      ({ mfaDevices }) => mfaDevices.listVirtual("Assigned", "arn:aws:iam::1", 101),
    ],
    [
      "unassigned devices",
      "mfa_devices USING INDEX mfa_devices_by_assignment (account_id=? AND kind=? AND assigned=? AND serial>?)",
      ({ mfaDevices }) => mfaDevices.listVirtual("Unassigned", "arn:aws:iam::1", 101),
    ],
    [
      "all virtual devices",
      "mfa_devices USING INDEX mfa_devices_by_serial (account_id=? AND kind=? AND serial>?)",
      ({ mfaDevices }) => mfaDevices.listVirtual("Any", "arn:aws:iam::1", 101),
    ],
    [
      "members",
      "memberships USING COVERING INDEX memberships_by_group (group_id=? AND user_name>?)",
      ({ groups }) => groups.members("AGPA0", "u0000500", 101),
    ],
    [
      "a user's groups",
      "memberships USING COVERING INDEX memberships_by_user (user_id=? AND group_name>?)",
      ({ groups }) => groups.ofUser("AIDA0", "g5", 101),
    ],
    [
      "access keys",
      "access_keys USING INDEX access_keys_by_user (user_id=? AND account_id=? AND access_key_id>?)",
      ({ accessKeys }) => accessKeys.ofOwner(null, "AKIA5", 101),
    ],
  ])("reads, of %s, only those of the page", (_, index, one) => {
    const { database, services } = filledStore();
    expect(plansOf(database, () => one(services))[0]).toBe(`SEARCH ${index}`);
  });

  it("sorts only the names under a prefix with few rows in many paths that are far away", () => {
    const { database, services } = filledStore();
    const plans = plansOf(database, () => services.groups.list("/2", "g1", 101));
    expect(flawsOf(plans)).toEqual(["USE TEMP B-TREE FOR ORDER BY"]);
    expect(plans.filter((plan) => /^SCAN groups|^SEARCH groups USING INDEX groups_by_path/.test(plan))).toEqual([]);
  });
});
