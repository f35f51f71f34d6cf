import { describe, expect, it } from "vitest";
import { iamAnswer, startFakeIam } from "../support/fake-iam.ts";
import { expectBounded, startAttacked } from "./attacked-process.ts";

const CALLS = 400;

describe("an IAM that never answers GetUser", () => {
  it("leaves a connection for ListGroups of another request, while 400 calls hang", async () => {
    const asked = Promise.withResolvers<void>();
    await using iam = await startFakeIam({
      answer({ action }) {
        if (action !== "GetUser") return iamAnswer(action, "<Groups/><IsTruncated>false</IsTruncated>");
        asked.resolve();
        return "never";
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
      IAMQL_REQUEST_TIMEOUT_MS: "6000",
    });
    const users = Array.from({ length: CALLS }, (_, at) => `u${at}: user(userName: "user-${at}") { userName }`);
    const report = await attacked.during(async () => {
      let isHanging = true;
      const hanging = attacked.post(`{ ${users.join(" ")} }`).finally(() => {
        isHanging = false;
      });
      await asked.promise;
      const groups = await attacked.post("{ groups(first: 1) { nodes { groupName } } }");
      return { groups, wasHanging: isHanging, hanging: await hanging };
    });
    const { groups, wasHanging, hanging } = report.result;
    expect([groups, wasHanging]).toEqual([{ data: { groups: { nodes: [] } } }, true]);
    expect(hanging.errors.length).toBeGreaterThan(0);
    expectBounded(report);
  });
});
