import { IamError, type IamReads, type Lists, nullIfAbsent, type OidcProvider, type Planning } from "../iam/index.ts";
import { createSingleLoader, once } from "./batching/index.ts";
import {
  type Connection,
  type ConnectionArguments,
  type ConnectionReader,
  listIdentity,
  type MaybePromise,
  WholeList,
} from "./paging/index.ts";

export interface OidcProviderLoader {
  /** The provider with this ARN, or `null`. */
  find(arn: string): Promise<OidcProvider | null>;
  /** @throws IamError with failure `no-such-entity` if the provider does not exist */
  load(arn: string): Promise<OidcProvider>;
  /** A page of the providers. IAM's list contains only their ARNs. */
  list(args: ConnectionArguments): MaybePromise<Connection<Pick<OidcProvider, "arn">>>;
}

/** OpenID Connect providers, for one request. */
export function createOidcProviderLoader(
  lists: Lists,
  iam: IamReads,
  planning: Planning,
  connections: ConnectionReader,
): OidcProviderLoader {
  const load = createSingleLoader(iam.getOidcProvider, (calls) => planning.expect("GetOpenIDConnectProvider", calls));
  let isComplete = true;
  const listing = once(async () => {
    const page = await lists.listOidcProviders();
    isComplete = page.isComplete !== false;
    return page.items.map((arn) => ({ arn }));
  });

  return {
    find: (arn) => nullIfAbsent(load(arn).catch(absentIfOtherPartition)),

    load,

    list: (args) =>
      connections.read(
        new WholeList({
          identity: () => listIdentity("Query.oidcProviders"),
          op: "ListOpenIDConnectProviders",
          fetch: listing,
          keyOf: ({ arn }) => arn,
          isComplete: () => isComplete,
        }),
        args,
      ),
  };
}

/** IAM rejects a well-formed ARN of another partition as "Invalid ARN": the provider does not exist in this one. */
function absentIfOtherPartition(error: unknown): null {
  if (error instanceof IamError && error.failure === "rejected" && /invalid arn/i.test(error.message)) return null;
  throw error;
}
