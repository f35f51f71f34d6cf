import { AddUserToGroupCommand, CreateGroupCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { createEmbeddedIam } from "../../src/embedded-iam/index.ts";

const USERS_PER_GROUP = 48;
const GROUPS_PER_USER = 10;
/** Number of concurrent requests. */
const TOGETHER = 50;

/**
 * Fills a database file of the embedded IAM with 1,000 users with four tags each. Each user is in ten groups, and each group
 * has 48 users.
 */
export async function writeFullAccount(file: string, users = 1000): Promise<void> {
  const embedded = await createEmbeddedIam({ file });
  const { requestHandler, rootCredentials: credentials } = embedded;
  const admin = new IAMClient({ region: "us-east-1", requestHandler, credentials });
  const names = Array.from({ length: users }, (_, at) => `user-${String(at).padStart(4, "0")}`);
  const groups = Array.from(
    { length: Math.ceil((users * GROUPS_PER_USER) / USERS_PER_GROUP) },
    (_, at) => `group-${at}`,
  );
  const all = async <Item>(items: readonly Item[], send: (item: Item) => Promise<unknown>) => {
    for (let at = 0; at < items.length; at += TOGETHER) await Promise.all(items.slice(at, at + TOGETHER).map(send));
  };
  await all(names, (UserName) =>
    admin.send(
      new CreateUserCommand({
        UserName,
        Path: "/engineering/",
        Tags: ["Team", "CostCenter", "Location", "Manager"].map((Key) => ({ Key, Value: `${Key} of ${UserName}` })),
      }),
    ),
  );
  await all(groups, (GroupName) => admin.send(new CreateGroupCommand({ GroupName })));
  const memberships = names.flatMap((UserName, at) =>
    Array.from({ length: GROUPS_PER_USER }, (_, nth) => ({
      UserName,
      GroupName: groups[Math.floor((at * GROUPS_PER_USER + nth) / USERS_PER_GROUP + nth * 21) % groups.length],
    })),
  );
  await all(memberships, (membership) => admin.send(new AddUserToGroupCommand(membership)));
  admin.destroy();
  await embedded.close();
}
