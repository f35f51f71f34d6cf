import { fetchQuery, graphql } from "react-relay/hooks";
import type { IEnvironment } from "relay-runtime";
import type { lookAgainQuery } from "./__generated__/lookAgainQuery.graphql.ts";

/**
 * Reads a user anew into Relay's store, whose watchers then show it; gives whether the device is among the user's.
 * @throws as `Gateway.ask` does
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
