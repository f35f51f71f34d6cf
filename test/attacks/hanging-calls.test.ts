import { describe, expect, it } from "vitest";
import { iamAnswer, startFakeIam } from "../support/fake-iam.ts";
import { startAttacked } from "./attacked-process.ts";

const CALLS = 400;
const MAX_ADDED_MIB = 256;
const MAX_OTHER_MS = 2000;

describe("an IAM that never answers GetUser", () => {
  it("leaves a connection to another request's ListGroups, with 400 calls that hang", async () => {
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
    const { result, addedMiB, slowestOtherMs } = await attacked.during(async () => {
      const hanging = attacked.post(`{ ${users.join(" ")} }`);
      await asked.promise;
      const started = performance.now();
      const groups = await attacked.post("{ groups(first: 1) { nodes { groupName } } }");
      const groupsMs = performance.now() - started;
      return { groups, groupsMs, hanging: await hanging };
    });
    expect(result.groups).toEqual({ data: { groups: { nodes: [] } } });
    expect(result.groupsMs).toBeLessThan(MAX_OTHER_MS);
    expect(result.hanging.errors.length).toBeGreaterThan(0);
    expect(addedMiB).toBeLessThan(MAX_ADDED_MIB);
    expect(slowestOtherMs).toBeLessThan(MAX_OTHER_MS);
  });
});
