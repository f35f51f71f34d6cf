import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithPeer } from "../../support/peers.ts";
import { runClient, startIam } from "./iam-command.ts";

const program = fileURLToPath(new URL("boto3_scenario.py", import.meta.url));
const userArn = "arn:aws:iam::123456789012:user/people/boto.user";

const document = (statement: object) => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

describeWithPeer("boto3")("boto3", () => {
  const stack = new AsyncDisposableStack();
  let seen: Record<string, unknown> = {};
  beforeAll(async () => {
    const { url } = stack.use(await startIam());
    seen = JSON.parse(await runClient("python3", [program, url]));
  });
  afterAll(() => stack.disposeAsync());

  it("shows a user with its groups, keys, password and inline policy as resources", () => {
    expect(seen["user"]).toEqual({
      arn: userArn,
      path: "/people/",
      groups: ["boto.group"],
      members: ["boto.user"],
      keys: ["Active"],
      inline: document({ Action: "s3:GetObject", Resource: "*" }),
      resetRequired: false,
      devices: [],
    });
  });

  it("shows a policy with its versions and everything that it is attached to", () => {
    expect(seen["policy"]).toEqual({
      attachments: 3,
      default: document({ Action: "s3:PutObject", Resource: "*" }),
      versions: ["v2", "v1"],
      users: ["boto.user"],
      groups: ["boto.group"],
      roles: ["boto-role"],
    });
  });

  it("shows a role with its trust policy, instance profiles and policies", () => {
    expect(seen["role"]).toEqual({
      trust: document({ Action: "sts:AssumeRole", Principal: { AWS: userArn } }),
      profiles: ["boto-profile"],
      attached: ["boto-policy"],
    });
  });

  it("pages through lists and through the details of the account", () => {
    expect(seen["pages"]).toEqual([["boto-page-0", "boto-page-1"], ["boto-page-2", "boto-page-3"], ["boto-page-4"]]);
    expect(seen["details"]).toEqual({ UserDetailList: 1, GroupDetailList: 1, RoleDetailList: 6, Policies: 1 });
    expect(seen["local"]).toEqual(["boto-policy"]);
    expect(seen["summary"]).toEqual({ Users: 1, Groups: 1, Roles: 6, Policies: 1 });
  });

  it("cannot delete what is in use, and finds nothing after the deletion", () => {
    expect(seen["conflicts"]).toEqual(Array(5).fill("DeleteConflict"));
    expect(seen["gone"]).toEqual(Array(5).fill("NoSuchEntity"));
  });
});
