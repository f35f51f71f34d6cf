import { describe, expect, it } from "vitest";
import { type FakeAnswer, iamAnswer, startFakeIam } from "../support/fake-iam.ts";
import { createTestGateway, iamError, type UpstreamCall } from "../support/gateway.ts";

const userOf = (name: string) =>
  `<Path>/</Path><UserName>${name}</UserName><UserId>AIDA${name}</UserId><Arn>arn:aws:iam::123456789012:user/${name}</Arn><CreateDate>2024-01-01T00:00:00Z</CreateDate>`;

const endOf = (marker: string | undefined) =>
  marker === undefined
    ? "<IsTruncated>false</IsTruncated>"
    : `<IsTruncated>true</IsTruncated><Marker>${marker}</Marker>`;

function usersPage(names: readonly string[], marker?: string): FakeAnswer {
  const members = names.map((name) => `<member>${userOf(name)}</member>`).join("");
  return iamAnswer("ListUsers", `<Users>${members}</Users>${endOf(marker)}`);
}

function detailsPage(names: readonly string[], marker?: string): FakeAnswer {
  const members = names.map((name) => `<member>${userOf(name)}<Tags/><GroupList/></member>`).join("");
  return iamAnswer("GetAccountAuthorizationDetails", `<UserDetailList>${members}</UserDetailList>${endOf(marker)}`);
}

interface UsersAnswer {
  readonly users: {
    readonly nodes: readonly { readonly userName: string }[];
    readonly pageInfo: { readonly startCursor: string; readonly endCursor: string; readonly hasNextPage: boolean };
  } | null;
}

async function startWith(answer: (call: UpstreamCall) => FakeAnswer | undefined) {
  const fake = await startFakeIam({ answer });
  const gateway = await createTestGateway({ client: fake.createClient() });
  return {
    fake,
    gateway,
    async page(args: Record<string, unknown>, fields = "userName") {
      const { data, errors } = await gateway.execute<UsersAnswer, object>(
        `query ($first: Int, $after: String, $last: Int, $before: String, $pathPrefix: String) {
          users(first: $first, after: $after, last: $last, before: $before, pathPrefix: $pathPrefix) {
            nodes { ${fields} } pageInfo { startCursor endCursor hasNextPage }
          }
        }`,
        args,
      );
      const { nodes = [], pageInfo } = data?.users ?? {};
      return { names: nodes.map(({ userName }) => userName), pageInfo, errors };
    },
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await fake[Symbol.asyncDispose]();
    },
  };
}

describe("a cursor's marker that IAM rejects", () => {
  const expired = [{ extensions: { code: "BAD_USER_INPUT", reason: "CURSOR_EXPIRED" } }];

  it.each([
    "Invalid Marker.",
    "Marker and Filter do not match",
    "1 validation error detected: Value at 'marker' failed to satisfy constraint: Member must have length less than or equal to 320",
    "The request cannot be continued.",
  ])("is CURSOR_EXPIRED for a ValidationError with the text %s", async (text) => {
    for (const fields of ["userName", "userName tags { key }"]) {
      await using iam = await startWith(({ action, parameters }) => {
        if (parameters["Marker"] !== undefined) return iamError(400, "ValidationError", text);
        return action === "ListUsers" ? usersPage(["a", "b"], "next") : detailsPage(["a", "b"], "next");
      });
      const { pageInfo } = await iam.page({ first: 2 }, fields);
      const { errors } = await iam.page({ first: 2, after: pageInfo?.endCursor }, fields);
      expect(errors).toMatchObject(expired);
    }
  });

  it("is not CURSOR_EXPIRED if the text names another member of the call", async () => {
    for (const text of [
      "1 validation error detected: Value at 'pathPrefix' failed to satisfy constraint: Member must not be null",
      "The specified value for pathPrefix is invalid. It must begin with /",
    ]) {
      await using iam = await startWith(({ parameters }) =>
        parameters["Marker"] === undefined ? usersPage(["a"], "next") : iamError(400, "ValidationError", text),
      );
      const { pageInfo } = await iam.page({ first: 1, pathPrefix: "/a/" });
      const { errors } = await iam.page({ first: 1, after: pageInfo?.endCursor, pathPrefix: "/a/" });
      expect(errors).toMatchObject([{ extensions: { code: "IAM_REJECTED", iamCode: "ValidationError" } }]);
    }
  });

  it.each([
    ["Throttling", 400, "IAM_THROTTLED"],
    ["AccessDenied", 403, "IAM_ACCESS_DENIED"],
    ["InvalidInput", 400, "IAM_REJECTED"],
    ["ServiceFailure", 500, "IAM_UNAVAILABLE"],
  ])("is not CURSOR_EXPIRED for %s", async (iamCode, status, code) => {
    await using iam = await startWith(({ parameters }) =>
      parameters["Marker"] === undefined ? usersPage(["a"], "next") : iamError(status, iamCode, "No."),
    );
    const { pageInfo } = await iam.page({ first: 1 });
    const { errors } = await iam.page({ first: 1, after: pageInfo?.endCursor });
    expect(errors).toMatchObject([{ extensions: { code, iamCode } }]);
  });

  it("is IAM_REJECTED if it does not come from a cursor, but from IAM's last page", async () => {
    await using iam = await startWith(({ parameters }) => {
      if (parameters["Marker"] === undefined) return usersPage(["a"], "one");
      return parameters["Marker"] === "one"
        ? usersPage([], "two")
        : iamError(400, "ValidationError", "Invalid Marker.");
    });
    const { pageInfo } = await iam.page({ first: 1 });
    for (const args of [{ first: 2 }, { first: 1, after: pageInfo?.endCursor }]) {
      const { errors } = await iam.page(args);
      expect(errors).toMatchObject([{ extensions: { code: "IAM_REJECTED", iamCode: "ValidationError" } }]);
    }
  });
});

