import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { createEmbeddedIam, type EmbeddedIam } from "iamql/embedded-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { retireUser } from "./retire-user.ts";

describe("retireUser", () => {
  let embedded: EmbeddedIam;
  let iam: IAMClient;

  beforeEach(async () => {
    embedded = await createEmbeddedIam({ file: ":memory:" });
    iam = new IAMClient({
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      requestHandler: embedded.requestHandler,
    });
    await iam.send(new CreateUserCommand({ UserName: "alice" }));
    await iam.send(new CreateGroupCommand({ GroupName: "developers" }));
    await iam.send(new AddUserToGroupCommand({ UserName: "alice", GroupName: "developers" }));
  });

  afterEach(() => embedded.close());

  it("removes the user from all groups and deletes the user", async () => {
    expect(await retireUser(iam, "alice")).toEqual(["developers"]);
    await expect(iam.send(new GetUserCommand({ UserName: "alice" }))).rejects.toThrow("cannot be found");
  });

  it("keeps the user if a group cannot be left", async () => {
    embedded.setFaults({ deny: ["RemoveUserFromGroup"] });
    await expect(retireUser(iam, "alice")).rejects.toThrow("not authorized");
    embedded.setFaults({});
    expect((await iam.send(new GetUserCommand({ UserName: "alice" }))).User).toMatchObject({ UserName: "alice" });
  });

  it("calls IAM three times for a user with one group", async () => {
    embedded.calls.clear();
    await retireUser(iam, "alice");
    expect(embedded.calls.read().calls).toHaveLength(3);
  });
});
