import { describe, expect, it } from "vitest";
import { operationNames } from "./model/model.ts";
import { compareWithModel } from "./model/run.ts";

describe("a hundred random sequences of operations, with restarts in between", { timeout: 180_000 }, () => {
  it("have the outcomes of a simple model of IAM's rules", async () => {
    const tally = await compareWithModel(20260301, 100);
    const met = [
      ...operationNames.map((operation) => `${operation} answered`),
      "AddUserToGroup 409 LimitExceeded",
      "CreateUser 409 EntityAlreadyExists",
      "CreateUser 409 LimitExceeded",
      "AttachUserPolicy 409 LimitExceeded",
      "CreatePolicy 409 LimitExceeded",
      "CreatePolicyVersion 409 LimitExceeded",
      "DeleteGroup 409 DeleteConflict",
      "DeletePolicy 409 DeleteConflict",
      "CreateRole 409 LimitExceeded",
      "CreateRole 400 MalformedPolicyDocument",
      "DeleteRole 409 DeleteConflict",
      "AddRoleToInstanceProfile 409 LimitExceeded",
      "DeleteInstanceProfile 409 DeleteConflict",
      "PutUserPolicy 409 LimitExceeded",
      "DeleteUser 409 DeleteConflict",
      "EnableMFADevice 403 InvalidAuthenticationCode",
    ];
    const never = met.filter((outcome) => !tally.has(outcome));
    expect(never, "outcomes that never came").toEqual([]);
  });
});