describe("a long marker", () => {
  /** Two pages of two users, with this marker between them. */
  const twoPages =
    (marker: string) =>
    ({ parameters }: UpstreamCall) => {
      if (parameters["Marker"] === undefined) return usersPage(["a", "b"], marker);
      return parameters["Marker"] === marker
        ? usersPage(["c", "d"])
        : iamError(400, "ValidationError", "Invalid Marker.");
    };

  it("of up to 600 characters is passed on, and the next page costs one call", async () => {
    const marker = "m".repeat(600);
    await using iam = await startWith(twoPages(marker));
    const first = await iam.page({ first: 2 });
    iam.fake.forgetCalls();
    const second = await iam.page({ first: 2, after: first.pageInfo?.endCursor });
    expect([second.names, second.errors]).toEqual([["c", "d"], undefined]);
    expect(iam.fake.calls.map(({ parameters }) => parameters["Marker"])).toEqual([marker]);
    const back = await iam.page({ last: 1, before: second.pageInfo?.endCursor });
    expect([back.names, back.errors]).toEqual([["c"], undefined]);
  });

  it.each([
    ["600 characters that take two bytes each", "ÿ".repeat(600)],
    ["601 characters", "m".repeat(601)],
    ["5,000 characters", "m".repeat(5000)],
    ["characters that IAM's markers do not have", "\u{1F600}"],
  ])("of %s makes cursors that the gateway accepts", async (_case, marker) => {
    await using iam = await startWith(twoPages(marker));
    const first = await iam.page({ first: 2 });
    const second = await iam.page({ first: 1, after: first.pageInfo?.endCursor });
    const third = await iam.page({ first: 1, after: second.pageInfo?.endCursor });
    expect([second.names, third.names]).toEqual([["c"], ["d"]]);
    const back = await iam.page({ last: 2, before: third.pageInfo?.startCursor });
    expect([back.names, back.errors]).toEqual([["b", "c"], undefined]);
  });
});

describe("an endless list", () => {
  /** Empty pages of a list, each with a new marker. */
  function emptyPages() {
    let pages = 0;
    return ({ action }: UpstreamCall) => {
      const list = { ListUsers: "Users", ListGroups: "Groups", ListMFADevices: "MFADevices" }[action];
      return list === undefined ? undefined : iamAnswer(action, `<${list}/>${endOf(`marker-${pages++}`)}`);
    };
  }

  it.each([
    ["users(first: 1) { nodes { userName } }", "ListUsers", { GetAccountAuthorizationDetails: 1 }],
    ["groups(first: 1) { nodes { groupName } }", "ListGroups", { GetAccountAuthorizationDetails: 1 }],
    [
      'mfaDevices(userName: "alice") { totalCount }',
      "ListMFADevices",
      { GetUser: 1, ListUsers: 101, GetAccountAuthorizationDetails: 1 },
    ],
  ])("is IAM_UNAVAILABLE after 101 empty pages in a row: %s", async (field, action, fallbacks) => {
    await using iam = await startWith(emptyPages());
    const { errors } = await iam.gateway.execute(`{ ${field} }`);
    expect(errors).toMatchObject([{ extensions: { code: "IAM_UNAVAILABLE", action } }]);
    expect(iam.fake.counts()).toEqual({ [action]: 101, ...fallbacks });
  });

  it("is followed over 100 empty pages in a row, repeatedly if there are users between them", async () => {
    let calls = 0;
    await using iam = await startWith(() => {
      calls += 1;
      if (calls === 203) return usersPage(["c"]);
      return usersPage(calls % 101 === 0 ? [`a${calls}`] : [], `marker-${calls}`);
    });
    expect(await iam.page({ first: 3 })).toMatchObject({ names: ["a101", "a202", "c"], errors: undefined });
  });

  it("is IAM_UNAVAILABLE if a page leads back to an earlier one", async () => {
    const next: Readonly<Record<string, string>> = { "": "one", one: "two", two: "three", three: "one" };
    await using iam = await startWith(({ parameters }) => {
      const marker = parameters["Marker"] ?? "";
      return usersPage([`user-${marker}`], next[marker]);
    });
    const { errors } = await iam.page({ first: 100 });
    expect(errors).toMatchObject([{ extensions: { code: "IAM_UNAVAILABLE", action: "ListUsers" } }]);
    expect(iam.fake.counts()).toEqual({ ListUsers: 4, GetAccountAuthorizationDetails: 1 });
  });

  it("fails the plan of a cascading deletion, which deletes nothing", async () => {
    let pages = 0;
    await using iam = await startWith(({ action }) => {
      if (action === "GetUser") return iamAnswer(action, `<User>${userOf("alice")}</User>`);
      if (action === "ListGroupsForUser") return iamAnswer(action, `<Groups/>${endOf(undefined)}`);
      if (action === "ListMFADevices") return iamAnswer(action, `<MFADevices/>${endOf(undefined)}`);
      if (action !== "ListAccessKeys") return undefined;
      return iamAnswer(action, `<AccessKeyMetadata/>${endOf(`marker-${pages++}`)}`);
    });
    const { errors } = await iam.gateway.execute(
      'mutation { deleteUser(input: {userName: "alice", cascade: true}) { __typename } }',
    );
    expect(errors).toMatchObject([{ extensions: { code: "IAM_UNAVAILABLE", action: "ListAccessKeys" } }]);
    const { ListAccessKeys, DeleteUser } = iam.fake.counts();
    expect({ ListAccessKeys, DeleteUser }).toEqual({ ListAccessKeys: 101, DeleteUser: undefined });
  });
});
