import { describe, expect, it } from "vitest";
import { createEmbeddedIam } from "../../../src/embedded-iam/index.ts";
import { createIam, createUsage } from "../../../src/iam/index.ts";
import { startFakeIam } from "../../support/fake-iam.ts";

/** An IAM that never answers its first call. */
async function createSlow() {
  const embedded = await createEmbeddedIam({ file: ":memory:" });
  let calls = 0;
  const fake = await startFakeIam({ answer: () => (++calls === 1 ? "never" : undefined), over: embedded });
  const client = fake.createClient();
  return {
    fake,
    iam: createIam({ client }),
    async [Symbol.asyncDispose]() {
      client.destroy();
      await fake[Symbol.asyncDispose]();
      await embedded.close();
    },
  };
}

const within = (milliseconds: number) => createUsage({ deadline: performance.now() + milliseconds });

describe("a read that IAM does not answer", () => {
  it("ends after half of its request's time, and leaves the rest to other reads", async () => {
    await using slow = await createSlow();
    const { reads, planning } = slow.iam(within(2000));
    await expect(reads.listGroups({})).rejects.toMatchObject({ failure: "timeout", action: "ListGroups" });
    expect(planning.timeLeftMs).toBeGreaterThan(0);
    expect(await reads.listUsers({})).toEqual({ items: [] });
  });

  it("is repeated by a waiting request that has more time", async () => {
    await using slow = await createSlow();
    const [hurried, patient] = [slow.iam(within(100)), slow.iam(within(60_000))];
    const first = hurried.reads.listUsers({});
    const second = patient.reads.listUsers({});
    await expect(first).rejects.toMatchObject({ failure: "timeout" });
    expect(await second).toEqual({ items: [] });
    expect(slow.fake.counts()).toEqual({ ListUsers: 2 });
  });
});
