import { createDevice, deactivateDevice, deleteDevice, enableDevice } from "./device-writes.ts";
import { createGroup, deleteGroup, joinGroup, leaveGroup, renameGroup } from "./group-writes.ts";
import {
  attachPolicy,
  createPolicy,
  createVersion,
  deleteInlinePolicy,
  deletePolicy,
  deleteVersion,
  detachPolicy,
  putInlinePolicy,
} from "./policy-writes.ts";
import { addClientId, createProvider, deleteProvider, replaceThumbprints } from "./provider-writes.ts";
import {
  addToProfile,
  createProfile,
  createRole,
  deleteProfile,
  deleteRole,
  removeFromProfile,
  replaceTrust,
} from "./role-writes.ts";
import {
  createAccessKey,
  createUser,
  deactivateAccessKey,
  deleteAccessKey,
  deleteUser,
  renameUser,
  tagUser,
  untagUser,
} from "./user-writes.ts";
import type { Chooser } from "./write.ts";

/** The writes of each kind of writer. */
export const writerKinds: Readonly<Record<string, readonly Chooser[]>> = {
  people: [
    createUser,
    createUser,
    tagUser,
    untagUser,
    renameUser,
    deleteUser,
    createAccessKey,
    deactivateAccessKey,
    deleteAccessKey,
  ],
  teams: [createUser, createGroup, joinGroup, joinGroup, leaveGroup, renameUser, renameGroup, deleteGroup, deleteUser],
  devices: [createUser, createDevice, createDevice, enableDevice, enableDevice, deactivateDevice, deleteDevice],
  providers: [createProvider, createProvider, replaceThumbprints, addClientId, deleteProvider],
  roles: [
    createRole,
    createRole,
    replaceTrust,
    createProfile,
    addToProfile,
    removeFromProfile,
    deleteRole,
    deleteProfile,
  ],
  policies: [
    createUser,
    createGroup,
    createRole,
    createPolicy,
    createPolicy,
    createVersion,
    deleteVersion,
    attachPolicy,
    attachPolicy,
    detachPolicy,
    putInlinePolicy,
    putInlinePolicy,
    deleteInlinePolicy,
    deletePolicy,
    deleteUser,
    deleteGroup,
    deleteRole,
  ],
};
