import { IamError } from "../errors/sdk-errors.ts";
import type { Page } from "../records/records.ts";

/**
 * An empty page for a list operation that the region's IAM does not offer: some partitions (such as aws-iso-b) have no MFA
 * devices, and answer `InvalidAction ... not enabled in region`. Any other failure, and any other InvalidAction, stays one.
 */
export async function noneIfNotOffered<Item>(page: Promise<Page<Item>>): Promise<Page<Item>> {
  try {
    return await page;
  } catch (error) {
    const isNotOffered =
      error instanceof IamError && error.code === "InvalidAction" && /not enabled in region/i.test(error.message);
    if (isNotOffered) return { items: [] };
    throw error;
  }
}
