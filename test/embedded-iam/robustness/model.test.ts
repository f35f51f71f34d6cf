import { describe, expect, it } from "vitest";
import { successes } from "./model/outcomes.ts";
import { compareWithModel } from "./model/run.ts";

describe("a hundred random sequences of operations, with restarts in between", { timeout: 300_000 }, () => {
  it("have the outcomes of a simple model of IAM's rules", async () => {
    const tally = await compareWithModel(20260301, 100);
    const met = [
      ...successes,
      "AttachUserPolicy 409 LimitExceeded",
      "CreatePolicyVersion 409 LimitExceeded",
      "CreateRole 400 MalformedPolicyDocument",
      "CreateUser 409 EntityAlreadyExists",
      "CreateUser 409 LimitExceeded",
      "DeleteGroup 409 DeleteConflict",
      "DeletePolicy 409 DeleteConflict",
      "DeleteRole 409 DeleteConflict",
      "DeleteUser 409 DeleteConflict",
      "EnableMFADevice 403 InvalidAuthenticationCode",
      "PutUserPolicy 409 LimitExceeded",
    ];
    const never = met.filter((outcome) => !tally.has(outcome));
    expect(never, "outcomes that never came").toEqual([]);
  });
});
