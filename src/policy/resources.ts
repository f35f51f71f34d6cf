import { faults } from "./faults.ts";

/** How the resource part of an IAM ARN can begin, in the order of AWS's message. */
const iamPathBeginnings = [
  "user/",
  "federated-user/",
  "role/",
  "group/",
  "instance-profile/",
  "mfa/",
  "server-certificate/",
  "policy/",
  "sms-mfa/",
  "saml-provider/",
  "oidc-provider/",
  "report/",
  "access-report/",
];

/** The kinds of resources of S3 that have a region (AWS documentation, "Actions, resources, and condition keys for Amazon S3"). */
const regionalKinds = /^(?:accesspoint|access-grants|async-request|job|storage-lens|storage-lens-group)\b/;

/** The parts of an ARN: arn, partition, vendor (service), region, account, resource. The last part can contain colons. */
function partsOf(resource: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let count = 1; count < 6; count += 1) {
    const end = resource.indexOf(":", start);
    if (end < 0) break;
    parts.push(resource.slice(start, end));
    start = end + 1;
  }
  parts.push(resource.slice(start));
  return parts;
}

/**
 * Whether IAM's older parser can read a resource: it needs the vendor of an ARN, all six parts of an ARN of S3, and no blank
 * at the end of an ARN of IAM (AWS-recorded; the last one AWS-report).
 */
export function isReadableResource(resource: string, partition: string): boolean {
  const [, found, vendor, ...rest] = partsOf(resource);
  if (found !== partition && found !== "*") return true;
  if (vendor === "") return false;
  if (vendor === "s3" && rest.length < 3) return false;
  return vendor !== "iam" || !resource.endsWith(" ");
}

/** The fault of a resource (AWS-recorded, all but the wildcards in the vendor, which are inferred from the text). */
export function findResourceFault(resource: string, partition: string): string | undefined {
  if (resource === "*") return undefined;
  const parts = partsOf(resource);
  const [, found, vendor, region = "", , path = ""] = parts;
  if (found === undefined) return faults.resourceNotArn(resource);
  // AWS's own managed policies have stars.
  if (found !== partition && found !== "*") {
    const padding = Array<string>(6 - parts.length).fill("*");
    return faults.resourcePartition(found, ["arn", ...parts.slice(1), ...padding].join(":"));
  }
  if (vendor === undefined || /[*?]/.test(vendor)) return faults.resourceVendor();
  if (vendor === "iam") {
    if (region !== "") return faults.iamResourceRegion(resource);
    const isKnown =
      path === "*" || path === "root" || iamPathBeginnings.some((beginning) => path.startsWith(beginning));
    return isKnown ? undefined : faults.iamResourcePath(iamPathBeginnings);
  }
  if (vendor === "s3" && region !== "" && !regionalKinds.test(path)) return faults.s3ResourceRegion(resource);
  return undefined;
}
