import { createPublicKey } from "node:crypto";
import type { IAM, Tag } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import type { EmbeddedIam } from "../../../src/embedded-iam/index.ts";
import { operations } from "../../../src/iam-model/operations/index.ts";
import { makeCertificate, samlMetadata } from "../../support/certificates.ts";
import { allow, holders } from "../operations/policies/policy-scene.ts";
import { names, startService } from "../test-service.ts";

interface PageOfItems {
  readonly items: readonly unknown[] | undefined;
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

type ReadPage = (iam: IAM, paging: { readonly Marker?: string | undefined }) => Promise<PageOfItems>;

const UserName = "user-000";
const SerialNumber = "arn:aws:iam::123456789012:mfa/phone-000";
const RoleName = "role-000";
const PolicyArn = "arn:aws:iam::123456789012:policy/policy-000";
const OpenIDConnectProviderArn = "arn:aws:iam::123456789012:oidc-provider/id.example.com";

const SAMLProviderArn = "arn:aws:iam::123456789012:saml-provider/idp";
const certificates = Array.from({ length: 4 }, () => makeCertificate());

/** The reports by their clients, so that the pages are those of one report. */
const reports = new WeakMap<IAM, Promise<{ JobId?: string | undefined }>>();

/** Generates a report about a policy for four services. */
function generateReport(iam: IAM) {
  const generate = async () => {
    const PolicyDocument = allow(["ec2:x", "s3:x", "sns:x", "sqs:x"]);
    const { Policy } = await iam.createPolicy({ PolicyName: "services", PolicyDocument });
    return iam.generateServiceLastAccessedDetails({ Arn: Policy?.Arn });
  };
  const report = reports.get(iam) ?? generate();
  reports.set(iam, report);
  return report;
}

/** Every operation with pages. `fillLists` gives each of its lists four items, or one if there cannot be more. */
const pagedLists: Readonly<Record<string, ReadPage>> = {
  GetAccountAuthorizationDetails: async (iam, paging) => {
    const page = await iam.getAccountAuthorizationDetails({ ...paging, Filter: ["User"] });
    return { ...page, items: page.UserDetailList };
  },
  GetGroup: async (iam, paging) => {
    const page = await iam.getGroup({ ...paging, GroupName: "group-000" });
    return { ...page, items: page.Users };
  },
  ListAccessKeys: async (iam, paging) => {
    const page = await iam.listAccessKeys({ ...paging, UserName });
    return { ...page, items: page.AccessKeyMetadata };
  },
  ListGroups: async (iam, paging) => {
    const page = await iam.listGroups(paging);
    return { ...page, items: page.Groups };
  },
  ListGroupsForUser: async (iam, paging) => {
    const page = await iam.listGroupsForUser({ ...paging, UserName });
    return { ...page, items: page.Groups };
  },
  ListAccountAliases: async (iam, paging) => {
    const page = await iam.listAccountAliases(paging);
    return { ...page, items: page.AccountAliases };
  },
  ListInstanceProfileTags: async (iam, paging) => {
    const page = await iam.listInstanceProfileTags({ ...paging, InstanceProfileName: "profile-000" });
    return { ...page, items: page.Tags };
  },
  ListInstanceProfiles: async (iam, paging) => {
    const page = await iam.listInstanceProfiles(paging);
    return { ...page, items: page.InstanceProfiles };
  },
  ListInstanceProfilesForRole: async (iam, paging) => {
    const page = await iam.listInstanceProfilesForRole({ ...paging, RoleName: "role-000" });
    return { ...page, items: page.InstanceProfiles };
  },
  ListMFADeviceTags: async (iam, paging) => {
    const page = await iam.listMFADeviceTags({ ...paging, SerialNumber });
    return { ...page, items: page.Tags };
  },
  ListMFADevices: async (iam, paging) => {
    const page = await iam.listMFADevices({ ...paging, UserName });
    return { ...page, items: page.MFADevices };
  },
  ListOpenIDConnectProviderTags: async (iam, paging) => {
    const page = await iam.listOpenIDConnectProviderTags({ ...paging, OpenIDConnectProviderArn });
    return { ...page, items: page.Tags };
  },
  GetServiceLastAccessedDetails: async (iam, paging) => {
    const { JobId } = await generateReport(iam);
    const page = await iam.getServiceLastAccessedDetails({ ...paging, JobId });
    return { ...page, items: page.ServicesLastAccessed };
  },
  ListSAMLProviderTags: async (iam, paging) => {
    const page = await iam.listSAMLProviderTags({ ...paging, SAMLProviderArn });
    return { ...page, items: page.Tags };
  },
  ListSSHPublicKeys: async (iam, paging) => {
    const page = await iam.listSSHPublicKeys({ ...paging, UserName });
    return { ...page, items: page.SSHPublicKeys };
  },
  ListServerCertificateTags: async (iam, paging) => {
    const page = await iam.listServerCertificateTags({ ...paging, ServerCertificateName: "site-000" });
    return { ...page, items: page.Tags };
  },
  ListServerCertificates: async (iam, paging) => {
    const page = await iam.listServerCertificates(paging);
    return { ...page, items: page.ServerCertificateMetadataList };
  },
  ListServiceSpecificCredentials: async (iam, paging) => {
    const page = await iam.listServiceSpecificCredentials({ ...paging, UserName });
    return { ...page, items: page.ServiceSpecificCredentials };
  },
  ListSigningCertificates: async (iam, paging) => {
    const page = await iam.listSigningCertificates({ ...paging, UserName });
    return { ...page, items: page.Certificates };
  },
  ListAttachedGroupPolicies: async (iam, paging) => {
    const page = await iam.listAttachedGroupPolicies({ ...paging, GroupName: "group-000" });
    return { ...page, items: page.AttachedPolicies };
  },
  ListAttachedRolePolicies: async (iam, paging) => {
    const page = await iam.listAttachedRolePolicies({ ...paging, RoleName });
    return { ...page, items: page.AttachedPolicies };
  },
  ListAttachedUserPolicies: async (iam, paging) => {
    const page = await iam.listAttachedUserPolicies({ ...paging, UserName });
    return { ...page, items: page.AttachedPolicies };
  },
  ListEntitiesForPolicy: async (iam, paging) => {
    const page = await iam.listEntitiesForPolicy({ ...paging, PolicyArn });
    const { PolicyGroups = [], PolicyUsers = [], PolicyRoles = [] } = page;
    return { ...page, items: [...PolicyGroups, ...PolicyUsers, ...PolicyRoles] };
  },
  ListGroupPolicies: async (iam, paging) => {
    const page = await iam.listGroupPolicies({ ...paging, GroupName: "group-000" });
    return { ...page, items: page.PolicyNames };
  },
  ListPolicies: async (iam, paging) => {
    const page = await iam.listPolicies({ ...paging, Scope: "Local" });
    return { ...page, items: page.Policies };
  },
  ListPolicyTags: async (iam, paging) => {
    const page = await iam.listPolicyTags({ ...paging, PolicyArn });
    return { ...page, items: page.Tags };
  },
  ListPolicyVersions: async (iam, paging) => {
    const page = await iam.listPolicyVersions({ ...paging, PolicyArn });
    return { ...page, items: page.Versions };
  },
  ListRolePolicies: async (iam, paging) => {
    const page = await iam.listRolePolicies({ ...paging, RoleName });
    return { ...page, items: page.PolicyNames };
  },
  ListUserPolicies: async (iam, paging) => {
    const page = await iam.listUserPolicies({ ...paging, UserName });
    return { ...page, items: page.PolicyNames };
  },
  ListRoleTags: async (iam, paging) => {
    const page = await iam.listRoleTags({ ...paging, RoleName: "role-000" });
    return { ...page, items: page.Tags };
  },
  ListRoles: async (iam, paging) => {
    const page = await iam.listRoles(paging);
    return { ...page, items: page.Roles };
  },
  ListUserTags: async (iam, paging) => {
    const page = await iam.listUserTags({ ...paging, UserName });
    return { ...page, items: page.Tags };
  },
  ListUsers: async (iam, paging) => {
    const page = await iam.listUsers(paging);
    return { ...page, items: page.Users };
  },
  ListVirtualMFADevices: async (iam, paging) => {
    const page = await iam.listVirtualMFADevices(paging);
    return { ...page, items: page.VirtualMFADevices };
  },
};

const trustPolicy = JSON.stringify({
  Statement: { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
});

async function fillLists(iam: IAM, service: EmbeddedIam): Promise<void> {
  const Tags = names("tag", 4).map((Key) => ({ Key, Value: "" }));
  for (const GroupName of names("group", 4)) await iam.createGroup({ GroupName });
  for (const name of names("user", 4)) {
    await iam.createUser({ UserName: name, Tags });
    await iam.addUserToGroup({ GroupName: "group-000", UserName: name });
    await iam.createAccessKey({ UserName });
  }
  for (const GroupName of names("group", 4).slice(1)) await iam.addUserToGroup({ GroupName, UserName });
  for (const VirtualMFADeviceName of names("phone", 4)) {
    await iam.createVirtualMFADevice({ VirtualMFADeviceName, Tags });
    service.addMfaDevice({ serialNumber: `arn:aws:iam::123456789012:u2f/user/${UserName}/${VirtualMFADeviceName}` });
  }
  await iam.createOpenIDConnectProvider({ Url: "https://id.example.com", Tags });
  for (const RoleName of names("role", 4)) {
    await iam.createRole({ RoleName, AssumeRolePolicyDocument: trustPolicy, Tags });
  }
  for (const InstanceProfileName of names("profile", 4)) {
    await iam.createInstanceProfile({ InstanceProfileName, Tags });
    await iam.addRoleToInstanceProfile({ InstanceProfileName, RoleName: "role-000" });
  }
  await iam.createAccountAlias({ AccountAlias: "example" });
  await fillCredentials(iam, Tags);
  await fillPolicies(iam, Tags);
}

/** Gives a user four credentials of each kind, permissions for four services, and the account four certificates. */
async function fillCredentials(iam: IAM, Tags: Tag[]): Promise<void> {
  const ServiceName = "codecommit.amazonaws.com";
  await iam.createSAMLProvider({ Name: "idp", SAMLMetadataDocument: samlMetadata(), Tags });
  for (const [index, ServerCertificateName] of names("site", 4).entries()) {
    const { pem, privateKey, privateKeyPem } = certificates[index] ?? makeCertificate();
    await iam.uploadServerCertificate({
      ServerCertificateName,
      CertificateBody: pem,
      PrivateKey: privateKeyPem,
      Tags,
    });
    await iam.uploadSigningCertificate({ UserName, CertificateBody: pem });
    const SSHPublicKeyBody = createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString();
    await iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody });
    await iam.createServiceSpecificCredential({ UserName, ServiceName });
  }
}

