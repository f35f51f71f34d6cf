import { requireUser } from "../framework/look-up.ts";
import { operation } from "../framework/operation.ts";
import { addTags, listTags, removeTags, requireSomeTags } from "../framework/tagging.ts";

export const tagUser = operation("TagUser", ({ UserName, Tags }, context) => {
  const { userId } = requireUser(context, UserName);
  requireSomeTags(Tags);
  addTags(context, context.userTags, userId, Tags);
});

export const untagUser = operation("UntagUser", ({ UserName, TagKeys }, { users, userTags }) => {
  removeTags(userTags, requireUser({ users }, UserName).userId, TagKeys);
});

export const listUserTags = operation("ListUserTags", ({ UserName, ...input }, { markers, users, userTags }) => {
  const { userId } = requireUser({ users }, UserName);
  return listTags({ markers }, userTags, userId, ["ListUserTags", userId], input);
});
