import { catalogueRows, descriptions } from "./catalogue.ts";
import { documents } from "./documents.ts";

/** An AWS-managed policy of the catalogue. */
export interface AwsManagedPolicy {
  readonly name: string;
  readonly path: string;
  /** AWS's own id, if it is known. */
  readonly id: string | undefined;
  readonly description: string | undefined;
  readonly createDate: string;
  readonly updateDate: string;
  /** The number of the newest version, which is the default one. */
  readonly newestVersion: number;
  /** The text of the newest version, if it is known. */
  readonly document: string | undefined;
}

/** The AWS-managed policies that are known, by path and name such as `/job-function/Billing`, the oldest first. */
export const awsManagedPolicies: ReadonlyMap<string, AwsManagedPolicy> = new Map(
  catalogueRows.map(([createDate, pathAndName, newestVersion, updateDate, id]) => {
    const nameStart = pathAndName.lastIndexOf("/") + 1;
    const name = pathAndName.slice(nameStart);
    const path = pathAndName.slice(0, nameStart);
    const [description, document] = [descriptions[name], documents[name]];
    return [pathAndName, { name, path, id, description, createDate, updateDate, newestVersion, document }];
  }),
);

/** Policies under these paths belong to AWS's own roles: users and other roles cannot have them (AWS-capture). */
export const reservedPolicyPaths: readonly string[] = ["/aws-service-role/", "/root-task/"];
