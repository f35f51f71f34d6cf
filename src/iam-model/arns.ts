/** The partitions of AWS whose ARNs iamql knows: the public regions, China, and the US government's. */
export const partitions = ["aws", "aws-cn", "aws-us-gov"] as const;

/** The second part of an ARN. */
export type Partition = (typeof partitions)[number];

/** Whether a serial number belongs to a virtual MFA device: it is the ARN of an `mfa` resource. Hardware and FIDO devices have others. */
export function isVirtualMfaDevice(serialNumber: string): boolean {
  return /^arn:aws[a-z-]*:iam::\d{12}:mfa\//i.test(serialNumber);
}

/** Whether this is the ARN of the account itself, which is also the ARN of its root user. */
export function isRootArn(arn: string): boolean {
  return /^arn:[^:]+:iam::\d*:root$/.test(arn);
}

/**
 * The path and name in the ARN of a user, a group, a role or a virtual MFA device; `undefined` for any other ARN.
 * @example pathAndNameIn("user", "arn:aws:iam::123456789012:user/engineering/alice") // { path: "/engineering/", name: "alice" }
 */
export function pathAndNameIn(
  kind: "user" | "group" | "role" | "mfa",
  arn: string,
): { readonly path: string; readonly name: string } | undefined {
  const [, path, name] = new RegExp(`^arn:[^:]+:iam::\\d*:${kind}(/(?:.*/)?)([^/]+)$`).exec(arn) ?? [];
  return path === undefined || name === undefined ? undefined : { path, name };
}

/** The account id in an ARN of IAM: twelve digits. ARNs of AWS's own managed policies have none. */
export function accountIdIn(arn: string): string | undefined {
  return /^arn:[^:]+:iam::(\d{12}):/i.exec(arn)?.[1];
}

/** @example partitionOfArn("arn:aws-cn:iam::123456789012:root") // "aws-cn" */
export function partitionOfArn(arn: string): string | undefined {
  return /^arn:([\w-]+):/.exec(arn)?.[1];
}
