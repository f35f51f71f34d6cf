import { describe, expect, it } from "vitest";
import { makeCertificate, samlMetadata } from "../../support/certificates.ts";
import { names, refusalOf, startService } from "../test-service.ts";

const tag = (Key: string, Value = "") => ({ Key, Value });
const url = "https://idp.example.com";
const arn = "arn:aws:iam::123456789012:oidc-provider/idp.example.com";
const { pem: CertificateBody, privateKeyPem: PrivateKey } = makeCertificate();
const serial = "arn:aws:iam::123456789012:mfa/phone";

/** Starts a service with one resource of each taggable kind. */
async function startTagged() {
  const { iam } = await startService();
  await iam.createUser({ UserName: "alice" });
  await iam.createVirtualMFADevice({ VirtualMFADeviceName: "phone" });
  await iam.createOpenIDConnectProvider({ Url: url });
  const Statement = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  await iam.createRole({ RoleName: "app", AssumeRolePolicyDocument: JSON.stringify({ Statement }) });
  await iam.createInstanceProfile({ InstanceProfileName: "app" });
  await iam.uploadServerCertificate({ ServerCertificateName: "site", CertificateBody, PrivateKey });
  await iam.createSAMLProvider({ Name: "idp", SAMLMetadataDocument: samlMetadata() });
  const SAMLProviderArn = "arn:aws:iam::123456789012:saml-provider/idp";
  return {
    iam,
    resources: {
      user: {
        add: (Tags: { Key: string; Value: string }[]) => iam.tagUser({ UserName: "alice", Tags }),
        remove: (TagKeys: string[]) => iam.untagUser({ UserName: "alice", TagKeys }),
        list: (page: { Marker?: string | undefined; MaxItems?: number }) =>
          iam.listUserTags({ UserName: "alice", ...page }),
      },
      device: {
        add: (Tags: { Key: string; Value: string }[]) => iam.tagMFADevice({ SerialNumber: serial, Tags }),
        remove: (TagKeys: string[]) => iam.untagMFADevice({ SerialNumber: serial, TagKeys }),
        list: (page: { Marker?: string | undefined; MaxItems?: number }) =>
          iam.listMFADeviceTags({ SerialNumber: serial, ...page }),
      },
      provider: {
        add: (Tags: { Key: string; Value: string }[]) =>
          iam.tagOpenIDConnectProvider({ OpenIDConnectProviderArn: arn, Tags }),
        remove: (TagKeys: string[]) => iam.untagOpenIDConnectProvider({ OpenIDConnectProviderArn: arn, TagKeys }),
        list: (page: { Marker?: string | undefined; MaxItems?: number }) =>
          iam.listOpenIDConnectProviderTags({ OpenIDConnectProviderArn: arn, ...page }),
      },
      role: {
        add: (Tags: { Key: string; Value: string }[]) => iam.tagRole({ RoleName: "app", Tags }),
        remove: (TagKeys: string[]) => iam.untagRole({ RoleName: "app", TagKeys }),
        list: (page: { Marker?: string | undefined; MaxItems?: number }) =>
          iam.listRoleTags({ RoleName: "app", ...page }),
      },
      instanceProfile: {
        add: (Tags: { Key: string; Value: string }[]) => iam.tagInstanceProfile({ InstanceProfileName: "app", Tags }),
        remove: (TagKeys: string[]) => iam.untagInstanceProfile({ InstanceProfileName: "app", TagKeys }),
        list: (page: { Marker?: string | undefined; MaxItems?: number }) =>
          iam.listInstanceProfileTags({ InstanceProfileName: "app", ...page }),
      },
      serverCertificate: {
        add: (Tags: { Key: string; Value: string }[]) =>
          iam.tagServerCertificate({ ServerCertificateName: "site", Tags }),
        remove: (TagKeys: string[]) => iam.untagServerCertificate({ ServerCertificateName: "site", TagKeys }),
        list: (page: { Marker?: string | undefined; MaxItems?: number }) =>
          iam.listServerCertificateTags({ ServerCertificateName: "site", ...page }),
      },
      samlProvider: {
        add: (Tags: { Key: string; Value: string }[]) => iam.tagSAMLProvider({ SAMLProviderArn, Tags }),
        remove: (TagKeys: string[]) => iam.untagSAMLProvider({ SAMLProviderArn, TagKeys }),
        list: (page: { Marker?: string | undefined; MaxItems?: number }) =>
          iam.listSAMLProviderTags({ SAMLProviderArn, ...page }),
      },
    },
  };
}

