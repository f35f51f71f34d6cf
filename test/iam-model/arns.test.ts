import { describe, expect, it } from "vitest";
import { accountIdIn, isRootArn, isVirtualMfaDevice, partitionOfArn, pathAndNameIn } from "../../src/iam-model/arns.ts";

describe("isVirtualMfaDevice", () => {
  it.each([
    ["arn:aws:iam::123456789012:mfa/Phone", true],
    ["ARN:AWS-CN:IAM::123456789012:MFA/team/Phone", true],
    ["arn:aws:iam::123456789012:u2f/user/alice/key", false],
    ["arn:aws:iam::1234:mfa/Phone", false],
    ["GAHT00000001", false],
    ["x-arn:aws:iam::123456789012:mfa/Phone", false],
  ])("%s: %s", (serialNumber, isVirtual) => {
    expect(isVirtualMfaDevice(serialNumber)).toBe(isVirtual);
  });
});

describe("isRootArn", () => {
  it.each([
    ["arn:aws:iam::123456789012:root", true],
    ["arn:aws-us-gov:iam::123456789012:root", true],
    ["arn:aws:iam::123456789012:user/root", false],
    ["arn:aws:iam::123456789012:root/x", false],
  ])("%s: %s", (arn, isRoot) => {
    expect(isRootArn(arn)).toBe(isRoot);
  });
});

describe("pathAndNameIn", () => {
  it.each([
    ["user", "arn:aws:iam::123456789012:user/alice", { path: "/", name: "alice" }],
    ["user", "arn:aws:iam::123456789012:user/a/b/alice", { path: "/a/b/", name: "alice" }],
    ["group", "arn:aws-cn:iam::123456789012:group/teams/Ops", { path: "/teams/", name: "Ops" }],
    ["mfa", "arn:aws:iam::123456789012:mfa/team/Phone", { path: "/team/", name: "Phone" }],
    ["group", "arn:aws:iam::123456789012:user/alice", undefined],
    ["user", "arn:aws:iam::123456789012:root", undefined],
  ] as const)("of a %s in %s", (kind, arn, expected) => {
    expect(pathAndNameIn(kind, arn)).toEqual(expected);
  });
});

describe("accountIdIn", () => {
  it.each([
    ["arn:aws:iam::123456789012:user/alice", "123456789012"],
    ["ARN:AWS-CN:IAM::123456789012:mfa/Phone", "123456789012"],
    ["arn:aws:iam::aws:policy/PowerUserAccess", undefined],
    ["arn:aws:iam::1234:user/alice", undefined],
    ["arn:aws:s3:::bucket", undefined],
    ["GAHT00000001", undefined],
  ])("of %s", (arn, accountId) => {
    expect(accountIdIn(arn)).toBe(accountId);
  });
});

describe("partitionOfArn", () => {
  it.each([
    ["arn:aws-cn:iam::123456789012:root", "aws-cn"],
    ["arn:aws:sts::123456789012:assumed-role/r/s", "aws"],
    ["not an ARN", undefined],
  ])("of %s", (arn, partition) => {
    expect(partitionOfArn(arn)).toBe(partition);
  });
});
