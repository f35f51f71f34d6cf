import { describe, expect, it } from "vitest";
import {
  createFullAccount,
  type Data,
  everything,
  expectOnlyErrorsAtNulls,
  type Path,
  watchRejections,
} from "../../support/faults.ts";
import { iamError, type UpstreamCall } from "../../support/gateway.ts";

describe("one operation that fails", () => {
  const fails = {
    "with a 500": [() => iamError(500, "ServiceFailure", "Something broke."), "IAM_UNAVAILABLE"],
    "by throttling": [() => iamError(400, "Throttling", "Rate exceeded"), "IAM_THROTTLED"],
    "with XML that is cut off": [
      ({ action }: UpstreamCall) => ({ status: 200, body: `<${action}Response><${action}Result><Users><member><User` }),
      "IAM_UNAVAILABLE",
    ],
    "by being denied": [() => iamError(403, "AccessDenied", "No."), "IAM_ACCESS_DENIED"],
  } as const;
  /** Which fields no other operation tells, however it fails. */
  const costs: Readonly<Record<string, string>> = {
    GetAccountAuthorizationDetails: "",
    GetAccountSummary: "accountSummary",
    GetGroup: "group.users",
    GetOpenIDConnectProvider: "oidcProviders.clientIds",
    GetUser: "",
    ListGroups: "groups",
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

  it.each(cases)("$action, $how, costs $fields", async ({ action, forge, code, fields }) => {
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
    const fieldOf = ({ path = [] }: { readonly path?: Path }) =>
      path.filter((part) => typeof part === "string" && part !== "nodes").join(".");
    expect([...new Set(answer.errors?.map(fieldOf))].toSorted().join(" ")).toBe(fields);
    expect(await rejections.all()).toEqual([]);
  });
});
