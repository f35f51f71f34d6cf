import { expect, it } from "vitest";
import { createEmbeddedIam } from "../../src/embedded-iam/index.ts";
import { createUsers, makeCredentialReport } from "../support/account.ts";
import { startFakeIam } from "../support/fake-iam.ts";
import { createTestGateway, iamError } from "../support/gateway.ts";

const MINUTE_MS = 60_000;

it.each([-20, 20])(
  "knows that its own change is newer than the credential report if its clock is %i minutes off",
  async (minutes) => {
    let isDenied = false;
    const embedded = await createEmbeddedIam({ file: ":memory:" });
    await using fake = await startFakeIam({
      over: embedded,
      answer: ({ action }) =>
        isDenied && /MFADevices$/.test(action) ? iamError(403, "AccessDenied", "Not allowed.") : undefined,
      date: () => new Date(),
    });
    await using gateway = await createTestGateway({
      client: fake.createClient(),
      now: () => Date.now() + minutes * MINUTE_MS,
    });
    const admin = fake.createClient();
    await createUsers(admin, 2);
    const serialNumber = "GAHT00000001";
    embedded.addMfaDevice({ serialNumber, userName: "user-0000" });
    await makeCredentialReport(admin);
    const { data: changed } = await gateway.execute(
      `mutation { deactivateMfaDevice(input: { userName: "user-0000", serialNumber: "${serialNumber}" }) { __typename } }`,
    );
    expect(changed).toEqual({ deactivateMfaDevice: { __typename: "DeactivateMfaDevicePayload" } });

    // The report is the only source left.
    isDenied = true;
    const { data, errors } = await gateway.execute("{ users { nodes { userName hasMfa } } }");
    expect(data).toEqual({
      users: {
        nodes: [
          { userName: "user-0000", hasMfa: null },
          { userName: "user-0001", hasMfa: false },
        ],
      },
    });
    expect(errors).toMatchObject([
      { path: ["users", "nodes", 0, "hasMfa"], extensions: { code: "IAM_ACCESS_DENIED", action: "ListMFADevices" } },
    ]);
    admin.destroy();
    await embedded.close();
  },
);
