import { requireDevice } from "../rules/credentials.ts";
import { requireProfile } from "../rules/instance-profiles.ts";
import { requirePolicy } from "../rules/managed-policies.ts";
import { requireProvider } from "../rules/providers.ts";
import { requireRole } from "../rules/roles.ts";
import { requireUser } from "../rules/users.ts";
import type { State } from "../state.ts";
import { TagSet } from "../tags.ts";
import type { Input } from "../types.ts";
import { type Listing, under } from "./listing.ts";

/** The lists of tags. */
export const tagListings = {
  ListUserTags: (state, { UserName }) => {
    const { id, tags } = requireUser(state, UserName);
    return tagListing(`ListUserTags ${id}`, tags);
  },

  ListMFADeviceTags: (state, { SerialNumber }) => {
    const { serial, tags } = requireDevice(state, SerialNumber);
    return tagListing(`ListMFADeviceTags ${serial}`, tags);
  },

  ListOpenIDConnectProviderTags: (state, { OpenIDConnectProviderArn }) => {
    const { url, tags } = requireProvider(state, OpenIDConnectProviderArn);
    return tagListing(`ListOpenIDConnectProviderTags ${url}`, tags);
  },

  ListRoleTags: (state, { RoleName }) => {
    const { id, tags } = requireRole(state, RoleName);
    return tagListing(`ListRoleTags ${id}`, tags);
  },

  ListInstanceProfileTags: (state, { InstanceProfileName }) => {
    const { id, tags } = requireProfile(state, InstanceProfileName);
    return tagListing(`ListInstanceProfileTags ${id}`, tags);
  },

  /** Policies of AWS have no tags. */
  ListPolicyTags: (state, { PolicyArn }) => {
    const policy = requirePolicy(state, PolicyArn);
    return tagListing(`ListPolicyTags ${policy?.id ?? "aws"}`, policy?.tags ?? new TagSet());
  },
} satisfies Record<string, (state: State, input: Input) => Listing>;

function tagListing(list: string, { rows }: TagSet): Listing {
  return { list, rows, output: under("Tags") };
}
