export { encodeDocument } from "./documents.ts";
export { groupElement, passwordLastUsed, permissionsBoundary, tagElement, userElement } from "./elements.ts";
export {
  type Owner,
  requireGroup,
  requireInstanceProfile,
  requireMfaDevice,
  requireOwner,
  requireOwnerUser,
  requireRole,
  requireSettableStatus,
  requireUser,
  requireVirtualMfaDevice,
} from "./look-up.ts";
export { type Operation, type OperationContext, operation, type Prepared } from "./operation.ts";
export { type JoinedRow, joinedLists, type KeysetList, type PageInput, smallList, takePage } from "./paging.ts";
export { requireWithinQuota } from "./quota.ts";
export { addTags, echoTags, listTags, removeTags, requireSomeTags, requireTagKeys, tagsIfAny } from "./tagging.ts";
