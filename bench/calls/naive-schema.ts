import {
  GetOpenIDConnectProviderCommand,
  GetUserCommand,
  type IAMClient,
  ListGroupsForUserCommand,
  ListMFADevicesCommand,
  ListOpenIDConnectProvidersCommand,
  ListUsersCommand,
  ListVirtualMFADevicesCommand,
  type OpenIDConnectProviderListEntry,
  type User,
  type VirtualMFADevice,
} from "@aws-sdk/client-iam";
import { createSchema } from "graphql-yoga";

const typeDefs = /* GraphQL */ `
  type Query {
    users(first: Int, after: String, last: Int): UserConnection
    user(userName: String!): User
    virtualMfaDevices(first: Int, assignmentStatus: AssignmentStatus): VirtualMfaDeviceConnection
    oidcProviders(first: Int): OidcProviderConnection
  }
  enum AssignmentStatus { ANY ASSIGNED UNASSIGNED }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type UserConnection { nodes: [User!] pageInfo: PageInfo totalCount: Int }
  type User {
    id: ID userName: String userId: String arn: String path: String createDate: String passwordLastUsed: String
    tags: [Tag!]
    permissionsBoundary: PermissionsBoundary
    groups: GroupConnection
    mfaDevices: MfaDeviceConnection
  }
  type Tag { key: String value: String }
  type PermissionsBoundary { arn: String }
  type GroupConnection { nodes: [Group!] }
  type Group { groupName: String }
  type MfaDeviceConnection { nodes: [MfaDevice!] }
  type MfaDevice { serialNumber: String }
  type VirtualMfaDeviceConnection { nodes: [VirtualMfaDevice!] }
  type VirtualMfaDevice { serialNumber: String user: User }
  type OidcProviderConnection { nodes: [OidcProvider!] }
  type OidcProvider { arn: String url: String clientIds: [String!] }
`;

interface UsersPage {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
}

/**
 * A first draft of the schema: each field that is not in its object calls IAM by itself, without batching. It has the part of
 * the gateway's schema that the bench's rows use.
 */
export function createNaiveSchema(iam: IAMClient) {
  const getUser = async (UserName: string | undefined) => (await iam.send(new GetUserCommand({ UserName }))).User;
  const getProvider = ({ Arn }: OpenIDConnectProviderListEntry) =>
    iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: Arn }));

  /** Users from a marker on: all, or at most `first`. */
  async function listUsers(most: number, after?: string) {
    const found: User[] = [];
    let Marker = after;
    do {
      const page = await iam.send(new ListUsersCommand({ MaxItems: Math.min(most - found.length, 1000), Marker }));
      found.push(...(page.Users ?? []));
      Marker = page.IsTruncated ? page.Marker : undefined;
    } while (Marker !== undefined && found.length < most);
    return { nodes: found, pageInfo: { hasNextPage: Marker !== undefined, endCursor: Marker } };
  }

  return createSchema({
    typeDefs,
    resolvers: {
      Query: {
        users: async (_: unknown, { first, after, last }: UsersPage) => {
          if (typeof last !== "number") return listUsers(first ?? 100, after ?? undefined);
          return { nodes: (await listUsers(Number.POSITIVE_INFINITY)).nodes.slice(-last) };
        },
        user: (_: unknown, { userName }: { userName: string }) => getUser(userName),
        virtualMfaDevices: async (_: unknown, { first }: { first?: number }) => {
          const command = new ListVirtualMFADevicesCommand({ AssignmentStatus: "Assigned", MaxItems: first });
          return { nodes: (await iam.send(command)).VirtualMFADevices };
        },
        oidcProviders: async () => ({
          nodes: (await iam.send(new ListOpenIDConnectProvidersCommand({}))).OpenIDConnectProviderList,
        }),
      },
      UserConnection: {
        totalCount: async () => (await listUsers(Number.POSITIVE_INFINITY)).nodes.length,
      },
      User: {
        id: (user: User) => user.Arn,
        userName: (user: User) => user.UserName,
        userId: (user: User) => user.UserId,
        arn: (user: User) => user.Arn,
        path: (user: User) => user.Path,
        createDate: (user: User) => user.CreateDate?.toISOString(),
        passwordLastUsed: (user: User) => user.PasswordLastUsed?.toISOString(),
        tags: async (user: User) =>
          (await getUser(user.UserName))?.Tags?.map(({ Key, Value }) => ({ key: Key, value: Value })),
        permissionsBoundary: async (user: User) => {
          const boundary = (await getUser(user.UserName))?.PermissionsBoundary;
          return boundary && { arn: boundary.PermissionsBoundaryArn };
        },
        groups: async ({ UserName }: User) => ({
          nodes: (await iam.send(new ListGroupsForUserCommand({ UserName }))).Groups,
        }),
        mfaDevices: async ({ UserName }: User) => ({
          nodes: (await iam.send(new ListMFADevicesCommand({ UserName }))).MFADevices,
        }),
      },
      Group: { groupName: (group: { GroupName?: string }) => group.GroupName },
      MfaDevice: { serialNumber: (device: { SerialNumber?: string }) => device.SerialNumber },
      VirtualMfaDevice: {
        serialNumber: (device: VirtualMFADevice) => device.SerialNumber,
        user: (device: VirtualMFADevice) => device.User,
      },
      OidcProvider: {
        arn: (provider: OpenIDConnectProviderListEntry) => provider.Arn,
        url: async (provider: OpenIDConnectProviderListEntry) => `https://${(await getProvider(provider)).Url}`,
        clientIds: async (provider: OpenIDConnectProviderListEntry) => (await getProvider(provider)).ClientIDList,
      },
    },
  });
}
