import { keyView, ownerOf } from "../rules/credentials.ts";
import { groupView, requireGroup } from "../rules/groups.ts";
import { requireUser, userView } from "../rules/users.ts";
import type { State } from "../state.ts";
import type { Input } from "../types.ts";
import { type Listing, rowsOf, under } from "./listing.ts";

/** The lists of users, groups, access keys and devices. */
export const entityListings = {
  ListUsers: ({ users }, { PathPrefix = "/" }) => ({
    list: `ListUsers ${PathPrefix}`,
    rows: rowsOf(users, (user) => user.path.startsWith(PathPrefix), userView),
    output: under("Users"),
  }),

  ListGroups: ({ groups }, { PathPrefix = "/" }) => ({
    list: `ListGroups ${PathPrefix}`,
    rows: rowsOf(groups, (group) => group.path.startsWith(PathPrefix), groupView),
    output: under("Groups"),
  }),

  GetGroup: (state, { GroupName }) => {
    const group = requireGroup(state, GroupName);
    return {
      list: `GetGroup ${group.id}`,
      rows: rowsOf(state.users, (user) => user.groups.has(group.id), userView),
      output: under("Users", { Group: groupView(group) }),
    };
  },

  ListGroupsForUser: (state, { UserName }) => {
    const user = requireUser(state, UserName);
    return {
      list: `ListGroupsForUser ${user.id}`,
      rows: rowsOf(state.groups, (group) => user.groups.has(group.id), groupView),
      output: under("Groups"),
    };
  },

  ListAccessKeys: (state, input) => {
    const owner = ownerOf(state, input);
    return {
      list: `ListAccessKeys ${owner}`,
      rows: rowsOf(
        state.keys,
        (key) => key.owner === owner,
        (key) => keyView(state, key),
      ),
      output: under("AccessKeyMetadata"),
    };
  },

  ListMFADevices: (state, input) => {
    const owner = ownerOf(state, input);
    const name = owner === null ? undefined : requireUser(state, input.UserName).name;
    return {
      list: `ListMFADevices ${owner}`,
      rows: rowsOf(
        state.devices,
        ({ assignment }) => assignment !== undefined && assignment.owner === owner,
        ({ serial, assignment }) => ({ UserName: name, SerialNumber: serial, EnableDate: assignment?.since }),
      ),
      output: under("MFADevices"),
    };
  },

  ListVirtualMFADevices: ({ devices, users }, { AssignmentStatus = "Any" }) => ({
    list: `ListVirtualMFADevices ${AssignmentStatus}`,
    rows: rowsOf(
      devices,
      ({ assignment }) =>
        AssignmentStatus === "Any" || (AssignmentStatus === "Assigned") === (assignment !== undefined),
      ({ serial, assignment }) => {
        const owner = [...users.values()].find((user) => user.id === assignment?.owner);
        return { SerialNumber: serial, ...(owner && { User: userView(owner), EnableDate: assignment?.since }) };
      },
    ),
    output: under("VirtualMFADevices"),
  }),
} satisfies Record<string, (state: State, input: Input) => Listing>;
