import { createRequire } from "node:module";
import { recordingFetch } from "./recorder.js";

// Its ES modules work only with bundlers.
const { RelayNetworkLayer, urlMiddleware } = createRequire(import.meta.url)("react-relay-network-modern");

const USERS = {
  name: "UsersQuery",
  operationKind: "query",
  text: "query UsersQuery($first: Int) { users(first: $first) { edges { node { id userName } } } }",
};
const CREATE_USER = {
  name: "CreateUserMutation",
  operationKind: "mutation",
  text: `mutation CreateUserMutation($input: CreateUserInput!) {
    createUser(input: $input) { __typename ... on CreateUserPayload { user { userName } } }
  }`,
};

/**
 * A network layer as its documentation shows it, without batches, which the gateway does not support. It uses the global
 * `fetch`.
 */
function start(url) {
  const { fetch, requests } = recordingFetch();
  globalThis.fetch = fetch;
  const network = new RelayNetworkLayer([urlMiddleware({ url })]);
  const execute = async (params, variables) => {
    try {
      const { data } = await network.execute({ id: null, metadata: {}, ...params }, variables, {}).toPromise();
      return { data };
    } catch ({ name, res }) {
      const { errors = [] } = res.errors ? res : JSON.parse(res.text);
      return { error: name, codes: errors.map(({ extensions }) => extensions?.code) };
    }
  };
  return { execute, requests };
}

export async function query(url) {
  const { execute, requests } = start(url);
  return { ...(await execute(USERS, { first: 2 })), requests };
}

export async function mutation(url, userName) {
  const { execute, requests } = start(url);
  return { ...(await execute(CREATE_USER, { input: { userName } })), requests };
}

export async function failure(url, text) {
  const { execute, requests } = start(url);
  return { ...(await execute({ name: "Failure", operationKind: "query", text }, {})), requests };
}
