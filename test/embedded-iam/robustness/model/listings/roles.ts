import { profileView } from "../rules/instance-profiles.ts";
import { descriptionView, requireRole, roleView } from "../rules/roles.ts";
import type { State } from "../state.ts";
import type { Input } from "../types.ts";
import { type Listing, rowsOf, under } from "./listing.ts";

/** The lists of roles and instance profiles. */
export const roleListings = {
  ListRoles: (state, { PathPrefix = "/" }) => ({
    list: `ListRoles ${PathPrefix}`,
    rows: rowsOf(
      state.roles,
      (role) => role.path.startsWith(PathPrefix),
      (role) => ({ ...roleView(state, role), ...descriptionView(role), MaxSessionDuration: role.duration }),
    ),
    output: under("Roles"),
  }),

  ListInstanceProfiles: (state, { PathPrefix = "/" }) => ({
    list: `ListInstanceProfiles ${PathPrefix}`,
    rows: rowsOf(
      state.profiles,
      (profile) => profile.path.startsWith(PathPrefix),
      (profile) => profileView(state, profile),
    ),
    output: under("InstanceProfiles"),
  }),

  ListInstanceProfilesForRole: (state, { RoleName }) => {
    const { id } = requireRole(state, RoleName);
    return {
      list: `ListInstanceProfilesForRole ${id}`,
      rows: rowsOf(
        state.profiles,
        ({ role }) => role === id,
        (profile) => profileView(state, profile),
      ),
      output: under("InstanceProfiles"),
    };
  },
} satisfies Record<string, (state: State, input: Input) => Listing>;