/** Gives a user, a group and a role four policies of each kind. The first policy has four users and versions. */
async function fillPolicies(iam: IAM, Tags: Tag[]): Promise<void> {
  const PolicyDocument = allow();
  const inAll = [holders.user(iam), holders.group(iam), holders.role(iam)];
  for (const PolicyName of names("policy", 4)) {
    const { Policy } = await iam.createPolicy({ PolicyName, PolicyDocument, Tags });
    for (const holder of inAll) {
      await holder.attach(`${holder.kind}-000`, Policy?.Arn ?? "");
      await holder.put(`${holder.kind}-000`, PolicyName, PolicyDocument);
    }
  }
  await iam.attachUserPolicy({ UserName: "user-001", PolicyArn });
  for (const version of [2, 3, 4]) await iam.createPolicyVersion({ PolicyArn, PolicyDocument: allow(`s3:${version}`) });
}

describe("short pages", () => {
  it("are shorter than the list, sometimes empty, and lead through the whole list with each item once", async () => {
    const { service, iam } = await startService();
    const all = names("user", 40);
    for (const UserName of all) await iam.createUser({ UserName });
    service.setFaults({ shortPages: 1, seed: 3 });
    const pages: (readonly string[])[] = [];
    let Marker: string | undefined;
    do {
      const page = await iam.listUsers({ Marker, MaxItems: 10 });
      pages.push(page.Users?.map((user) => String(user.UserName)) ?? []);
      expect(page.IsTruncated).toBe(page.Marker !== undefined);
      Marker = page.Marker;
    } while (Marker !== undefined);
    expect(pages.flat()).toEqual(all);
    expect(pages.length).toBeGreaterThan(5);
    expect(pages.map((page) => page.length)).toContain(0);
    expect(Math.max(...pages.map((page) => page.length))).toBeLessThan(10);
  });

  it.each(Object.entries(pagedLists))("occur in every list that has pages: %s", async (action, read) => {
    const { service, iam } = await startService({
      quotas: { accessKeysPerUser: 4, signingCertificatesPerUser: 4, serviceSpecificCredentialsPerUserAndService: 4 },
    });
    await fillLists(iam, service);
    const complete = await read(iam, {});
    const length = action === "ListAccountAliases" ? 1 : 4;
    expect([complete.items?.length, complete.IsTruncated]).toEqual([length, false]);
    service.setFaults({ shortPages: 1 });
    const collected: unknown[] = [];
    const lengths: number[] = [];
    let Marker: string | undefined;
    do {
      const page = await read(iam, { Marker });
      collected.push(...(page.items ?? []));
      lengths.push(page.items?.length ?? 0);
      Marker = page.Marker;
    } while (Marker !== undefined);
    expect(collected).toEqual(complete.items);
    expect(lengths[0]).toBeLessThan(Math.max(length, 2));
  });

  it("are tested above for every operation with a marker", () => {
    const paged = Object.entries(operations).filter(([, { input }]) => "Marker" in input.optional);
    expect(Object.keys(pagedLists).toSorted()).toEqual(paged.map(([action]) => action).toSorted());
  });
});