const kinds = ["user", "device", "provider", "role", "instanceProfile", "serverCertificate", "samlProvider"] as const;

/** The kinds whose tag keys ignore case. */
const ignoreCase: readonly string[] = ["user", "role"];

const emptyList = "Error occurred while validating input. ";

/** The texts about an empty list of tags and of keys, if keys are not just ignored or the texts are not the usual ones. */
const emptyLists: Partial<Record<(typeof kinds)[number], readonly [added: string, removed: string]>> = {
  provider: [emptyList, emptyList],
  samlProvider: [emptyList, emptyList],
  serverCertificate: ["The provided tag map must not be null/empty.", "The provided tag keys must not be null/empty."],
};

describe.each(kinds)("tags of a %s", (kind) => {
  it("are merged, overwritten, listed by key and removed; missing keys are ignored", async () => {
    const { [kind]: resource } = (await startTagged()).resources;
    expect((await resource.list({})).Tags).toEqual([]);
    await resource.add([tag("Team", "a"), tag("Environment", "test")]);
    await resource.add([tag("Team", "b"), tag("empty")]);
    expect((await resource.list({})).Tags).toEqual(
      [tag("Environment", "test"), tag("Team", "b"), tag("empty")].sort(
        ignoreCase.includes(kind)
          ? (one, other) => (one.Key.toLowerCase() < other.Key.toLowerCase() ? -1 : 1)
          : () => 0,
      ),
    );
    await resource.remove(["Team", "none"]);
    expect((await resource.list({})).Tags).toHaveLength(2);
  });

  it("are paged with a marker, which the last page lacks", async () => {
    const { [kind]: resource } = (await startTagged()).resources;
    await resource.add(names("k", 5).map((key) => tag(key)));
    const first = await resource.list({ MaxItems: 3 });
    const last = await resource.list({ MaxItems: 3, Marker: first.Marker });
    expect([...(first.Tags ?? []), ...(last.Tags ?? [])].map(({ Key }) => Key)).toEqual(names("k", 5));
    expect([first.IsTruncated, last.IsTruncated, last.Marker]).toEqual([true, false, undefined]);
  });

  it("are limited to fifty, and stay unchanged on an error", async () => {
    const { [kind]: resource } = (await startTagged()).resources;
    await resource.add(names("k", 49).map((key) => tag(key)));
    expect(await refusalOf(resource.add([tag("a"), tag("b")]))).toBe(
      "409 LimitExceeded: The number of tags has reached the maximum limit.",
    );
    expect((await resource.list({})).Tags).toHaveLength(49);
    expect(await refusalOf(resource.add([tag("a"), tag("k-000", "new")]))).toBe("no refusal");
  });

  it("cannot have a key that AWS reserves", async () => {
    const { [kind]: resource } = (await startTagged()).resources;
    expect(await refusalOf(resource.add([tag("AWS:x")]))).toBe(
      "400 InvalidInput: Tag keys beginning with aws: are reserved for system use.",
    );
  });

  it("are rejected for a reserved key before a repeated one", async () => {
    const { [kind]: resource } = (await startTagged()).resources;
    expect(await refusalOf(resource.add([tag("aws:x"), tag("aws:x")]))).toBe(
      "400 InvalidInput: Tag keys beginning with aws: are reserved for system use.",
    );
  });

  it("are neither added nor removed by an empty list", async () => {
    const { [kind]: resource } = (await startTagged()).resources;
    await resource.add([tag("a")]);
    const [added, removed] = emptyLists[kind] ?? [emptyList, undefined];
    expect(await refusalOf(resource.add([]))).toBe(`400 InvalidInput: ${added}`);
    expect(await refusalOf(resource.remove([]))).toBe(removed ? `400 InvalidInput: ${removed}` : "no refusal");
    expect((await resource.list({})).Tags).toEqual([tag("a")]);
  });

  it("cannot repeat a key in one request", async () => {
    const { [kind]: resource } = (await startTagged()).resources;
    const text = "400 InvalidInput: Duplicate tag keys found.";
    expect(await refusalOf(resource.add([tag("a", "1"), tag("a", "2")]))).toBe(
      ignoreCase.includes(kind) ? `${text} Please note that Tag keys are case insensitive.` : text,
    );
  });
});

