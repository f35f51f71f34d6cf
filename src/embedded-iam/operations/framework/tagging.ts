import { errorTexts } from "../../../iam-model/error-texts.ts";
import type { ValueOf } from "../../../iam-model/shapes.ts";
import { type ListIdentity, ServiceError } from "../../protocol/index.ts";
import type { TagStore } from "../../store/index.ts";
import { tagElement } from "./elements.ts";
import type { OperationContext } from "./operation.ts";
import { type PageInput, smallList, takePage } from "./paging.ts";

type TagList = ValueOf<"tagListType">;

/**
 * Merges tags into those of a resource. On an error (InvalidInput, LimitExceeded) the transaction undoes all of them.
 */
export function addTags<Owner extends string | number>(
  { quotas }: Pick<OperationContext, "quotas">,
  store: TagStore<Owner>,
  owner: Owner,
  tags: TagList,
): void {
  requireTagKeys(store, tags);
  for (const tag of tags) store.set(owner, tag.Key, tag.Value);
  // The transaction undoes the tags.
  if (store.count(owner) > quotas.tagsPerResource) throw new ServiceError("LimitExceeded", errorTexts.tagsExceeded());
}

/**
 * Rejects tags with a reserved key, then tags with duplicate keys: InvalidInput, in this order (AWS-capture). Create
 * operations check this before quotas.
 */
export function requireTagKeys(store: Pick<TagStore<string>, "identity" | "ignoresCase">, tags: TagList): void {
  if (tags.some((tag) => tag.Key.toLowerCase().startsWith("aws:"))) {
    throw new ServiceError("InvalidInput", errorTexts.tagKeyReserved());
  }
  const identities = new Set(tags.map((tag) => store.identity(tag.Key)));
  if (identities.size < tags.length) {
    const text = store.ignoresCase ? errorTexts.tagKeysDuplicateIgnoringCase() : errorTexts.tagKeysDuplicate();
    throw new ServiceError("InvalidInput", text);
  }
}

/** Rejects an empty list of tags or tag keys with InvalidInput. Create operations accept one. */
export function requireSomeTags(
  list: TagList | ValueOf<"tagKeyListType">,
  text: () => string = errorTexts.tagListEmpty,
): void {
  if (list.length === 0) throw new ServiceError("InvalidInput", text());
}

/** Removes tags. A missing key (AWS-recorded) or an empty list (AWS-capture) changes nothing. */
export function removeTags<Owner extends string | number>(
  store: TagStore<Owner>,
  owner: Owner,
  keys: ValueOf<"tagKeyListType">,
): void {
  for (const key of keys) store.remove(owner, key);
}

/** Returns the response of a List...Tags operation, sorted by key (docs). */
export function listTags<Owner extends string | number>(
  { markers }: Pick<OperationContext, "markers">,
  store: TagStore<Owner>,
  owner: Owner,
  listIdentity: ListIdentity,
  input: PageInput,
) {
  const page = takePage(
    markers,
    listIdentity,
    input,
    smallList(store.of(owner), (tag) => store.sortKey(tag)),
  );
  return { Tags: page.rows.map(tagElement), ...page.ending };
}

/** The tags of a resource, for responses that omit Tags if there are none. */
export function tagsIfAny<Owner extends string | number>(store: TagStore<Owner>, owner: Owner) {
  const tags = store.of(owner);
  return { Tags: tags.length > 0 ? tags.map(tagElement) : undefined };
}

/** Echoes the tags of a Create request in the given order (AWS-recorded), if there are any. */
export function echoTags(tags: TagList) {
  return { Tags: tags.length > 0 ? tags.map(({ Key, Value }) => ({ Key, Value })) : undefined };
}
