import { post } from "../../support/command.ts";

/** Direct calls to the gateway's API, to compare the console with. */
export function consoleApi(graphql: string | undefined) {
  const ask = async (query: string, variables: Record<string, unknown> = {}) =>
    (await post(graphql, query, variables)).data;
  return {
    async userNames(filter: object, pathPrefix: string | null = null): Promise<string[]> {
      const data = await ask(
        "query ($filter: UserFilter, $pathPrefix: String) { users(first: 1000, filter: $filter, pathPrefix: $pathPrefix) { nodes { userName } } }",
        { filter, pathPrefix },
      );
      return data.users.nodes.map(({ userName }: { userName: string }) => userName);
    },
    async serialsOf(userName: string): Promise<string[]> {
      const data = await ask(
        "query ($userName: String!) { user(userName: $userName) { mfaDevices { nodes { serialNumber } } } }",
        { userName },
      );
      return data.user.mfaDevices.nodes.map(({ serialNumber }: { serialNumber: string }) => serialNumber);
    },
    async virtualDevices(): Promise<number> {
      return (await ask("{ virtualMfaDevices { totalCount } }")).virtualMfaDevices.totalCount;
    },
  };
}

export type ConsoleApi = ReturnType<typeof consoleApi>;
