/** Whether a serial number is a virtual device's: the ARN of an `mfa` resource. Hardware and FIDO devices have others. */
export function isVirtualMfaDevice(serialNumber: string): boolean {
  return /^arn:aws[a-z-]*:iam::\d{12}:mfa\//i.test(serialNumber);
}
