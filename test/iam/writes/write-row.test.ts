import { TagUserCommand } from "@aws-sdk/client-iam";
import { expect, it } from "vitest";
import { isNothing, nothing, write } from "../../../src/iam/writes/write-row.ts";

const complete = {
  command: TagUserCommand,
  target: "UserName",
  repeat: "repeatable",
  dependsOn: nothing("no dependency"),
  invalidates: ["GetUser"],
  laterReadsShow: nothing("not shown"),
  credentials: nothing("no credentials"),
  deviceSearches: nothing("no devices"),
} as const;

it("a row is complete, or it does not compile", () => {
  const { command, target, repeat, dependsOn, invalidates, laterReadsShow, credentials, deviceSearches } = complete;
  const row = write(complete);
  expect(isNothing(row.laterReadsShow)).toBe(true);
  expect(isNothing(row.invalidates)).toBe(false);

  // @ts-expect-error the target is missing
  write({ command, repeat, dependsOn, invalidates, laterReadsShow, credentials, deviceSearches });
  // @ts-expect-error the repetition is missing
  write({ command, target, dependsOn, invalidates, laterReadsShow, credentials, deviceSearches });
  // @ts-expect-error the dependencies are missing
  write({ command, target, repeat, invalidates, laterReadsShow, credentials, deviceSearches });
  // @ts-expect-error the invalidation is missing
  write({ command, target, repeat, dependsOn, laterReadsShow, credentials, deviceSearches });
  // @ts-expect-error what later reads show is missing
  write({ command, target, repeat, dependsOn, invalidates, credentials, deviceSearches });
  // @ts-expect-error the effect on credentials is missing
  write({ command, target, repeat, dependsOn, invalidates, laterReadsShow, deviceSearches });
  // @ts-expect-error the effect on device searches is missing
  write({ command, target, repeat, dependsOn, invalidates, laterReadsShow, credentials });

  // @ts-expect-error an empty invalidation needs a reason
  write({ ...complete, invalidates: [] });
  // @ts-expect-error IAM has no such read operation
  write({ ...complete, invalidates: ["GetUsers"] });
  // @ts-expect-error the input has no such member
  write({ ...complete, target: "GroupName" });
});
