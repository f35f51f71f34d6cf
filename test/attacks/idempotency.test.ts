import { describe, expect, it } from "vitest";
import { createTestGateway } from "../support/gateway.ts";

const MIB = 1024 * 1024;

function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}

describe("mutations with idempotency keys", () => {
  it.each([20_000, 400_000])(
    "are rejected before anything is done, with unused variables of %i levels",
    async (depth) => {
      await using account = await createTestGateway({ limits: { maxBodyBytes: MIB } });
      const document = "mutation ($name: String!) { createUser(input: {userName: $name}) { __typename } }";
      const send = async (unused: string) => {
        const response = await account.gateway.fetch("http://127.0.0.1:4000/graphql", {
          method: "POST",
          headers: { "content-type": "application/json", "idempotency-key": "k1" },
          body: `{"query":${JSON.stringify(document)},"variables":{"name":"alice","unused":${unused}}}`,
        });
        return response.json();
      };
      for (const _ of [1, 2]) {
        expect((await send(nested(depth))).errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
      }
      expect(account.counts()).toEqual({});
      expect(await send(nested(90))).toEqual({ data: { createUser: { __typename: "CreateUserPayload" } } });
      expect((await send(nested(89))).errors).toMatchObject([{ extensions: { code: "IDEMPOTENCY_KEY_REUSED" } }]);
      expect(account.counts()).toEqual({ CreateUser: 1 });
    },
  );

  it("distinguish null, 1e999 and a missing variable", async () => {
    await using account = await createTestGateway();
    const document = 'mutation { createUser(input: {userName: "alice"}) { __typename } }';
    const codes: unknown[] = [];
    for (const variables of [
      '{"x":null}',
      '{"x":1e999}',
      '{"x":-1e999}',
      "{}",
      '{"x":{"__proto__":null}}',
      '{"x":{}}',
    ]) {
      const response = await account.gateway.fetch("http://127.0.0.1:4000/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": "k1" },
        body: `{"query":${JSON.stringify(document)},"variables":${variables}}`,
      });
      const { errors } = await response.json();
      codes.push(errors?.[0].extensions.code);
    }
    expect(codes).toEqual([undefined, ...Array(5).fill("IDEMPOTENCY_KEY_REUSED")]);
  });
});
