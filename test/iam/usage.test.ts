import { describe, expect, it } from "vitest";
import { createIam, createUsage } from "../../src/iam/index.ts";
import { createTestGateway } from "../support/gateway.ts";

const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/);

describe("a request's usage", () => {
  it("records each write in order with its outcome, and counts reads", async () => {
    await using account = await createTestGateway();
    const usage = createUsage();
    const { reads, writes } = createIam({ client: account.admin })(usage);
    await writes.createUser({ UserName: "Alice" });
    await expect(writes.createUser({ UserName: "alice" })).rejects.toThrow("already exists");
    await reads.getUser("alice");
    account.embedded.setFaults({ dropConnections: 1 });
    await expect(writes.change("DeleteUser", { UserName: "alice" })).rejects.toThrow("socket hang up");
    expect(usage.writes).toEqual([
      { action: "CreateUser", target: "Alice", outcome: "done", requestId },
      { action: "CreateUser", target: "alice", outcome: "refused", requestId },
      { action: "DeleteUser", target: "alice", outcome: "unknown", requestId: undefined },
    ]);
    expect(Object.fromEntries(usage.calls)).toEqual({ CreateUser: 2, GetUser: 1, DeleteUser: 1 });
  });

  it("records a write as pending until IAM has responded", async () => {
    await using account = await createTestGateway();
    const usage = createUsage();
    const { writes } = createIam({ client: account.admin })(usage);
    const done = writes.createGroup({ GroupName: "Ops" });
    expect(usage.writes).toEqual([{ action: "CreateGroup", target: "Ops", outcome: "pending" }]);
    await done;
    expect(usage.writes).toEqual([{ action: "CreateGroup", target: "Ops", outcome: "done", requestId }]);
  });

  it("belongs to one request, while all requests wait for its writes", async () => {
    await using account = await createTestGateway();
    const iamFor = createIam({ client: account.admin });
    const [first, second] = [createUsage(), createUsage()];
    await iamFor(first).writes.createUser({ UserName: "Alice" });
    await iamFor(second).reads.getUser("alice");
    expect([Object.fromEntries(first.calls), Object.fromEntries(second.calls)]).toEqual([
      { CreateUser: 1 },
      { GetUser: 1 },
    ]);
    expect(second.writes).toEqual([]);
  });
});
