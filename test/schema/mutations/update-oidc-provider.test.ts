import {
  AddClientIDToOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { iamError, type TestGateway } from "../../support/gateway.ts";
import { createScene, idOf, scene } from "../../support/scene.ts";

const mutation = graphql(`mutation SavedProvider($input: UpdateOidcProviderInput!) {
  updateOidcProvider(input: $input) {
    __typename
    ... on UpdateOidcProviderPayload { oidcProvider { clientIds thumbprints tags { key value } } }
    ... on WritePlan { steps { operation target targetId status } }
    ... on IamError { message code requestId outcome isRetryable path }
    ... on LimitExceededError { quota limit }
  }
}`);

const [a, b] = ["a".repeat(40), "b".repeat(40)];
const arn = scene.issuer;
const add = "AddClientIDToOpenIDConnectProvider";
const remove = "RemoveClientIDFromOpenIDConnectProvider";
const setThumbprints = "UpdateOpenIDConnectProviderThumbprint";
const tag = "TagOpenIDConnectProvider";
const untag = "UntagOpenIDConnectProvider";

/** A step whose target is a client ID, or the provider. */
const step = (operation: string, status = "DONE", clientId?: string) => ({
  operation,
  target: clientId ?? arn,
  targetId: clientId === undefined ? idOf(`OidcProvider:${arn}`) : null,
  status,
});

function named(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(3, "0")}`);
}

async function addClients({ admin }: TestGateway, clientIds: readonly string[]): Promise<void> {
  for (const ClientID of clientIds) {
    await admin.send(new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn, ClientID }));
  }
}

async function clientIdsOf({ admin }: TestGateway): Promise<readonly string[]> {
  const found = await admin.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }));
  return found.ClientIDList ?? [];
}

const writesOf = ({ calls }: TestGateway) =>
  calls.filter(({ action }) => !action.startsWith("Get")).map(({ action }) => action);

describe("Mutation.updateOidcProvider", () => {
  it("replaces all lists with the writes that are needed: new client IDs first, removed ones last", async () => {
    await using account = await createScene();
    const tags = [{ key: "Colour", value: "red" }];
    const input = { arn, clientIds: ["web", "cli", "web"], thumbprints: [b], tags };
    const { data, errors } = await account.execute(mutation, { input });
    expect(errors).toBeUndefined();
    expect(data?.updateOidcProvider).toEqual({
      __typename: "UpdateOidcProviderPayload",
      oidcProvider: { clientIds: ["web", "cli"], thumbprints: [b], tags },
      steps: [
        step(add, "DONE", "web"),
        step(add, "DONE", "cli"),
        step(setThumbprints),
        step(tag),
        step(untag),
        step(remove, "DONE", "app"),
      ],
    });
    expect(writesOf(account)).toEqual([add, add, setThumbprints, tag, untag, remove]);
    expect(account.counts()).toMatchObject({ GetOpenIDConnectProvider: 2 });
  });

  it.each([
    [
      "the same lists",
      { clientIds: ["app"], thumbprints: [a?.toUpperCase() ?? ""], tags: [{ key: "Team", value: "core" }] },
    ],
    ["null lists", { clientIds: null, thumbprints: null, tags: null }],
    ["no lists", {}],
  ])("writes nothing for %s", async (_title, lists) => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { input: { arn, ...lists } });
    expect(data?.updateOidcProvider).toMatchObject({ __typename: "UpdateOidcProviderPayload", steps: [] });
    expect(account.counts()).toEqual({ GetOpenIDConnectProvider: 2 });
  });

  it("changes only the given lists, and an empty list removes everything", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { input: { arn, clientIds: [], tags: [] } });
    expect(data?.updateOidcProvider).toMatchObject({
      oidcProvider: { clientIds: [], thumbprints: [a], tags: [] },
      steps: [step(untag), step(remove, "DONE", "app")],
    });
  });

  it("sets only the tags that differ, and compares their keys with case", async () => {
    await using account = await createScene();
    const tags = [
      { key: "Team", value: "edge" },
      { key: "team", value: "core" },
    ];
    await account.execute(mutation, { input: { arn, tags } });
    expect(account.calls.find(({ action }) => action === tag)?.parameters).toMatchObject({
      "Tags.member.1.Key": "Team",
      "Tags.member.1.Value": "edge",
      "Tags.member.2.Key": "team",
      "Tags.member.2.Value": "core",
    });
    account.forgetCalls();
    await account.execute(mutation, { input: { arn, tags: [...tags, { key: "Colour", value: "" }] } });
    const { parameters } = account.calls.find(({ action }) => action === tag) ?? {};
    expect(Object.values(parameters ?? {})).not.toContain("Team");
  });

  it("keeps AWS's own tags, which IAM does not remove", async () => {
    await using account = await createScene({
      intercept: ({ action }) =>
        action === "GetOpenIDConnectProvider"
          ? {
              status: 200,
              body: `<GetOpenIDConnectProviderResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetOpenIDConnectProviderResult><Url>issuer.example</Url><ClientIDList/><ThumbprintList/><CreateDate>2026-01-01T00:00:00Z</CreateDate><Tags><member><Key>aws:owner</Key><Value>stack</Value></member></Tags></GetOpenIDConnectProviderResult></GetOpenIDConnectProviderResponse>`,
            }
          : undefined,
    });
    const { data } = await account.execute(mutation, { input: { arn, tags: [] } });
    expect(data?.updateOidcProvider).toMatchObject({ steps: [] });
  });

  it("makes more than ten changes as one mutation", async () => {
    await using account = await createScene();
    await addClients(account, named("old", 15));
    const clientIds = named("new", 15);
    const { data } = await account.execute(mutation, { input: { arn, clientIds } });
    expect(data?.updateOidcProvider).toMatchObject({ oidcProvider: { clientIds } });
    expect(writesOf(account)).toEqual([...Array(15).fill(add), ...Array(16).fill(remove)]);
  });

  it("removes first what would exceed IAM's quota of client IDs, and no more", async () => {
    await using account = await createScene();
    await addClients(account, named("old", 98));
    const clientIds = [...named("old", 96), ...named("new", 4)];
    const { data } = await account.execute(mutation, { input: { arn, clientIds } });
    expect(data?.updateOidcProvider).toMatchObject({ __typename: "UpdateOidcProviderPayload" });
    expect(writesOf(account)).toEqual([remove, remove, remove, add, add, add, add]);
    expect((await clientIdsOf(account)).toSorted()).toEqual(clientIds.toSorted());
  });

  it("removes tags first if both sets together exceed IAM's quota of tags", async () => {
    await using account = await createScene();
    const Tags = named("old", 49).map((Key) => ({ Key, Value: "" }));
    await account.admin.send(new TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn, Tags }));
    const tags = named("new", 50).map((key) => ({ key, value: "" }));
    const { data } = await account.execute(mutation, { input: { arn, tags } });
    expect(data?.updateOidcProvider).toMatchObject({ oidcProvider: { tags } });
    expect(writesOf(account)).toEqual([untag, tag]);
  });

  it("plans from the current provider, never from a cached read", async () => {
    await using account = await createScene({ iamCache: { ttlMs: 60_000 } });
    const read = graphql(`query CachedProvider($arn: Arn!) { oidcProvider(arn: $arn) { clientIds } }`);
    await account.execute(read, { arn });
    // Another program changes the provider.
    await addClients(account, ["other"]);
    expect((await account.execute(read, { arn })).data?.oidcProvider?.clientIds).toEqual(["app"]);
    await account.execute(mutation, { input: { arn, clientIds: ["app"] } });
    expect(await clientIdsOf(account)).toEqual(["app"]);
    expect((await account.execute(read, { arn })).data?.oidcProvider?.clientIds).toEqual(["app"]);
  });

  it("returns NoSuchEntityError for a missing provider, and InvalidInputError for an ARN of another kind", async () => {
    await using account = await createScene();
    const missing = await account.execute(mutation, { input: { arn: `${arn}.org`, clientIds: ["app"] } });
    expect(missing.data?.updateOidcProvider).toMatchObject({
      __typename: "NoSuchEntityError",
      outcome: "NOTHING_DONE",
      path: ["input", "arn"],
    });
    const other = await account.execute(mutation, { input: { arn: "arn:aws:iam::123456789012:user/alice" } });
    expect(other.data?.updateOidcProvider).toMatchObject({ __typename: "InvalidInputError", path: ["input", "arn"] });
  });

  it("is audited with each write", async () => {
    await using account = await createScene();
    await account.execute(mutation, { input: { arn, clientIds: ["web"], tags: [] } });
    const { entity, outcome, writes } = JSON.parse(account.auditLines.at(-1) ?? "");
    expect([entity, outcome]).toEqual([{ arn, clientIds: ["web"], tagKeys: [] }, "done"]);
    expect(writes.map(({ action, target }: Record<string, string>) => [action, target])).toEqual([
      [add, "web"],
      [untag, arn],
      [remove, "app"],
    ]);
  });

  it("fits into the limit of calls for AWS with the largest lists", async () => {
    await using account = await createScene({ limits: { maxIamCalls: 500 } });
    const input = { arn, clientIds: ["app", ...named("new", 99)] };
    const { errors } = await account.execute(mutation, { input });
    expect(errors).toBeUndefined();
    expect(await clientIdsOf(account)).toHaveLength(100);
  });
});

describe("the estimate of updateOidcProvider", () => {
  it.each([
    // Three reads, one client ID to add, and 100 that may be removed.
    ["clientIds", { clientIds: ["app"] }, 104],
    ["thumbprints", { thumbprints: [a] }, 4],
    ["tags", { tags: [] }, 5],
    ["no list", { clientIds: null }, 3],
  ])("counts the writes that a list can take: %s", async (_title, lists, calls) => {
    const execute = async (maxIamCalls: number) => {
      await using account = await createScene({ limits: { maxIamCalls } });
      const { errors } = await account.execute(mutation, { input: { arn, ...lists } });
      return errors?.[0]?.message;
    };
    expect(await execute(calls - 1)).toContain(`takes up to ${calls} IAM calls`);
    expect(await execute(calls)).toBeUndefined();
  });
});

describe("a failed write of updateOidcProvider", () => {
  const input = { arn, clientIds: ["app", "web"], thumbprints: [b], tags: [] };

  it("after others is UpdateOidcProviderIncompleteError with all steps, and the provider stays usable", async () => {
    await using account = await createScene();
    account.embedded.setFaults({ deny: [setThumbprints] });
    const { data, errors } = await account.execute(mutation, { input });
    expect([data?.updateOidcProvider, errors]).toEqual([
      {
        __typename: "UpdateOidcProviderIncompleteError",
        message: `${setThumbprints} of ${arn} failed, after 1 of 3 steps: The gateway's credentials may not call iam:${setThumbprints}.`,
        code: "AccessDenied",
        requestId: expect.any(String),
        outcome: "PARTLY_DONE",
        isRetryable: false,
        path: ["input", "thumbprints"],
        steps: [step(add, "DONE", "web"), step(setThumbprints, "FAILED"), step(untag, "NOT_TRIED")],
      },
      undefined,
    ]);
    expect(await clientIdsOf(account)).toEqual(["app", "web"]);
    expect(JSON.parse(account.auditLines.at(-1) ?? "")).toMatchObject({ outcome: "incomplete", code: "AccessDenied" });
  });

  it("is continued by the same mutation", async () => {
    await using account = await createScene();
    account.embedded.setFaults({ deny: [setThumbprints] });
    await account.execute(mutation, { input });
    account.embedded.setFaults({});
    account.forgetCalls();
    const { data } = await account.execute(mutation, { input });
    expect(data?.updateOidcProvider).toMatchObject({
      oidcProvider: { clientIds: ["app", "web"], thumbprints: [b], tags: [] },
      steps: [step(setThumbprints), step(untag)],
    });
  });

  it.each(named("step", 6).map((_name, index) => index))(
    "at step %i leaves the clients that the provider accepted, because removals come last",
    async (failing) => {
      let writes = 0;
      await using account = await createScene({
        intercept: ({ action }) =>
          !action.startsWith("Get") && writes++ === failing ? iamError(403, "AccessDenied", "No.") : undefined,
      });
      await addClients(account, ["kept"]);
      const { data } = await account.execute(mutation, {
        input: { arn, clientIds: ["kept", "web", "cli"], thumbprints: [b], tags: [{ key: "A", value: "1" }] },
      });
      // The first failure is that of any other mutation, because nothing was done.
      expect(data?.updateOidcProvider?.__typename).toBe(
        failing === 0 ? undefined : "UpdateOidcProviderIncompleteError",
      );
      expect(await clientIdsOf(account)).toEqual(expect.arrayContaining(["app", "kept"]));
    },
  );

  it("before any other is the error of the write, as in other mutations", async () => {
    await using account = await createScene({ iam: { quotas: { clientIdsPerOidcProvider: 1 } } });
    const { data } = await account.execute(mutation, { input });
    expect(data?.updateOidcProvider).toEqual({
      __typename: "LimitExceededError",
      message: "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 1",
      code: "LimitExceeded",
      requestId: expect.any(String),
      outcome: "NOTHING_DONE",
      isRetryable: false,
      path: ["input", "clientIds"],
      quota: "ClientIdsPerOpenIdConnectProvider",
      limit: 1,
    });
  });

  it("before any other that is denied is a top-level error, and nothing was done", async () => {
    await using account = await createScene();
    account.embedded.setFaults({ deny: [add] });
    const { data, errors } = await account.execute(mutation, { input });
    expect([data, errors?.map(({ extensions }) => extensions?.["code"])]).toEqual([
      { updateOidcProvider: null },
      ["IAM_ACCESS_DENIED"],
    ]);
    expect(writesOf(account)).toEqual([add]);
  });

  it("without a response is UNKNOWN, so the outcome is not that nothing was done", async () => {
    await using account = await createScene({
      intercept({ action }) {
        if (action === add) throw Object.assign(new Error("reset"), { code: "ECONNRESET" });
        return undefined;
      },
    });
    const { data } = await account.execute(mutation, { input });
    expect(data?.updateOidcProvider).toMatchObject({
      __typename: "UpdateOidcProviderIncompleteError",
      outcome: "PARTLY_DONE",
      isRetryable: true,
      steps: [step(add, "UNKNOWN", "web"), step(setThumbprints, "NOT_TRIED"), step(untag, "NOT_TRIED")],
    });
  });
});
