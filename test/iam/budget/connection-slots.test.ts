import { describe, expect, it } from "vitest";
import { type FakeAnswer, iamAnswer, startFakeIam } from "../../support/fake-iam.ts";
import { createTestGateway } from "../../support/gateway.ts";

const names = Array.from({ length: 100 }, (_, index) => `user-${index}`);
const nodes = names.map((name, index) => `u${index}: user(userName: "${name}") { userName }`).join(" ");

/** A gateway over an endpoint. The bearer token is the caller's name. */
function createGateway(iam: Awaited<ReturnType<typeof startFakeIam>>, requestTimeoutMs = 2000) {
  return createTestGateway({
    client: iam.createClient(),
    authenticate: async (headers) => ({
      subject: headers.get("authorization") ?? "",
      scopes: new Set(["iam:read", "iam:write"]),
    }),
    limits: { maxAliases: 1000, maxTokens: 10_000, requestTimeoutMs },
  });
}

/** An endpoint that never answers the given actions; `asked` resolves after so many calls of them. */
async function startHanging(actions: readonly string[], count: number) {
  const asked = Promise.withResolvers<void>();
  let hanging = 0;
  const answer = ({ action }: { readonly action: string }): FakeAnswer => {
    if (!actions.includes(action)) return iamAnswer(action, "<Groups/><IsTruncated>false</IsTruncated>");
    hanging += 1;
    if (hanging === count) asked.resolve();
    return "never";
  };
  return { iam: await startFakeIam({ answer }), asked: asked.promise };
}

const groups = "{ groups(first: 1) { nodes { groupName } } }";

describe("calls that IAM does not answer", () => {
  it("leave connections for another action of another caller", async () => {
    const { iam, asked } = await startHanging(["GetUser"], 12);
    await using _iam = iam;
    await using account = await createGateway(iam);
    const hanging = account.execute(`{ ${nodes} }`, {}, { authorization: "alice" });
    await asked;
    const { data, errors } = await account.execute(groups, {}, { authorization: "bob" });
    expect([data, errors]).toEqual([{ groups: { nodes: [] } }, undefined]);
    expect(iam.counts()["ListGroups"]).toBe(1);
    expect(iam.counts()["GetUser"]).toBeLessThan(25);
    await hanging;
    // Of the waiting calls, only those whose deadline was some milliseconds later were sent.
    expect(iam.counts()["GetUser"]).toBeLessThan(50);
  });

  it("of all actions of one caller take half of the connections", async () => {
    const actions = ["GetUser", "ListMFADevices", "GetOpenIDConnectProvider"];
    const { iam, asked } = await startHanging(actions, 25);
    await using _iam = iam;
    // Longer than the test takes on a busy machine: no call ends before.
    await using account = await createGateway(iam, 60_000);
    const others = names.slice(0, 30).map((name, index) => {
      const arn = `arn:aws:iam::123456789012:oidc-provider/${name}.example`;
      return `m${index}: mfaDevices(userName: "${name}") { nodes { id } } p${index}: oidcProvider(arn: "${arn}") { arn }`;
    });
    const client = new AbortController();
    const request = account.gateway.fetch("http://127.0.0.1:4000/graphql", {
      method: "POST",
      headers: { authorization: "alice", "content-type": "application/json" },
      body: JSON.stringify({ query: `{ ${nodes} ${others.join(" ")} }` }),
      signal: client.signal,
    });
    const hanging = Promise.resolve(request).catch(() => {});
    await asked;
    const { errors } = await account.execute(groups, {}, { authorization: "bob" });
    expect(errors).toBeUndefined();
    expect(iam.calls.filter(({ action }) => actions.includes(action))).toHaveLength(25);
    client.abort();
    await hanging;
  });

  it("leave connections for the same action of another caller, and for another action of the same caller", async () => {
    const { iam, asked } = await startHanging(["GetUser"], 12);
    await using _iam = iam;
    await using account = await createGateway(iam);
    const hanging = [account.execute(`{ ${nodes} }`, {}, { authorization: "alice" })];
    await asked;
    iam.forgetCalls();
    hanging.push(account.execute('{ user(userName: "carol") { userName } }', {}, { authorization: "bob" }));
    await expect.poll(() => iam.calls).toContainEqual({ action: "GetUser", parameters: { UserName: "carol" } });
    const { errors } = await account.execute(groups, {}, { authorization: "alice" });
    expect(errors).toBeUndefined();
    await Promise.all(hanging);
  });
});
