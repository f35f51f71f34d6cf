import type { ChangeName } from "../../iam/index.ts";
import { builder } from "../builder.ts";
import { type Calls, callsOf } from "../cost/index.ts";
import {
  describe,
  hasChanged,
  IamErrorInterface,
  type IncompleteError,
  incompleteError,
  mutation,
  performWrites,
  sent,
  sentTags,
  TagInputType,
  WritePlanInterface,
  type WriteStep,
  withOidcProvider,
} from "../mutation/index.ts";
import { assumedClientIds } from "./facts.ts";

const IncompleteType = builder.objectRef<IncompleteError>("UpdateOidcProviderIncompleteError").implement({
  description:
    "A step of the update failed after others were performed. The provider still accepts each client ID that it accepted before and that the input keeps; the same mutation continues the update.",
  interfaces: [IamErrorInterface, WritePlanInterface],
});

/** The input field that a write of the update is about. */
const fieldOf: Partial<Record<ChangeName, string>> = {
  AddClientIDToOpenIDConnectProvider: "clientIds",
  RemoveClientIDFromOpenIDConnectProvider: "clientIds",
  UpdateOpenIDConnectProviderThumbprint: "thumbprints",
  TagOpenIDConnectProvider: "tags",
  UntagOpenIDConnectProvider: "tags",
};

mutation("updateOidcProvider", {
  description:
    "Saves the client IDs, thumbprints and tags of a provider. It reads the provider, and performs only the writes that change something: new client IDs first, removals last. It counts as one mutation, however many writes it takes.",
  operation: "UpdateOpenIDConnectProvider",
  // A provider decides who can sign in from elsewhere.
  scopes: ["iam:admin"],
  calls: ({ clientIds, thumbprints, tags }): Calls => {
    const added = clientIds ? new Set(clientIds).size : 0;
    return new Map([
      ...callsOf("oidcProvider"),
      ...callsOf("write:AddClientIDToOpenIDConnectProvider", added),
      ...callsOf("write:RemoveClientIDFromOpenIDConnectProvider", clientIds ? assumedClientIds : 0),
      ...callsOf("write:UpdateOpenIDConnectProviderThumbprint", thumbprints ? 1 : 0),
      ...callsOf("write:TagOpenIDConnectProvider", tags ? 1 : 0),
      ...callsOf("write:UntagOpenIDConnectProvider", tags ? 1 : 0),
    ]);
  },
  input: builder.inputType("UpdateOidcProviderInput", {
    description: "The provider, and the lists that it should have. A list that is omitted or null does not change.",
    fields: (t) => ({
      arn: t.field({ type: "Arn", required: true, description: describe.providerArn }),
      clientIds: t.stringList({
        description:
          "All client IDs (audiences) to accept: at most 100. Others are removed. Unchanged if omitted or null.",
      }),
      thumbprints: t.stringList({
        description: "All thumbprints: 1 to 5 SHA-1 hashes, as 40 hexadecimal digits. Unchanged if omitted or null.",
      }),
      tags: t.field({
        type: [TagInputType],
        description:
          "All tags: at most 50. Others are removed, except AWS's own, whose keys begin with `aws:`. Unchanged if omitted or null.",
      }),
    }),
  }),
  inputRows: {
    arn: sent("OpenIDConnectProviderArn"),
    clientIds: sent("ClientIDList"),
    thumbprints: sent("ThumbprintList"),
    tags: sentTags("Tags"),
  },
  payload: withOidcProvider(
    builder
      .objectRef<{ readonly arn: string; readonly steps: readonly WriteStep[] }>("UpdateOidcProviderPayload")
      .implement({
        description: "The provider has the wanted lists. The list of steps is empty if nothing differed.",
        interfaces: [WritePlanInterface],
      }),
  ),
  errors: ["ConcurrentModification", "LimitExceeded", "NoSuchEntity"],
  others: [IncompleteType],
  async run(update, { context, input: { arn } }) {
    const plan = await context.iam.planOidcProviderUpdate(update);
    const performed = await performWrites(context, plan);
    if (!("error" in performed)) return { arn, steps: performed.steps };
    // Nothing was done: the error is that of any other mutation.
    if (!hasChanged(performed.steps)) throw performed.error;
    const field = fieldOf[performed.write.operation];
    return incompleteError("UpdateOidcProviderIncompleteError", performed, field ? ["input", field] : null);
  },
});
