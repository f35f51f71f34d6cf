import { describe, expect, it } from "vitest";
import { iamAnswer, startFakeIam } from "../support/fake-iam.ts";
import { iamError } from "../support/gateway.ts";
import { expectBounded } from "./attack.ts";
import { startAttacked } from "./attacked-process.ts";

const CALLS = 400;

describe("an IAM that does not answer GetUser", () => {
  it("leaves a connection for ListGroups of another request, while 400 calls hang", async () => {
    const asked = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    await using iam = await startFakeIam({
      async answer({ action }) {
        if (action !== "GetUser") return iamAnswer(action, "<Groups/><IsTruncated>false</IsTruncated>");
        asked.resolve();
        await released.promise;
        return iamError(404, "NoSuchEntity", "The user cannot be found.");
      },
    });
    await using attacked = await startAttacked({
      IAMQL_IAM_BACKEND: "aws",
      IAMQL_AUTH: "none",
      AWS_ENDPOINT_URL_IAM: iam.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      IAMQL_IAM_CALLS_PER_SECOND: "off",
      IAMQL_MAX_ALIASES: String(CALLS),
      IAMQL_MAX_TOKENS: "20000",
    });
    const users = Array.from({ length: CALLS }, (_, at) => `u${at}: user(userName: "user-${at}") { userName }`);
    const report = await attacked.during(async () => {
      const hanging = attacked.post(`{ ${users.join(" ")} }`);
      await asked.promise;
      const groups = await attacked.post("{ groups(first: 1) { nodes { groupName } } }");
      released.resolve();
      return { groups, hanging: await hanging };
    });
    const { groups, hanging } = report.result;
    expect(groups).toEqual({ data: { groups: { nodes: [] } } });
    expect(Object.values(hanging.data)).toEqual(Array(CALLS).fill(null));
    expectBounded(report);
  });
});
