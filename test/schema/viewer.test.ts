import { describe, expect, it } from "vitest";
import { grant, SCOPES } from "../../src/schema/index.ts";
import { graphql } from "../generated/index.ts";
import { createTestGateway } from "../support/gateway.ts";

const query = graphql(`query Viewer { viewer { subject scopes } }`);

describe("Query.viewer", () => {
  it.each([
    [["iam:read"], ["iam:read"]],
    // `iam:write` includes `iam:read`.
    [["iam:write"], ["iam:read", "iam:write"]],
    [["iam:secrets", "iam:admin", "unknown", "iam:write"], Object.keys(SCOPES)],
  ])("returns the sender's subject and scopes, given %j", async (granted, scopes) => {
    await using account = await createTestGateway({
      authenticate: async () => ({ subject: "ann", scopes: grant(granted) }),
    });
    const { data, errors } = await account.execute(query);
    expect([data, errors]).toEqual([{ viewer: { subject: "ann", scopes } }, undefined]);
    expect(account.calls).toEqual([]);
  });

  it("is anonymous with all scopes if the gateway does not authenticate", async () => {
    await using account = await createTestGateway();
    const { data } = await account.execute(query);
    expect(data).toEqual({ viewer: { subject: "anonymous", scopes: Object.keys(SCOPES) } });
  });

  it("is forbidden without iam:read, as every query", async () => {
    await using account = await createTestGateway({
      authenticate: async () => ({ subject: "ann", scopes: grant([]) }),
    });
    const { data, errors } = await account.execute(query);
    expect([data ?? null, errors?.[0]?.extensions?.["code"]]).toEqual([null, "FORBIDDEN"]);
  });

  it("is never the sender of another request that runs at the same time", async () => {
    await using account = await createTestGateway({
      authenticate: async (headers) => ({
        subject: headers.get("authorization") ?? "",
        scopes: grant(["iam:read"]),
      }),
    });
    const names = ["ann", "ben", "ann", "cem"];
    const answers = await Promise.all(names.map((name) => account.execute(query, undefined, { authorization: name })));
    expect(answers.map(({ data }) => data?.viewer?.subject)).toEqual(names);
  });
});
