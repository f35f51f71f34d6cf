import { DeleteUserCommand } from "@aws-sdk/client-iam";
import { describe, expect, it, vi } from "vitest";
import { graphql } from "../../generated/index.ts";
import { createUsers } from "../../support/account.ts";
import {
  createFullAccount,
  type Data,
  everything,
  expectOnlyErrorsAtNulls,
  watchRejections,
} from "../../support/faults.ts";
import { createTestGateway, iamError, type UpstreamCall } from "../../support/gateway.ts";

describe("throttling of every third call", () => {
  const throttling = iamError(400, "Throttling", "Rate exceeded");

  it("is hidden by the SDK's retries, which the usage report counts", async () => {
    // The SDK's backoff is random.
    using _ = vi.spyOn(Math, "random").mockReturnValue(0);
    using rejections = watchRejections();
    let isBad = false;
    let calls = 0;
    const refused: UpstreamCall[] = [];
    const timesRefused = (call: UpstreamCall) =>
      refused.filter((one) => JSON.stringify(one) === JSON.stringify(call)).length;
    await using account = await createFullAccount({
      maxAttempts: 3,
      intercept(call) {
        // A call that is throttled three times fails for good.
        if (!isBad || ++calls % 3 !== 0 || timesRefused(call) === 2) return undefined;
        refused.push(call);
        return throttling;
      },
    });
    const whole = await account.execute<Data, object>(everything);
    isBad = true;
    account.forgetCalls();
    const { data, errors, extensions } = await account.execute<Data, object>(everything, {}, { "iamql-usage": "1" });
    expect([data, errors]).toEqual([whole.data, undefined]);
    const byAction: Record<string, number> = {};
    for (const { action } of refused) byAction[action] = (byAction[action] ?? 0) + 1;
    const attempts = account.counts();
    const answered = Object.entries(attempts).map(([action, times]) => [action, times - (byAction[action] ?? 0)]);
    expect(refused.length).toBeGreaterThan(5);
    expect(extensions?.["iam"]).toMatchObject({
      calls: Object.fromEntries(answered),
      retried: byAction,
      throttled: byAction,
    });
    expect(await rejections.all()).toEqual([]);
  });

  it("fails the fields of the throttled calls with IAM_THROTTLED without retries", async () => {
    using rejections = watchRejections();
    let isBad = false;
    let calls = 0;
    await using account = await createFullAccount({
      intercept: () => (isBad && ++calls % 3 === 0 ? throttling : undefined),
    });
    const whole = await account.execute<Data, object>(everything);
    isBad = true;
    const answer = await account.execute<Data, object>(everything);
    expectOnlyErrorsAtNulls(whole.data ?? {}, answer);
    expect(new Set(answer.errors?.map(({ extensions }) => extensions?.["code"]))).toEqual(new Set(["IAM_THROTTLED"]));
    expect(await rejections.all()).toEqual([]);
  });
});

describe("XML that is truncated at a random place", () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    "never hides entities without an error (seed %i)",
    async (seed) => {
      using rejections = watchRejections();
      await using account = await createFullAccount();
      const whole = await account.execute<Data, object>(everything);
      account.embedded.setFaults({ truncateBodies: 0.5, seed });
      const answer = await account.execute<Data, object>(everything);
      expectOnlyErrorsAtNulls(whole.data ?? {}, answer);
      expect(new Set(answer.errors?.map(({ extensions }) => extensions?.["code"]))).toEqual(
        new Set(["IAM_UNAVAILABLE"]),
      );
      expect(await rejections.all()).toEqual([]);
    },
  );
});

describe("a user that is deleted between a list and its look-up", () => {
  /** Creates users, and deletes the second one at the first call of this action. */
  async function createVanishing(count: number, action: string) {
    let deleted: Promise<unknown> | undefined;
    const account = await createTestGateway({
      async delay() {
        if (account.calls.at(-1)?.action !== action) return;
        deleted ??= account.admin.send(new DeleteUserCommand({ UserName: "user-0001" }));
        await deleted;
      },
    });
    const names = await createUsers(account.admin, count, "user-", "/p/");
    return Object.assign(account, { names });
  }

  const query = graphql(`query TagsOfVanishing {
    users(pathPrefix: "/p/") { nodes { userName arn tags { value } } }
  }`);

  it.each([
    ["with look-ups", 2, "GetUser", { ListUsers: 1, GetUser: 2 }],
    [
      "with a bulk read",
      9,
      "GetAccountAuthorizationDetails",
      { ListUsers: 1, GetAccountAuthorizationDetails: 1, GetUser: 1 },
    ],
  ])(
    "has null tags with an error at their path, %s, and the other users have theirs",
    async (_title, count, action, counts) => {
      using rejections = watchRejections();
      await using account = await createVanishing(count, action);
      const { data, errors } = await account.execute(query);
      expect(data?.users?.nodes.map(({ userName, tags }) => [userName, tags?.[0]?.value])).toEqual(
        account.names.map((name) => [name, name === "user-0001" ? undefined : name]),
      );
      expect(errors).toEqual([
        {
          message: "IAM rejected GetUser: The user with name user-0001 cannot be found.",
          path: ["users", "nodes", 1, "tags"],
          locations: expect.anything(),
          extensions: expect.objectContaining({ code: "IAM_REJECTED", iamCode: "NoSuchEntity", action: "GetUser" }),
        },
      ]);
      expect([account.counts(), await rejections.all()]).toEqual([counts, []]);
    },
  );

  it("has null devices with an error at their path if they are looked up", async () => {
    using rejections = watchRejections();
    await using account = await createVanishing(2, "ListMFADevices");
    const { data, errors } = await account.execute(
      graphql(`query DevicesOfVanishing { users { nodes { mfaDevices { totalCount } } } }`),
    );
    expect(data?.users?.nodes).toEqual([{ mfaDevices: { totalCount: 0 } }, { mfaDevices: null }]);
    expect(errors).toMatchObject([
      { path: ["users", "nodes", 1, "mfaDevices"], extensions: { code: "IAM_REJECTED", iamCode: "NoSuchEntity" } },
    ]);
    expect(await rejections.all()).toEqual([]);
  });

  it("is null without an error if the query names it", async () => {
    using rejections = watchRejections();
    await using account = await createVanishing(2, "GetUser");
    const { data, errors } = await account.execute(
      graphql(`query VanishingByName { user(userName: "user-0001") { arn tags { key } groups { totalCount } } }`),
    );
    expect([data, errors, await rejections.all()]).toEqual([{ user: null }, undefined, []]);
  });
});
