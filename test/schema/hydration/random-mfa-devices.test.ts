import { ListMFADevicesCommand } from "@aws-sdk/client-iam";
import fc from "fast-check";
import { expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { createUsers } from "../../support/account.ts";
import { account as accountArn } from "../../support/crowd.ts";
import { createTestGateway } from "../../support/gateway.ts";

const query = graphql(`query DevicesOfSome($first: Int!) {
  users(first: $first) { nodes { userName mfaDevices { nodes { serialNumber enableDate } } } }
}`);

const few = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 2 }));
const devices = fc.record({ virtual: fc.integer({ min: 0, max: 2 }), hardware: few, fido: few });
const accounts = fc.record({
  // The devices of eight users are read in bulk.
  users: fc.array(devices, { minLength: 8, maxLength: 30 }),
  root: devices,
  /** The number of unassigned virtual devices. */
  spare: few,
  /** The number of users that are not on the page. */
  off: few,
});

it("a bulk read returns the same devices as a look-up of each user", async () => {
  await fc.assert(
    fc.asyncProperty(accounts, async ({ users, root, spare, off }) => {
      await using account = await createTestGateway();
      const names = await createUsers(account.admin, users.length);
      const add = (owner: { userName: string } | { root: true }, { virtual, hardware, fido }: typeof root) => {
        const name = "root" in owner ? "root-user" : owner.userName;
        const fidoPath = "root" in owner ? "root-user" : `user/${owner.userName}`;
        const serials = [
          ...Array.from({ length: virtual }, (_, index) => `${accountArn}:mfa/${name}-${index}`),
          ...Array.from({ length: hardware }, (_, index) => `GAHT-${name}-${index}`),
          ...Array.from({ length: fido }, (_, index) => `${accountArn}:u2f/${fidoPath}/key-${index}`),
        ];
        for (const serialNumber of serials) account.embedded.addMfaDevice({ serialNumber, ...owner });
      };
      for (const [index, own] of users.entries()) add({ userName: names[index] ?? "" }, own);
      add({ root: true }, root);
      for (let index = 0; index < spare; index++) {
        account.embedded.addMfaDevice({ serialNumber: `${accountArn}:mfa/spare-${index}` });
      }

      const { data, errors } = await account.execute(query, { first: users.length - off });
      const expected = names.slice(0, users.length - off).map(async (UserName) => {
        const { MFADevices = [] } = await account.admin.send(new ListMFADevicesCommand({ UserName }));
        return MFADevices.map(({ SerialNumber, EnableDate }) => [SerialNumber, EnableDate?.toISOString()]).toSorted();
      });
      const found = data?.users?.nodes.map(({ mfaDevices }) =>
        mfaDevices?.nodes.map(({ serialNumber, enableDate }) => [serialNumber, enableDate]).toSorted(),
      );
      expect([found, errors]).toEqual([await Promise.all(expected), undefined]);
      if (users.length - off >= 8) expect(account.counts()).toMatchObject({ ListUsers: 1, ListVirtualMFADevices: 1 });
    }),
    { seed: 7, numRuns: 25 },
  );
});
