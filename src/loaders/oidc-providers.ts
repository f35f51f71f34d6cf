import { type Iam, nullIfAbsent, type OidcProvider } from "../iam/index.ts";
import { askEach, createLoader, once } from "./batch.ts";
import { type Connection, type ConnectionReader, wholeList } from "./connections.ts";
import { scopeOf } from "./cursor.ts";
import type { ConnectionArguments } from "./marker-paging.ts";

export interface OidcProviderLoader {
  /** `null` where IAM has no provider of exactly this ARN. */
  find(arn: string): Promise<OidcProvider | null>;
  /** @throws IamError with failure `no-such-entity` where there is none */
  load(arn: string): Promise<OidcProvider>;
  /** The providers' ARNs: IAM's list tells no more. */
  list(args: ConnectionArguments): Promise<Connection<Pick<OidcProvider, "arn">>>;
}

export function createOidcProviderLoader(iam: Iam, connections: ConnectionReader): OidcProviderLoader {
  const providers = createLoader((arns) => askEach(arns, iam.getOidcProvider));
  const listing = once(async () => (await iam.listOidcProviders()).map((arn) => ({ arn })));

  return {
    async find(arn) {
      const provider = await nullIfAbsent(providers.load(arn));
      // IAM's answer carries no ARN: the URL in it tells whether it is the one asked for, to the letter.
      return provider && arn.endsWith(`:oidc-provider/${provider.url}`) ? provider : null;
    },

    load: (arn) => providers.load(arn),

    list: (args) =>
      connections.read(
        wholeList({
          scope: scopeOf("Query.oidcProviders"),
          op: "ListOpenIDConnectProviders",
          fetch: listing,
          keyOf: ({ arn }) => arn,
        }),
        args,
      ),
  };
}
