import fc from "fast-check";
import { accountArn } from "../state.ts";
import { of, optional, rare } from "./command.ts";
import { boundary, groupName, marked, paged, path, pathPrefix, tagKeys, tags, userName } from "./values.ts";

const serial = fc
  .constantFrom("ana", "Ana", "bob", "carl", "team/ana", "dora")
  .map((name) => `${accountArn}:mfa/${name}`);
const url = fc.constantFrom("a.example.org", "a.example.org/x", "A.example.org", "b.example.org");
const arn = fc.oneof(
  { weight: 9, arbitrary: url.map((provider) => `${accountArn}:oidc-provider/${provider}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(`${accountArn}:user/ana`, "arn:aws:iam::000000000000:oidc-provider/a.example.org"),
  },
);
const clientId = fc.constantFrom("one", "two", "Two", "three");
const thumbprints = fc.array(fc.constantFrom("a".repeat(40), "A".repeat(40), "b".repeat(40)), { maxLength: 3 });
const steps = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3, max: 4 }).map((step) => [step, step + 1] as const) },
  { weight: 2, arbitrary: fc.integer({ min: -1010, max: 1010 }).map((step) => [step, step + 1] as const) },
  // The limits of the window of a device without drift.
  { weight: 1, arbitrary: fc.constantFrom(-1000, -999, 999, 1000).map((step) => [step, step + 1] as const) },
  { weight: 1, arbitrary: fc.constantFrom([0, 0] as const, [0, -1] as const, [-1, 1] as const) },
);
const accessKeyId = fc.constantFrom("AKIAIOSFODNN7EXAMPLE");

/** Commands for users, groups, credentials, devices and providers: creation, then changes, then the rest. */
export const peopleCommands = [
  of(10, "CreateUser", {
    UserName: userName,
    Path: optional(path),
    PermissionsBoundary: rare(boundary),
    Tags: rare(tags),
  }),
  of(1, "CreateUser", { UserName: fc.constantFrom("two words", "ü") }),
  of(5, "UpdateUser", { UserName: userName, NewUserName: optional(userName), NewPath: optional(path) }),
  of(4, "DeleteUser", { UserName: userName }),
  of(3, "GetUser", { UserName: optional(userName) }),
  of(3, "ListUsers", { PathPrefix: optional(pathPrefix), ...paged }, marked),
  of(4, "TagUser", { UserName: userName, Tags: tags }),
  of(2, "UntagUser", { UserName: userName, TagKeys: tagKeys }),
  of(2, "ListUserTags", { UserName: userName, ...paged }, marked),
  of(3, "PutUserPermissionsBoundary", { UserName: userName, PermissionsBoundary: boundary }),
  of(1, "DeleteUserPermissionsBoundary", { UserName: userName }),
  of(9, "CreateGroup", { GroupName: groupName, Path: optional(path) }),
  of(3, "UpdateGroup", { GroupName: groupName, NewGroupName: optional(groupName), NewPath: optional(path) }),
  of(3, "DeleteGroup", { GroupName: groupName }),
  of(2, "GetGroup", { GroupName: groupName, ...paged }, marked),
  of(2, "ListGroups", { PathPrefix: optional(pathPrefix), ...paged }, marked),
  of(16, "AddUserToGroup", { UserName: userName, GroupName: groupName }),
  of(3, "RemoveUserFromGroup", { UserName: userName, GroupName: groupName }),
  of(2, "ListGroupsForUser", { UserName: userName, ...paged }, marked),
  of(5, "CreateAccessKey", { UserName: optional(userName) }),
  of(2, "UpdateAccessKey", {
    UserName: optional(userName),
    AccessKeyId: accessKeyId,
    Status: fc.constantFrom("Active", "Inactive"),
  }),
  of(2, "DeleteAccessKey", { UserName: optional(userName), AccessKeyId: accessKeyId }),
  of(2, "ListAccessKeys", { UserName: optional(userName), ...paged }, marked),
  of(9, "CreateVirtualMFADevice", {
    VirtualMFADeviceName: fc.constantFrom("ana", "Ana", "bob", "carl", "dora"),
    Path: optional(fc.constantFrom("/", "/team/")),
    Tags: optional(tags),
  }),
  of(3, "DeleteVirtualMFADevice", { SerialNumber: serial }),
  of(14, "EnableMFADevice", { UserName: userName, SerialNumber: serial }, { steps }),
  of(6, "ResyncMFADevice", { UserName: userName, SerialNumber: serial }, { steps }),
  of(4, "DeactivateMFADevice", { UserName: optional(userName), SerialNumber: serial }),
  of(2, "ListMFADevices", { UserName: optional(userName), ...paged }, marked),
  of(
    3,
    "ListVirtualMFADevices",
    { AssignmentStatus: optional(fc.constantFrom("Any", "Assigned", "Unassigned")), ...paged },
    marked,
  ),
  of(3, "TagMFADevice", { SerialNumber: serial, Tags: tags }),
  of(1, "UntagMFADevice", { SerialNumber: serial, TagKeys: tagKeys }),
  of(1, "ListMFADeviceTags", { SerialNumber: serial, ...paged }, marked),
  of(7, "CreateOpenIDConnectProvider", {
    Url: fc.oneof(
      { weight: 8, arbitrary: url.map((provider) => `https://${provider}`) },
      { weight: 1, arbitrary: fc.constantFrom("a.example.org", "http://a.example.org", "https://a.example.org?x") },
      { weight: 1, arbitrary: fc.constantFrom("https://a.example.org:443/x", "https://a.example.org:444") },
    ),
    ClientIDList: optional(fc.array(clientId, { maxLength: 3 })),
    ThumbprintList: optional(thumbprints),
    Tags: optional(tags),
  }),
  of(2, "GetOpenIDConnectProvider", { OpenIDConnectProviderArn: arn }),
  of(1, "ListOpenIDConnectProviders", {}),
  of(2, "DeleteOpenIDConnectProvider", { OpenIDConnectProviderArn: arn }),
  of(2, "UpdateOpenIDConnectProviderThumbprint", { OpenIDConnectProviderArn: arn, ThumbprintList: thumbprints }),
  of(3, "AddClientIDToOpenIDConnectProvider", { OpenIDConnectProviderArn: arn, ClientID: clientId }),
  of(2, "RemoveClientIDFromOpenIDConnectProvider", { OpenIDConnectProviderArn: arn, ClientID: clientId }),
  of(2, "TagOpenIDConnectProvider", { OpenIDConnectProviderArn: arn, Tags: tags }),
  of(1, "UntagOpenIDConnectProvider", { OpenIDConnectProviderArn: arn, TagKeys: tagKeys }),
  of(1, "ListOpenIDConnectProviderTags", { OpenIDConnectProviderArn: arn, ...paged }, marked),
];
