import {
  GetOpenIDConnectProviderCommand,
  ListOpenIDConnectProvidersCommand,
  type ListOpenIDConnectProvidersCommandOutput,
} from "@aws-sdk/client-iam";
import type { CallExecutor } from "../calls/index.ts";
import { type OidcProvider, oidcProviderOf, type Page, required } from "../records/index.ts";
import type { ReadsOptions } from "./options.ts";

export interface OidcProviderReads {
  /** The ARNs of all providers. The operation has no pages, and returns nothing else. */
  listOidcProviders(): Promise<Page<string>>;
  getOidcProvider(arn: string): Promise<OidcProvider>;
}

export function createOidcProviderReads(calls: CallExecutor, { freshness }: ReadsOptions): OidcProviderReads {
  return {
    listOidcProviders() {
      const action = "ListOpenIDConnectProviders";
      const toArns = ({ OpenIDConnectProviderList }: ListOpenIDConnectProvidersCommandOutput) => ({
        items: required(action, "its list", OpenIDConnectProviderList).map(({ Arn }) => required(action, "Arn", Arn)),
      });
      return calls.read(action, ListOpenIDConnectProvidersCommand, {}, toArns, freshness);
    },

    getOidcProvider(arn) {
      const action = "GetOpenIDConnectProvider";
      const input = { OpenIDConnectProviderArn: arn };
      return calls.read(
        action,
        GetOpenIDConnectProviderCommand,
        input,
        (output) => oidcProviderOf(arn, output),
        freshness,
      );
    },
  };
}
