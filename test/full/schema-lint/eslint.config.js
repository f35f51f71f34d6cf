import graphql from "@graphql-eslint/eslint-plugin";

const { configs } = graphql;

/** The rules of graphql-eslint for schemas and for Relay, and other rules that this schema follows. */
export default [
  {
    files: ["**/*.graphql"],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: "schema.graphql" } } },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...configs["flat/schema-recommended"].rules,
      ...configs["flat/schema-relay"].rules,
      "@graphql-eslint/input-name": "error",
      "@graphql-eslint/no-scalar-result-type-on-mutation": "error",
      "@graphql-eslint/require-nullable-result-in-root": "error",
      "@graphql-eslint/require-description": [
        "error",
        {
          types: true,
          DirectiveDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
        },
      ],

      // Exceptions and their reasons.

      // Types without identity have no id: payloads, errors, parts of a user or a device, numbers of the account, pages, and
      // the sender of a request.
      "@graphql-eslint/strict-id-in-types": [
        "error",
        {
          acceptedIdNames: ["id"],
          acceptedIdTypes: ["ID"],
          exceptions: {
            suffixes: ["Connection", "Edge", "Error", "Payload"],
            types: [
              "AccountSummary",
              "CredentialReport",
              "DeleteUserPlan",
              "InputIssue",
              "PageInfo",
              "PermissionsBoundary",
              "RootUser",
              "Tag",
              "Viewer",
              "WriteStep",
            ],
          },
        },
      ],

      // Lists of tags, client ids, thumbprints, issues and steps are short and always complete, so they need no pages.
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }],

      // `userId`, `userName`, `groupId` and `groupName` are IAM's names; `id` is Relay's global id, which is different.
      "@graphql-eslint/no-typename-prefix": "off",
    },
  },
];
