import { serverAudits } from "graphql-http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rejectMalformedRequests } from "../../src/http/security/reject-malformed-requests.ts";
import { type Listening, listen } from "../../src/platform/http-server/listen.ts";
import { createTestGateway, type TestGateway } from "../support/gateway.ts";

let account: TestGateway;
let listening: Listening;
beforeAll(async () => {
  account = await createTestGateway();
  listening = await listen(rejectMalformedRequests(account.gateway), "127.0.0.1", 0);
});
afterAll(async () => {
  await listening.close();
  await account[Symbol.asyncDispose]();
});

describe("GraphQL over HTTP, as graphql-http audits it: the server", () => {
  const audits = serverAudits({ url: () => `${listening.url}/graphql` });

  it.each(audits.map((audit) => [audit.name, audit] as const))("%s", async (name, audit) => {
    const result = await audit.fn();
    // What it MAY do, it need not.
    if (!name.startsWith("MAY")) expect(result).toMatchObject({ status: "ok" });
  });

  it("is audited for all that it must and should do", () => {
    expect(audits.filter(({ name }) => !name.startsWith("MAY")).length).toBeGreaterThan(30);
  });
});
