import {
  DeleteUserCommand,
  type IAMClient,
  ListGroupsForUserCommand,
  RemoveUserFromGroupCommand,
} from "@aws-sdk/client-iam";

/** Removes a user from all groups and deletes the user. Returns the names of the groups. */
export async function retireUser(iam: IAMClient, userName: string): Promise<readonly string[]> {
  const { Groups = [] } = await iam.send(new ListGroupsForUserCommand({ UserName: userName }));
  for (const { GroupName } of Groups) await iam.send(new RemoveUserFromGroupCommand({ UserName: userName, GroupName }));
  await iam.send(new DeleteUserCommand({ UserName: userName }));
  return Groups.map(({ GroupName = "" }) => GroupName);
}
