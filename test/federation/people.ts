import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";
import { createYoga } from "graphql-yoga";

/** Another team's Relay-style subgraph, with the managers of users by their IAM names. */
export const peopleTypeDefs = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
  "Anything with a global id."
  interface Node { id: ID! }
  type PageInfo @shareable { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  type User @key(fields: "userName") { userName: String! manager: User reports: [User!]! }
  type Employee implements Node @key(fields: "id") { id: ID! email: String! user: User! account: OidcProvider tags: [Tag!]! }
  "Another team that tags things as AWS does."
  type Tag @shareable { key: String! value: String! }
  type OidcProvider @key(fields: "arn") { arn: Arn! }
  scalar Arn
  type EmployeeConnection { edges: [EmployeeEdge!]! pageInfo: PageInfo! }
  type EmployeeEdge { cursor: String! node: Employee! }
  type Query {
    node(id: ID!): Node
    employee(email: String!): Employee
    employees: EmployeeConnection!
  }
`;

const PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

export interface PeopleOptions {
  /** The user name of each user's manager, by the user's name. */
  readonly managers: Readonly<Record<string, string>>;
}

/** Serves the subgraph: as a fetch function for tests, and over HTTP. */
export function createPeople({ managers }: PeopleOptions) {
  const user = (userName: string) => ({ __typename: "User", userName });
  const employeeOf = (email: string) => {
    const userName = email.slice(0, email.indexOf("@"));
    const id = Buffer.from(`Employee:${email}`).toString("base64url");
    return { __typename: "Employee", id, email, user: user(userName), account: { arn: PROVIDER }, tags: [] };
  };
  const employees = Object.keys(managers).map((name) => employeeOf(`${name}@example.com`));
  const schema = buildSubgraphSchema({
    typeDefs: parse(peopleTypeDefs),
    resolvers: {
      Query: {
        node: (_: unknown, { id }: { id: string }) => employees.find((employee) => employee.id === id),
        employee: (_: unknown, { email }: { email: string }) => employeeOf(email),
        employees: () => ({
          edges: employees.map((node) => ({ cursor: node.id, node })),
          pageInfo: { hasNextPage: false, hasPreviousPage: false },
        }),
      },
      User: {
        __resolveReference: ({ userName }: { userName: string }) => user(userName),
        manager: ({ userName }: { userName: string }) => {
          const manager = managers[userName];
          return manager === undefined ? null : user(manager);
        },
        reports: ({ userName }: { userName: string }) =>
          Object.entries(managers).flatMap(([name, manager]) => (manager === userName ? [user(name)] : [])),
      },
    },
  });
  return createYoga({ schema, logging: false, graphiql: false });
}
