import { IamError } from "../errors/index.ts";
import type { Page } from "../records/index.ts";

/**
 * Returns an empty page for a list operation that the region's IAM does not offer: some partitions, such as aws-iso-b, have no
 * MFA devices and respond with `InvalidAction ... not enabled in region`. Rejects with every other failure.
 */
export async function emptyIfNotOffered<Item>(page: Promise<Page<Item>>): Promise<Page<Item>> {
  try {
    return await page;
  } catch (error) {
    const isNotOffered =
      error instanceof IamError && error.code === "InvalidAction" && /not enabled in region/i.test(error.message);
    if (isNotOffered) return { items: [] };
    throw error;
  }
}
