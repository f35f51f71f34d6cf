import { type Caller, requires, SCOPES, type Scope } from "../authorization/index.ts";
import { builder } from "../builder.ts";
import { FREE } from "../cost/index.ts";
import { FAILED } from "../nullability/index.ts";

const ViewerType = builder.objectRef<Caller>("Viewer").implement({
  description: "The sender of this request, so that a page can offer only the changes that the sender may make.",
  fields: (t) => ({
    subject: t.exposeString("subject", {
      description: "The name of the sender: the token's subject, or `anonymous` if the gateway does not authenticate.",
    }),
    scopes: t.stringList({
      description: `The scopes of the sender, each once: ${Object.entries(SCOPES)
        .map(([scope, allows]) => `\`${scope}\` (${allows})`)
        .join(", ")}.`,
      cost: FREE,
      resolve: ({ scopes }) => (Object.keys(SCOPES) as Scope[]).filter((scope) => scopes.has(scope)),
    }),
  }),
});

builder.queryField("viewer", (t) =>
  t.field({
    type: ViewerType,
    // As all root fields, so that an error here does not hide the fields beside it.
    nullable: true,
    nullWhen: FAILED,
    description:
      "The sender of this request, with the granted scopes. Null only with an error. For the gateway's own identity, see `signingUser`.",
    extensions: requires("iam:read"),
    cost: FREE,
    resolve: (_root, _args, { caller }) => caller,
  }),
);
