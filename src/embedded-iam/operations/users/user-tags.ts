import { addTags, listTags, operation, removeTags, requireSomeTags, requireUser } from "../framework/index.ts";

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
