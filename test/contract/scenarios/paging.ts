import type { IAM } from "@aws-sdk/client-iam";
import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Sandbox, Scenarios } from "../sandbox.ts";

interface Page {
  readonly names: readonly (string | undefined)[];
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

interface PageInput {
  readonly MaxItems?: number | undefined;
  readonly Marker?: string | undefined;
}

const labels = [..."abcdefghij"];
const tagKeys = labels.map((label) => `key-${label}`);
const Tags = tagKeys.map((Key) => ({ Key, Value: "" }));

/** Requests pages of 4, 4 and then of IAM's default size. */
async function expectPagesOfFour(ask: (input: PageInput) => Promise<Page>, all: readonly string[]): Promise<void> {
  const first = await ask({ MaxItems: 4 });
  const second = await ask({ MaxItems: 4, Marker: first.Marker });
  const last = await ask({ Marker: second.Marker });
  expect([first, second, last].map(({ names, IsTruncated }) => [names.length, IsTruncated])).toEqual([
    [4, true],
    [4, true],
    [2, false],
  ]);
  expect(last).not.toHaveProperty("Marker");
  expect([...first.names, ...second.names, ...last.names].sort()).toEqual([...all].sort());
  const fit = await ask({ MaxItems: 10 });
  expect([fit.names.length, fit.IsTruncated, "Marker" in fit]).toEqual([10, false, false]);
}

/** Follows the markers. Pages may be shorter than requested. */
async function walk(ask: (input: PageInput) => Promise<Page>): Promise<(string | undefined)[]> {
  const names = [];
  for (let input: PageInput = { MaxItems: 4 }; ; ) {
    const page = await ask(input);
    expect("Marker" in page).toBe(page.IsTruncated);
    names.push(...page.names);
    if (page.IsTruncated !== true) return names.sort();
    input = { MaxItems: 4, Marker: page.Marker };
  }
}

async function createUsers({ iam, name, path }: Sandbox): Promise<string[]> {
  for (const label of labels) await iam.createUser({ UserName: name(label), Path: path });
  return labels.map(name);
}

const usersUnder = (iam: IAM, PathPrefix: string) => async (input: PageInput) => {
  const { Users = [], $metadata, ...page } = await iam.listUsers({ PathPrefix, ...input });
  return { names: Users.map((user) => user.UserName), ...page };
};

// "Pagination" (3): recorded on AWS, 2026-02, unless a comment says otherwise.
export const pagingScenarios: Scenarios = {
  "ListOpenIDConnectProviderTags pages by 4, 4 and the rest": async ({ iam, name }) => {
    const Url = `https://${name("idp")}.example.com`;
    const { OpenIDConnectProviderArn } = await iam.createOpenIDConnectProvider({
      Url,
      Tags,
      ThumbprintList: ["c".repeat(40)],
    });
    await expectPagesOfFour(async (input) => {
      const { Tags: tags = [], ...page } = await iam.listOpenIDConnectProviderTags({
        OpenIDConnectProviderArn,
        ...input,
      });
      return { names: tags.map((tag) => tag.Key), ...page };
    }, tagKeys);
  },

  "ListUserTags pages by 4, 4 and the rest": async ({ iam, name, path }) => {
    const UserName = name("alice");
    await iam.createUser({ UserName, Path: path, Tags });
    await expectPagesOfFour(async (input) => {
      const { Tags: tags = [], ...page } = await iam.listUserTags({ UserName, ...input });
      return { names: tags.map((tag) => tag.Key), ...page };
    }, tagKeys);
  },

  "ListMFADeviceTags pages by 4, 4 and the rest": async ({ iam, name, path }) => {
    const VirtualMFADeviceName = name("phone");
    const { VirtualMFADevice } = await iam.createVirtualMFADevice({ VirtualMFADeviceName, Path: path, Tags });
    await expectPagesOfFour(async (input) => {
      const SerialNumber = VirtualMFADevice?.SerialNumber;
      const { Tags: tags = [], ...page } = await iam.listMFADeviceTags({ SerialNumber, ...input });
      return { names: tags.map((tag) => tag.Key), ...page };
    }, tagKeys);
  },

  "GetGroup pages over the members by 4, 4 and the rest, and ListUsers over the same": async (box) => {
    const { iam, name, path } = box;
    const [GroupName, users] = [name("team"), await createUsers(box)];
    await iam.createGroup({ GroupName, Path: path });
    for (const UserName of users) await iam.addUserToGroup({ GroupName, UserName });
    await expectPagesOfFour(async (input) => {
      const { Users = [], Group, ...page } = await iam.getGroup({ GroupName, ...input });
      expect(Group?.GroupName).toBe(GroupName);
      return { names: Users.map((user) => user.UserName), ...page };
    }, users);
    expect(await walk(usersUnder(iam, path))).toEqual(users);
  },

  "ListGroupsForUser pages over the memberships by 4, 4 and the rest, and ListGroups over the same": async (box) => {
    const { iam, name, path } = box;
    const [UserName, groups] = [name("alice"), labels.map(name)];
    await iam.createUser({ UserName, Path: path });
    for (const GroupName of groups) {
      await iam.createGroup({ GroupName, Path: path });
      await iam.addUserToGroup({ GroupName, UserName });
    }
    await expectPagesOfFour(async (input) => {
      const { Groups = [], ...page } = await iam.listGroupsForUser({ UserName, ...input });
      return { names: Groups.map((group) => group.GroupName), ...page };
    }, groups);
    const listed = await walk(async (input) => {
      const { Groups = [], ...page } = await iam.listGroups({ PathPrefix: path, ...input });
      return { names: Groups.map((group) => group.GroupName), ...page };
    });
    expect(listed).toEqual(groups);
  },

  "a path prefix need not end at a slash": async ({ iam, name, path }) => {
    await iam.createUser({ UserName: name("alice"), Path: `${path}lifecycle-path/` });
    expect(await walk(usersUnder(iam, `${path}life`))).toEqual([name("alice")]);
    expect(await walk(usersUnder(iam, path.slice(0, -1)))).toEqual([name("alice")]);
  },

  // Recorded for roles.
  "a path prefix without matches gives an empty list": async ({ iam, path }) => {
    const { $metadata, ...users } = await iam.listUsers({ PathPrefix: path });
    expect(users).toEqual({ Users: [], IsTruncated: false });
    const { $metadata: _, ...groups } = await iam.listGroups({ PathPrefix: path });
    expect(groups).toEqual({ Groups: [], IsTruncated: false });
  },

  // Reported from AWS (an issue of awsets).
  "a marker of another operation is invalid": async (box) => {
    for (const label of ["a", "b"]) await box.iam.createUser({ UserName: box.name(label), Path: box.path });
    const { Marker } = await box.iam.listUsers({ MaxItems: 1 });
    expect(Marker).toBeDefined();
    expect(await refusalOf(box.iam.listVirtualMFADevices({ Marker }))).toBe("400 ValidationError: Invalid Marker.");
  },
};
