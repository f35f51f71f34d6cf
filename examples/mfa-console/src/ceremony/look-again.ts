import { fetchQuery, graphql } from "react-relay/hooks";
import type { IEnvironment } from "relay-runtime";
import type { lookAgainQuery } from "./__generated__/lookAgainQuery.graphql.ts";

/**
 * Reads a user again into Relay's store, which updates the page. Returns whether the user has the device.
 * @throws the errors of `Gateway.ask`
 */
export async function lookAgain(environment: IEnvironment, userName: string, serialNumber: string): Promise<boolean> {
  const query = graphql`
    query lookAgainQuery($userName: String!) {
      user(userName: $userName) {
        mfaDevices(first: 8) {
          nodes {
            serialNumber
          }
        }
        ...userRow_user
        ...userMfa_user
      }
    }
  `;
  const variables = { userName };
  const answer = await fetchQuery<lookAgainQuery>(environment, query, variables, {
    fetchPolicy: "network-only",
  }).toPromise();
  const devices = answer?.user?.mfaDevices?.nodes ?? [];
  return devices.some((device) => device.serialNumber === serialNumber);
}
