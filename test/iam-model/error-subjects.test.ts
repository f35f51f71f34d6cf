import { describe, expect, it } from "vitest";
import { quotaIn, subjectOf } from "../../src/iam-model/error-subjects.ts";
import { errorTexts } from "../../src/iam-model/error-texts.ts";

const [arn, url] = ["arn:aws:iam::123456789012:oidc-provider/a.example", "https://a.example"];

describe("subjectOf", () => {
  it.each([
    [errorTexts.userNotFound("a"), ["GroupName", "UserName"], "UserName"],
    [errorTexts.userExists("a"), ["UserName", "NewUserName"], "NewUserName"],
    [errorTexts.userExists("a"), ["UserName", "Path"], "UserName"],
    [errorTexts.groupNotFound("a"), ["GroupName", "UserName"], "GroupName"],
    [errorTexts.groupExists("a"), ["GroupName", "NewGroupName"], "NewGroupName"],
    [errorTexts.mfaDeviceNotFound("a"), ["UserName", "SerialNumber"], "SerialNumber"],
    [errorTexts.mfaDeviceInUse(), ["UserName", "SerialNumber"], "SerialNumber"],
    [errorTexts.mfaDeviceExists(), ["VirtualMFADeviceName", "Path"], "VirtualMFADeviceName"],
    [errorTexts.mfaDeviceAssigned(), ["SerialNumber"], "SerialNumber"],
    [errorTexts.authenticationCodeInvalid(), ["SerialNumber", "AuthenticationCode1"], "AuthenticationCode1"],
    [errorTexts.boundaryNotFound(arn), ["UserName", "PermissionsBoundary"], "PermissionsBoundary"],
    [errorTexts.boundaryArnInvalid(arn), ["UserName", "PermissionsBoundary"], "PermissionsBoundary"],
    [errorTexts.boundaryNotSet("user", "a"), ["UserName"], "UserName"],
    [errorTexts.policyExists("a"), ["PolicyName", "Path"], "PolicyName"],
    [errorTexts.policyNotFound(arn), ["UserName", "PolicyArn"], "PolicyArn"],
    [errorTexts.policyNotAttachable(arn), ["UserName", "PolicyArn"], "PolicyArn"],
    [errorTexts.policyArnInvalid(arn), ["UserName", "PolicyArn"], "PolicyArn"],
    [errorTexts.arnPartitionInvalid(), ["PolicyArn", "VersionId"], "PolicyArn"],
    [errorTexts.policyVersionNotFound(arn, "v2"), ["PolicyArn", "VersionId"], "VersionId"],
    [errorTexts.inlinePolicyNotFound("user", "a"), ["UserName", "PolicyName"], "PolicyName"],
    [errorTexts.oidcProviderNotFound(arn), ["OpenIDConnectProviderArn", "ClientID"], "OpenIDConnectProviderArn"],
    [errorTexts.oidcProviderNotFoundOnDelete(arn), ["OpenIDConnectProviderArn"], "OpenIDConnectProviderArn"],
    [errorTexts.arnInvalid(), ["OpenIDConnectProviderArn", "Tags"], "OpenIDConnectProviderArn"],
    [errorTexts.oidcProviderExists(url), ["Url", "Tags"], "Url"],
    [errorTexts.oidcUrlRefused(), ["Url", "Tags"], "Url"],
    [errorTexts.oidcProviderUnreachable(), ["Url", "Tags"], "Url"],
    [errorTexts.thumbprintsExceeded(5), ["Url", "ThumbprintList"], "ThumbprintList"],
    [errorTexts.thumbprintsMissing(), ["Url", "ThumbprintList"], "ThumbprintList"],
    [errorTexts.tagKeysDuplicate(), ["UserName", "Tags"], "Tags"],
    [errorTexts.tagKeyReserved(), ["UserName", "TagKeys"], "TagKeys"],
    [errorTexts.tagsExceeded(), ["UserName", "Tags"], "Tags"],
    [errorTexts.quotaExceeded("ClientIdsPerOpenIdConnectProvider", 100), ["Url", "ClientIDList"], "ClientIDList"],
    [errorTexts.quotaExceeded("GroupsPerUser", 10), ["GroupName", "UserName"], "UserName"],
    [errorTexts.quotaExceeded("UsersPerAccount", 5000), ["UserName", "Path"], undefined],
    [
      "1 validation error detected: Value at 'newUserName' failed to satisfy",
      ["UserName", "NewUserName"],
      "NewUserName",
    ],
    ["The specified value for path is invalid.", ["UserName", "Path"], "Path"],
    ["1 validation error detected: Value at 'other' failed to satisfy", ["UserName"], undefined],
    ["Something else.", ["UserName"], undefined],
  ])("of %j in %j is %s", (message, members, member) => {
    expect(subjectOf(message, members)).toBe(member);
  });
});

describe("quotaIn", () => {
  it("reads IAM's name of the quota and its limit", () => {
    expect(quotaIn(errorTexts.quotaExceeded("GroupsPerUser", 10))).toEqual({ quota: "GroupsPerUser", limit: 10 });
  });

  it("is undefined for a text without them", () => {
    expect(quotaIn(errorTexts.tagsExceeded())).toBeUndefined();
  });
});
