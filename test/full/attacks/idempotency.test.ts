import { statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expectBounded } from "../../attacks/attack.ts";
import { startAttacked } from "../../attacks/attacked-process.ts";
import { temporaryFolder } from "../../support/command.ts";

const MIB = 1024 * 1024;

describe("mutations with idempotency keys", () => {
  it("with large responses take bounded space in the state file, and bounded memory", {
    timeout: 120_000,
  }, async () => {
    await using folder = await temporaryFolder();
    const file = folder.file("gateway.sqlite");
    await using attacked = await startAttacked({
      IAMQL_STATE_FILE: file,
      IAMQL_AUDIT_FILE: folder.file("audit.jsonl"),
    });
    const tags = Array.from({ length: 50 }, (_, index) => ({
      key: `${index}`.padEnd(128, "k"),
      value: "v".repeat(256),
    }));
    const tag =
      'mutation ($tags: [TagInput!]!) { createUser(input: {userName: "tagged", tags: $tags}) { __typename } }';
    expect(await attacked.post(tag, { tags })).toMatchObject({ data: {} });
    // Each payload has all tags of the user: together 60 KiB, just below the limit of stored results.
    const field = `tagUser(input: {userName: "tagged", tags: [{key: "${tags[0]?.key}", value: "v"}]}) { ... on TagUserPayload { user { tags { key value } } } }`;
    const document = `mutation { a: ${field} b: ${field} c: ${field} }`;
    const send = async (key: number) => {
      const response = await fetch(attacked.url, {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": `k${key}` },
        body: JSON.stringify({ query: document }),
      });
      return response.text();
    };
    const length = (await send(0)).length;
    expect(length).toBeGreaterThan(60_000);
    expect(length).toBeLessThan(65_536);
    const report = await attacked.during(async () => {
      for (let key = 1; key <= 320; key += 8) {
        await Promise.all(Array.from({ length: 8 }, (_, index) => send(key + index)));
      }
      return JSON.parse(await send(320));
    });
    // Later results did not fit.
    expect(report.result.errors).toMatchObject([{ extensions: { code: "IDEMPOTENCY_RESULT_NOT_KEPT" } }]);
    expect(JSON.parse(await send(1)).errors).toBeUndefined();
    expect(statSync(file).size).toBeLessThan(20 * MIB);
    expectBounded(report);
  });
});
