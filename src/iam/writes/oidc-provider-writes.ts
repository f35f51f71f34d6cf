import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  UntagOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from "@aws-sdk/client-iam";
import { isSameName } from "../../iam-model/name-folding.ts";
import { required } from "../records/index.ts";
import { countReads, providerReads } from "./invalidation.ts";
import { deletionsEndingWith, nothing, write } from "./write-row.ts";

const NO_DEPENDENCY = nothing("Only the provider must exist, and every write waits for a new one.");
const NO_CREDENTIALS = nothing("The credential report contains no providers.");
const NO_DEVICES = nothing("Providers have no MFA devices.");

export const createOidcProvider = write({
  command: CreateOpenIDConnectProviderCommand,
  target: "Url",
  // A second create of the same URL is refused.
  repeat: "once",
  dependsOn: {
    EntityAlreadyExists: (expectations, { Url = "" }) =>
      deletionsEndingWith(expectations, "oidcProvider", `:oidc-provider/${Url.replace(/^https:\/\//, "")}`),
  },
  invalidates: [...providerReads, ...countReads],
  laterReadsShow(expectations, _input, { OpenIDConnectProviderArn }) {
    const action = "CreateOpenIDConnectProvider";
    expectations.created("oidcProvider", required(action, "OpenIDConnectProviderArn", OpenIDConnectProviderArn));
  },
  credentials: NO_CREDENTIALS,
  deviceSearches: NO_DEVICES,
});

export const oidcProviderChanges = {
  UpdateOpenIDConnectProviderThumbprint: write({
    command: UpdateOpenIDConnectProviderThumbprintCommand,
    target: "OpenIDConnectProviderArn",
    repeat: "repeatable",
    dependsOn: NO_DEPENDENCY,
    invalidates: ["GetOpenIDConnectProvider"],
    laterReadsShow: (expectations, { OpenIDConnectProviderArn = "", ThumbprintList = [] }) =>
      expectations.changed(
        "oidcProvider",
        OpenIDConnectProviderArn,
        "thumbprints",
        ({ thumbprints }) => hasAll(thumbprints, ThumbprintList) && hasAll(ThumbprintList, thumbprints),
      ),
    credentials: NO_CREDENTIALS,
    deviceSearches: NO_DEVICES,
  }),

  AddClientIDToOpenIDConnectProvider: write({
    command: AddClientIDToOpenIDConnectProviderCommand,
    target: "ClientID",
    repeat: "repeatable",
    dependsOn: NO_DEPENDENCY,
    invalidates: ["GetOpenIDConnectProvider"],
    laterReadsShow: (expectations, { OpenIDConnectProviderArn = "", ClientID = "" }) =>
      expectations.changed("oidcProvider", OpenIDConnectProviderArn, `client ${ClientID}`, ({ clientIds }) =>
        clientIds.includes(ClientID),
      ),
    credentials: NO_CREDENTIALS,
    deviceSearches: NO_DEVICES,
  }),

  RemoveClientIDFromOpenIDConnectProvider: write({
    command: RemoveClientIDFromOpenIDConnectProviderCommand,
    target: "ClientID",
    repeat: "repeatable",
    dependsOn: NO_DEPENDENCY,
    invalidates: ["GetOpenIDConnectProvider"],
    laterReadsShow: (expectations, { OpenIDConnectProviderArn = "", ClientID = "" }) =>
      expectations.changed(
        "oidcProvider",
        OpenIDConnectProviderArn,
        `client ${ClientID}`,
        ({ clientIds }) => !clientIds.includes(ClientID),
      ),
    credentials: NO_CREDENTIALS,
    deviceSearches: NO_DEVICES,
  }),

  DeleteOpenIDConnectProvider: write({
    command: DeleteOpenIDConnectProviderCommand,
    target: "OpenIDConnectProviderArn",
    // A second delete finds no provider.
    repeat: "once",
    dependsOn: nothing("Nothing prevents the deletion of a provider."),
    invalidates: [...providerReads, ...countReads],
    laterReadsShow: (expectations, { OpenIDConnectProviderArn = "" }) =>
      expectations.deleted("oidcProvider", OpenIDConnectProviderArn),
    credentials: NO_CREDENTIALS,
    deviceSearches: NO_DEVICES,
  }),

  TagOpenIDConnectProvider: write({
    command: TagOpenIDConnectProviderCommand,
    target: "OpenIDConnectProviderArn",
    repeat: "repeatable",
    dependsOn: NO_DEPENDENCY,
    invalidates: ["GetOpenIDConnectProvider"],
    laterReadsShow(expectations, { OpenIDConnectProviderArn = "", Tags = [] }) {
      for (const { Key, Value } of Tags) {
        expectations.changed("oidcProvider", OpenIDConnectProviderArn, `tag ${Key}`, ({ tags }) =>
          tags.some(({ key, value }) => key === Key && value === Value),
        );
      }
    },
    credentials: NO_CREDENTIALS,
    deviceSearches: NO_DEVICES,
  }),

  UntagOpenIDConnectProvider: write({
    command: UntagOpenIDConnectProviderCommand,
    target: "OpenIDConnectProviderArn",
    repeat: "repeatable",
    dependsOn: NO_DEPENDENCY,
    invalidates: ["GetOpenIDConnectProvider"],
    laterReadsShow(expectations, { OpenIDConnectProviderArn = "", TagKeys = [] }) {
      for (const Key of TagKeys) {
        expectations.changed("oidcProvider", OpenIDConnectProviderArn, `tag ${Key}`, ({ tags }) =>
          tags.every(({ key }) => key !== Key),
        );
      }
    },
    credentials: NO_CREDENTIALS,
    deviceSearches: NO_DEVICES,
  }),
};

function hasAll(thumbprints: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((one) => thumbprints.some((thumbprint) => isSameName(thumbprint, one)));
}
