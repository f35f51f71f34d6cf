import graphql from "@graphql-eslint/eslint-plugin";

const { configs } = graphql;

/** graphql-eslint's rules for schemas and for Relay, and of its others those that this schema means to follow. */
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

      // Exceptions, each with its reason.

      // What has no identity has no id: what was done or not, parts of a user or a device, numbers of the account, and pages.
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
              "DeleteUserStep",
              "InputIssue",
              "PageInfo",
              "PermissionsBoundary",
              "Tag",
            ],
          },
        },
      ],

      // Tags, client ids, thumbprints, issues and steps are short, and IAM tells them whole: there is nothing to page.
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }],

      // `userId`, `userName`, `groupId` and `groupName` are IAM's own words; `id` is Relay's, and another thing.
      "@graphql-eslint/no-typename-prefix": "off",
    },
  },
];
