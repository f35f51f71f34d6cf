import { describe, expect, it } from "vitest";
import {
  createFullAccount,
  type Data,
  everything,
  expectOnlyErrorsAtNulls,
  type Path,
  watchRejections,
} from "../../support/faults.ts";
import { type Answer, iamError, type UpstreamCall } from "../../support/gateway.ts";

const fails = {
  "with a 500": [() => iamError(500, "ServiceFailure", "Something broke."), "IAM_UNAVAILABLE"],
  "by throttling": [() => iamError(400, "Throttling", "Rate exceeded"), "IAM_THROTTLED"],
  "with truncated XML": [
    ({ action }: UpstreamCall) => ({ status: 200, body: `<${action}Response><${action}Result><Users><member><User` }),
    "IAM_UNAVAILABLE",
  ],
  "with InvalidAction": [() => iamError(400, "InvalidAction", "Could not find the operation."), "IAM_REJECTED"],
  "by being denied": [() => iamError(403, "AccessDenied", "No."), "IAM_ACCESS_DENIED"],
} as const;

/** The fields with errors, each once. */
function fieldsOf({ errors = [] }: Answer<Data>): string {
  const fieldOf = ({ path = [] }: { readonly path?: Path }) =>
    path.filter((part) => typeof part === "string" && part !== "nodes").join(".");
  return [...new Set(errors.map(fieldOf))].toSorted().join(" ");
}

describe("one failing operation", () => {
  /** The fields that no other operation contains. */
  const costs: Readonly<Record<string, string>> = {
    GetAccountAuthorizationDetails: "",
    GetAccountSummary: "accountSummary",
    GetGroup: "",
    GetOpenIDConnectProvider: "oidcProviders.clientIds",
    GetUser: "",
    ListGroups: "",
    ListGroupsForUser: "",
    ListMFADevices: "",
    ListMFADeviceTags: "virtualMfaDevices.tags",
    ListOpenIDConnectProviders: "oidcProviders",
    ListUsers: "",
    ListVirtualMFADevices: "virtualMfaDevices",
  };

  const cases = Object.entries(fails).flatMap(([how, [forge, code]]) =>
    Object.entries(costs).map(([action, fields]) => ({ action, how, forge, code, fields })),
  );

  it.each(cases)("$action, $how, fails: $fields", async ({ action, forge, code, fields }) => {
    using rejections = watchRejections();
    let isBad = false;
    await using account = await createFullAccount({
      intercept: (call) => (isBad && call.action === action ? forge(call) : undefined),
    });
    const whole = await account.execute<Data, object>(everything);
    isBad = true;
    const answer = await account.execute<Data, object>(everything);
    expectOnlyErrorsAtNulls(whole.data ?? {}, answer);
    for (const { extensions } of answer.errors ?? []) expect(extensions).toMatchObject({ code, action });
    expect(fieldsOf(answer)).toBe(fields);
    expect(await rejections.all()).toEqual([]);
  });
});

describe("all operations that know the same facts", () => {
  const lists = ["ListUsers", "GetAccountAuthorizationDetails"];
  /** The fields that fail with all of them. GetGroup still contains the users of its group. */
  const costs: readonly (readonly [operations: readonly string[], fields: string])[] = [
    [["GetUser", ...lists], "group.users.tags listed user users"],
    [["GetUser", "GetAccountAuthorizationDetails"], "group.users.tags listed.permissionsBoundary user.tags users.tags"],
    [["ListGroupsForUser", "GetAccountAuthorizationDetails"], "user.groups users.groups virtualMfaDevices.user.groups"],
    [
      ["ListMFADevices", "ListVirtualMFADevices", "GetCredentialReport"],
      "mfaDevices user.mfaDevices users.mfaDevices virtualMfaDevices",
    ],
    [["GetGroup", "ListGroups"], "group users.groups.arn"],
    [["GetGroup", "ListGroups", "GetAccountAuthorizationDetails"], "group groups"],
  ];

  it.each(
    costs.flatMap(([operations, fields]) =>
      Object.entries(fails).map(([how, [forge, code]]) => ({ operations, how, forge, code, fields })),
    ),
  )("$operations, $how, fail: $fields", async ({ operations, forge, code, fields }) => {
    using rejections = watchRejections();
    let isBad = false;
    await using account = await createFullAccount({
      intercept: (call) => (isBad && operations.includes(call.action) ? forge(call) : undefined),
    });
    const whole = await account.execute<Data, object>(everything);
    isBad = true;
    const answer = await account.execute<Data, object>(everything);
    expectOnlyErrorsAtNulls(whole.data ?? {}, answer);
    for (const { extensions } of answer.errors ?? []) {
      expect(extensions).toMatchObject({ code, action: expect.toBeOneOf(operations) });
    }
    expect(fieldsOf(answer)).toBe(fields);
    expect(await rejections.all()).toEqual([]);
  });
});
