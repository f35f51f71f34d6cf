import { describe, expect, it } from "vitest";
import { post, startCommand, temporaryFolder } from "../support/command.ts";

const query = `{
  users(first: 100) { nodes { userName hasMfa mfaDevices { nodes { serialNumber } } } }
  withoutMfa: users(filter: { hasMfa: false, passwordEnabled: true }) { asOf nodes { userName } }
  credentialReport { usersWithMfa }
}`;

describe("a gateway after a restart", () => {
  it("knows which users lost their MFA device before, and gives consistent answers", async () => {
    await using folder = await temporaryFolder();
    const env = { IAMQL_EMBEDDED_IAM_FILE: folder.file("iam.sqlite"), IAMQL_STATE_FILE: folder.file("state.sqlite") };
    let userName = "";
    let before: { withoutMfa: { nodes: { userName: string }[] }; credentialReport: { usersWithMfa: number } };
    {
      await using gateway = await startCommand([], env);
      const { data } = await post(gateway.ready.graphql, query);
      before = data;
      const passwords = await post(
        gateway.ready.graphql,
        "{ users(filter: { hasMfa: true, passwordEnabled: true }) { nodes { userName mfaDevices { nodes { serialNumber } } } } }",
      );
      const [user] = passwords.data.users.nodes;
      userName = user.userName;
      for (const { serialNumber } of user.mfaDevices.nodes) {
        await post(
          gateway.ready.graphql,
          "mutation ($input: DeactivateMfaDeviceInput!) { deactivateMfaDevice(input: $input) { __typename } }",
          { input: { userName, serialNumber } },
        );
      }
      expect((await gateway.stop()).code).toBe(0);
    }
    await using gateway = await startCommand([], env);
    const { data, errors } = await post(gateway.ready.graphql, query);
    expect(errors).toBeUndefined();
    for (const { hasMfa, mfaDevices } of data.users.nodes) expect(hasMfa).toBe(mfaDevices.nodes.length > 0);
    const names = (answer: typeof before) => answer.withoutMfa.nodes.map((user) => user.userName);
    expect(names(data)).toEqual([...names(before), userName].toSorted());
    expect(data.withoutMfa.asOf).toEqual(expect.any(String));
    // The report itself still shows the old state.
    expect(data.credentialReport).toEqual(before.credentialReport);
  });
});