describe("tag keys", () => {
  it("of users ignore case, and the last spelling is kept", async () => {
    const { resources } = await startTagged();
    await resources.user.add([tag("abc", "1")]);
    await resources.user.add([tag("ABC", "2")]);
    expect((await resources.user.list({})).Tags).toEqual([tag("ABC", "2")]);
    expect(await refusalOf(resources.user.add([tag("x"), tag("X")]))).toContain("400 InvalidInput");
    await resources.user.remove(["aBc"]);
    expect((await resources.user.list({})).Tags).toEqual([]);
  });

  it.each([
    ["ärger", "ÄRGER"],
    ["σίσυφος", "ΣΊΣΥΦΟΣ"],
    ["straße", "STRASSE"],
    ["ШКАФ", "шкаф"],
  ])("of users ignore case in every script: %s equals %s", async (one, other) => {
    const { resources } = await startTagged();
    await resources.user.add([tag(one, "1")]);
    await resources.user.add([tag(other, "2")]);
    expect((await resources.user.list({})).Tags).toEqual([tag(other, "2")]);
    expect(await refusalOf(resources.user.add([tag(one), tag(other)]))).toContain("400 InvalidInput: Duplicate");
    await resources.user.remove([one]);
    expect((await resources.user.list({})).Tags).toEqual([]);
  });

  it("of users distinguish more than case: a dotless i and an accented letter are other letters", async () => {
    const { resources } = await startTagged();
    await resources.user.add([tag("ı"), tag("i"), tag("í"), tag("ﬁ"), tag("ﬂ")]);
    expect((await resources.user.list({})).Tags).toHaveLength(5);
  });

  it.each(["device", "provider"] as const)("of a %s respect case", async (kind) => {
    const { [kind]: resource } = (await startTagged()).resources;
    await resource.add([tag("abc", "1"), tag("ABC", "2")]);
    await resource.remove(["abc", "Abc"]);
    expect((await resource.list({})).Tags).toEqual([tag("ABC", "2")]);
  });
});

describe("tags at creation", () => {
  it("are echoed in the given order, and omitted if there are none", async () => {
    const { iam } = await startService();
    const Tags = [tag("b", "1"), tag("a", "2")];
    expect((await iam.createUser({ UserName: "alice", Tags })).User?.Tags).toEqual(Tags);
    expect((await iam.createUser({ UserName: "bob", Tags: [] })).User?.Tags).toBeUndefined();
    expect((await iam.createOpenIDConnectProvider({ Url: url, Tags })).Tags).toEqual(Tags);
    const { VirtualMFADevice } = await iam.createVirtualMFADevice({ VirtualMFADeviceName: "phone", Tags });
    expect(VirtualMFADevice?.Tags).toEqual(Tags);
  });

  it("leave no resource if they are invalid", async () => {
    const { iam } = await startService();
    const Tags = [tag("a"), tag("A")];
    expect(await refusalOf(iam.createUser({ UserName: "alice", Tags }))).toContain("400 InvalidInput");
    expect((await iam.listUsers({})).Users).toEqual([]);
    const same = [tag("a"), tag("a")];
    expect(await refusalOf(iam.createOpenIDConnectProvider({ Url: url, Tags: same }))).toContain("400 InvalidInput");
    expect((await iam.listOpenIDConnectProviders()).OpenIDConnectProviderList).toEqual([]);
    const device = { VirtualMFADeviceName: "phone", Tags: same };
    expect(await refusalOf(iam.createVirtualMFADevice(device))).toContain("400 InvalidInput");
    expect((await iam.listVirtualMFADevices({})).VirtualMFADevices).toEqual([]);
  });

  it("of unknown resources have the error text of each kind", async () => {
    const { iam } = await startService();
    expect(await refusalOf(iam.listUserTags({ UserName: "ghost" }))).toContain("The user with name ghost cannot");
    expect(await refusalOf(iam.untagMFADevice({ SerialNumber: serial, TagKeys: ["a"] }))).toBe(
      `404 NoSuchEntity: MFA Device with serial number ${serial} does not exist.`,
    );
    expect(await refusalOf(iam.listOpenIDConnectProviderTags({ OpenIDConnectProviderArn: arn }))).toBe(
      `404 NoSuchEntity: OpenIDConnect Provider not found for arn ${arn}`,
    );
  });
});
