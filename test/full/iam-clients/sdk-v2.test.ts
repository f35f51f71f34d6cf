import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { installNestedPackage } from "../../support/nested-package.ts";
import { runClient, startIam } from "./iam-command.ts";

const folder = fileURLToPath(new URL("sdk-v2", import.meta.url));

it("the AWS SDK for JavaScript v2 creates, pages through and deletes users, policies and roles", async () => {
  installNestedPackage(folder);
  await using service = await startIam();
  const stdout = await runClient(process.execPath, [path.join(folder, "scenario.js"), service.url], {
    env: { AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: "1" },
  });
  expect(JSON.parse(stdout)).toEqual({
    caller: "arn:aws:iam::123456789012:root",
    user: { tags: [{ Key: "Team", Value: "web" }], isDate: true },
    isVerbatim: true,
    entities: ["v2.user"],
    pages: [["v2-a", "v2-b"], ["v2-c"]],
    conflict: "409 DeleteConflict",
    gone: Array(3).fill("404 NoSuchEntity"),
  });
});
