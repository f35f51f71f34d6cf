// What anybody writes first: a resolver for each field, and a call for each that the object at hand does not have.
import { createServer } from "node:http";
import {
  GetAccountSummaryCommand,
  GetOpenIDConnectProviderCommand,
  GetUserCommand,
  IAMClient,
  ListGroupsForUserCommand,
  ListMFADevicesCommand,
  ListOpenIDConnectProvidersCommand,
  ListUsersCommand,
  type ListUsersCommandOutput,
  ListVirtualMFADevicesCommand,
  paginateListUsers,
  type User,
  type VirtualMFADevice,
} from "@aws-sdk/client-iam";
import { createSchema, createYoga } from "graphql-yoga";

const client = new IAMClient({});

const typeDefs = /* GraphQL */ `
  type Query {
    users(first: Int, after: String, last: Int): Users!
    user(userName: String!): User
    virtualMfaDevices(first: Int, assignmentStatus: AssignmentStatus): Devices!
    oidcProviders(first: Int): Providers!
  }
  enum AssignmentStatus { ASSIGNED UNASSIGNED ANY }
  type PageInfo { endCursor: String }
  type Users { nodes: [User!]! totalCount: Int! pageInfo: PageInfo! }
  type User {
    userName: String userId: String arn: String path: String createDate: String passwordLastUsed: String
    tags: [Tag!] permissionsBoundary: Boundary groups: Groups mfaDevices: Devices
  }
  type Tag { key: String value: String }
  type Boundary { arn: String }
  type Groups { nodes: [Group!]! }
  type Group { groupName: String }
  type Devices { nodes: [Device!]! }
  type Device { serialNumber: String user: User }
  type Providers { nodes: [Provider!]! }
  type Provider { arn: String url: String clientIds: [String!] }
`;

const listUsers = (MaxItems: number, Marker?: string | null) =>
  client.send(new ListUsersCommand({ MaxItems, ...(Marker && { Marker }) }));
const getUser = async (UserName: string | undefined) => (await client.send(new GetUserCommand({ UserName }))).User;
const getProvider = (arn: string) =>
  client.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }));

async function lastUsers(last: number): Promise<Pick<ListUsersCommandOutput, "Users" | "Marker">> {
  const all: User[] = [];
  for await (const { Users = [] } of paginateListUsers({ client, pageSize: 100 }, {})) all.push(...Users);
  return { Users: all.slice(-last), Marker: undefined };
}

interface UsersArguments {
  readonly first?: number;
  readonly after?: string;
  readonly last?: number;
}

const resolvers = {
  Query: {
    users: (_: unknown, { first = 100, after, last }: UsersArguments) =>
      last === undefined ? listUsers(first, after) : lastUsers(last),
    user: (_: unknown, { userName }: { userName: string }) => getUser(userName),
    virtualMfaDevices: async (_: unknown, { first = 100 }: { first?: number }) =>
      (await client.send(new ListVirtualMFADevicesCommand({ AssignmentStatus: "Assigned", MaxItems: first })))
        .VirtualMFADevices,
    oidcProviders: async () =>
      (await client.send(new ListOpenIDConnectProvidersCommand({}))).OpenIDConnectProviderList?.map(({ Arn }) => Arn),
  },
  Users: {
    nodes: ({ Users }: ListUsersCommandOutput) => Users,
    totalCount: async () => (await client.send(new GetAccountSummaryCommand({}))).SummaryMap?.["Users"],
    pageInfo: ({ Marker }: ListUsersCommandOutput) => ({ endCursor: Marker }),
  },
  User: {
    userName: ({ UserName }: User) => UserName,
    userId: ({ UserId }: User) => UserId,
    arn: ({ Arn }: User) => Arn,
    path: ({ Path }: User) => Path,
    createDate: ({ CreateDate }: User) => CreateDate?.toISOString(),
    passwordLastUsed: ({ PasswordLastUsed }: User) => PasswordLastUsed?.toISOString(),
    tags: async ({ UserName }: User) =>
      (await getUser(UserName))?.Tags?.map(({ Key, Value }) => ({ key: Key, value: Value })),
    permissionsBoundary: async ({ UserName }: User) => {
      const arn = (await getUser(UserName))?.PermissionsBoundary?.PermissionsBoundaryArn;
      return arn === undefined ? null : { arn };
    },
    groups: async ({ UserName }: User) => (await client.send(new ListGroupsForUserCommand({ UserName }))).Groups,
    mfaDevices: async ({ UserName }: User) => (await client.send(new ListMFADevicesCommand({ UserName }))).MFADevices,
  },
  Groups: { nodes: (groups: unknown) => groups },
  Group: { groupName: ({ GroupName }: { GroupName?: string }) => GroupName },
  Devices: { nodes: (devices: unknown) => devices },
  Device: {
    serialNumber: ({ SerialNumber }: VirtualMFADevice) => SerialNumber,
    user: (device: VirtualMFADevice) => device.User,
  },
  Providers: { nodes: (arns: unknown) => arns },
  Provider: {
    arn: (arn: string) => arn,
    url: async (arn: string) => (await getProvider(arn)).Url,
    clientIds: async (arn: string) => (await getProvider(arn)).ClientIDList,
  },
};

const yoga = createYoga({ schema: createSchema({ typeDefs, resolvers }), logging: false, maskedErrors: false });
const server = createServer(yoga);
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ ready: true, graphql: `http://127.0.0.1:${port}/graphql` })}\n`);
});
process.on("SIGTERM", () => process.exit());
