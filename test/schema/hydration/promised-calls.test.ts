import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { createGroup, createUsers } from "../../support/account.ts";
import { createTestGateway } from "../../support/gateway.ts";

it("look-ups of MFA devices that have been made do not count again when the request looks up other users", async () => {
  const begun = Promise.withResolvers<void>();
  await using account = await createTestGateway({
    // As many calls of ListMFADevices as the request makes.
    iamCallRate: { perSecond: 0.001, burst: 12 },
    // The group's users arrive when the look-ups for the first page have begun.
    async delay({ action }) {
      if (action === "ListMFADevices") begun.resolve();
      if (action !== "GetGroup") return;
      await begun.promise;
      for (let turns = 0; turns < 10; turns++) await setImmediate();
    },
  });
  const [member = "", ...others] = await createUsers(account.admin, 6, "a-");
  const members = [member, ...(await createUsers(account.admin, 6, "b-"))];
  await createGroup(account.admin, "group", members);
  // A device of a user that the request does not look up: neither a list nor a report names its holder.
  const [holder = ""] = await createUsers(account.admin, 1, "holder-");
  account.embedded.addMfaDevice({ serialNumber: "GAHT00000001", userName: holder });
  account.embedded.setFaults({ deny: ["GetCredentialReport"] });
  const devices = "userName mfaDevices { isComplete }";
  const { data, errors } = await account.execute(
    `{ users(first: 6) { nodes { ${devices} groups { nodes { users(first: 7) { nodes { ${devices} } } } } } } }`,
  );
  expect(errors).toBeUndefined();
  const complete = (userName: string) => ({ userName, mfaDevices: { isComplete: true } });
  const groups = { nodes: [{ users: { nodes: members.map(complete) } }] };
  expect(data).toEqual({
    users: {
      nodes: [
        { ...complete(member), groups },
        ...others.map((userName) => ({ ...complete(userName), groups: { nodes: [] } })),
      ],
    },
  });
  expect(account.counts()["ListMFADevices"]).toBe(12);
});
