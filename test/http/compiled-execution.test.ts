import { setImmediate } from "node:timers/promises";
import { type ExecutionArgs, execute, parse } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useCompiledExecution } from "../../src/http/execution/use-compiled-execution.ts";
import { schema } from "../../src/schema/index.ts";
import { unlimited } from "../graphql/compiled-execution/execution.ts";
import { iamError, type TestGateway } from "../support/gateway.ts";
import { createScene, scene } from "../support/scene.ts";

let account: TestGateway;
beforeAll(async () => {
  account = await createScene();
});
afterAll(() => account[Symbol.asyncDispose]());

const id = (text: string) => Buffer.from(text).toString("base64url");

const documents: readonly {
  readonly is: string;
  readonly text: string;
  readonly variables?: Record<string, unknown>;
}[] = [
  {
    is: "fragments, spread twice and in each other, and aliases",
    text: `{ users { ...Page } again: users(first: 1) { ...Page edges { cursor node { ...Whole } } } }
      fragment Page on UserConnection { nodes { ...Whole } pageInfo { hasNextPage endCursor } totalCount }
      fragment Whole on User { __typename id name: userName ...Dates groups { nodes { groupName users { nodes { arn } } } } }
      fragment Dates on User { createDate passwordLastUsed }`,
  },
  {
    is: "nulls, and lists of objects",
    text: `{ user(userName: "missing-user") { arn } users { nodes { permissionsBoundary { arn type } tags { key value } } } }`,
  },
  {
    is: "an interface and its types",
    text: `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on User { userName } ... on Group { groupName createDate } } }`,
    variables: {
      ids: [
        id("User:123456789012/Alice"),
        id("Group:123456789012/Ops"),
        id("User:123456789012/missing-user"),
        "no id",
        id("User:123456789012/Alice"),
      ],
    },
  },
  ...[true, false].flatMap((yes) =>
    [true, false].map((no) => ({
      is: `@include(if: ${yes}) and @skip(if: ${no})`,
      text: `query ($yes: Boolean!, $no: Boolean!) { users { ...P @include(if: $yes) nodes { path @skip(if: $no) @include(if: $yes) ...U } }
        groups @skip(if: $no) { ... @include(if: $yes) { nodes { groupName } } nodes { groupId } } }
        fragment P on UserConnection { nodes { ...U @skip(if: $no) arn } } fragment U on User { userId @include(if: $yes) userName }`,
      variables: { yes, no },
    })),
  ),
  {
    is: "variables of every kind, given",
    text: `query ($first: Int, $prefix: String, $status: MfaAssignmentStatusFilter!, $id: ID!, $name: String!) {
      users(first: $first, pathPrefix: $prefix) { nodes { userName } } virtualMfaDevices(assignmentStatus: $status) { nodes { serialNumber } }
      node(id: $id) { id } user(userName: $name) { userName } }`,
    variables: {
      first: 1,
      prefix: "/people/",
      status: "UNASSIGNED",
      id: id("User:123456789012/Bob"),
      name: scene.alice,
    },
  },
  {
    is: "variables left out, null, and with defaults",
    text: `query ($first: Int = 1, $prefix: String, $status: MfaAssignmentStatusFilter = ANY, $last: Int) {
      users(first: $first, pathPrefix: $prefix) { nodes { userName } } groups(last: $last) { nodes { groupName } }
      virtualMfaDevices(assignmentStatus: $status) { nodes { serialNumber } } }`,
    variables: { prefix: null },
  },
  {
    is: "arguments that resolvers refuse, beside others",
    text: `{ users(first: 1001) { nodes { arn } } groups(after: "no cursor") { nodes { arn } } user(userName: "Bob") { arn } }`,
  },
  {
    is: "a variable that has no valid value",
    text: "query ($first: Int) { users(first: $first) { totalCount } }",
    variables: { first: "x" },
  },
  { is: "a variable that is missing", text: "query ($name: String!) { user(userName: $name) { arn } }" },
  { is: "introspection", text: `{ __type(name: "User") { name fields { name } } users { totalCount } }` },
  { is: "a literal that looks like code", text: `{ user(userName: "__MAGIC_DATE__globalThis.pwned=1") { arn } }` },
  {
    is: "a key of every object's",
    text: "{ __proto__: users { constructor: totalCount } toString: groups { totalCount } }",
  },
  {
    is: "a union of a mutation's",
    text: `mutation { addUserToGroup(input: { userName: "Missing", groupName: "Ops" }) { __typename ... on IamError { message } } }`,
  },
];

describe("a repeated document", () => {
  const ask = async (text: string, variables?: Record<string, unknown>, gateway = account) => {
    const { response, data, errors } = await gateway.execute(text, variables);
    return { status: response.status, data: JSON.stringify(data), errors: errors?.map(withoutIds) };
  };

  it.each(documents)("gets the same response as the first time: $is", async ({ text, variables }) => {
    const interpreted = await ask(text, variables);
    // Invalid documents always get the same response, and would prove nothing here.
    expect(JSON.stringify(interpreted.errors ?? [])).not.toContain("GRAPHQL_VALIDATION_FAILED");
    for (let time = 2; time <= 4; time++) expect(await ask(text, variables)).toEqual(interpreted);
  });

  it("fails like the first time, with an error at the path of each failed field", async () => {
    let isFailing = false;
    await using failing = await createScene({
      intercept: ({ action }) =>
        isFailing && action !== "ListUsers" ? iamError(500, "ServiceFailure", "Not now") : undefined,
    });
    const text = `{ users { nodes { userName tags { key } } } virtualMfaDevices { nodes { tags { key } } } ops: group(groupName: "Ops") { arn } bob: user(userName: "Bob") { arn } }`;
    expect((await ask(text, {}, failing)).errors).toBeUndefined();
    isFailing = true;
    // The first request finds out which bulk reads fail; those after it leave them out.
    await ask(`  ${text}`, {}, failing);
    const compiled = await ask(text, {}, failing);
    // A different text, so this is the first execution of its document.
    expect(compiled).toEqual(
      await ask(` ${text}`, {}, failing).then(({ errors, ...answer }) => ({ ...answer, errors: errors?.map(shifted) })),
    );
    expect(compiled.errors?.map(({ path }) => path)).toContainEqual(["ops"]);
    // The list of users supplies the facts that GetUser failed to return.
    expect(JSON.parse(compiled.data)).toMatchObject({ ops: null, bob: { arn: expect.stringContaining("Bob") } });
  });

  it("has the same errors in the same order, regardless of which IAM call fails first", async () => {
    let isReversed = false;
    await using failing = await createScene({
      // Every other time, the responses arrive in reverse order.
      delay: async ({ action }) => {
        const turns = ["GetGroup", "GetUser", "ListVirtualMFADevices", "GetOpenIDConnectProvider"].indexOf(action);
        for (let turn = 0; turn < (isReversed ? 5 - turns : turns) * 3; turn++) await setImmediate();
      },
      intercept: ({ action }) => (action === "ListUsers" ? undefined : iamError(500, "ServiceFailure", "Not now")),
    });
    const text = `{ ops: group(groupName: "Ops") { arn } users { nodes { userName groups { totalCount } tags { key } } } bob: user(userName: "Missing") { arn }
      virtualMfaDevices { totalCount } issuer: oidcProvider(arn: "${scene.issuer}") { clientIds } empty: group(groupName: "Empty") { arn } }`;
    // Later requests leave out the bulk reads that fail.
    await ask(`# Another\n${text}`, {}, failing);
    const answers: Awaited<ReturnType<typeof ask>>[] = [];
    for (let time = 1; time <= 4; time++) {
      isReversed = time % 2 === 0;
      answers.push(await ask(text, {}, failing));
    }
    const paths = answers[0]?.errors?.map(({ path = [] }) => path[0]);
    expect(paths?.filter((name, at) => name !== paths[at - 1])).toEqual([
      "ops",
      "users",
      "bob",
      "virtualMfaDevices",
      "issuer",
      "empty",
    ]);
    expect(answers).toEqual(answers.map(() => answers[0]));
  });

  it("makes the same IAM calls as the first time", async () => {
    const text = "{ users { nodes { tags { key } mfaDevices { nodes { user { userName arn } } } } } }";
    const counts = [];
    for (let time = 1; time <= 3; time++) {
      account.forgetCalls();
      await ask(text);
      counts.push(account.counts());
    }
    expect(counts).toEqual([counts[0], counts[0], counts[0]]);
  });
});

describe("useCompiledExecution", () => {
  it("executes a document from the first time on, and leaves a request with bad variables to the other executor", async () => {
    let others = 0;
    let executeFn = (args: ExecutionArgs) => {
      others++;
      return execute(args);
    };
    const plugin = useCompiledExecution({ schema, bounds: unlimited });
    // Of all that envelop tells a plugin, this one asks for nothing else.
    plugin.onExecute?.({
      args: { contextValue: { iamCallsHaveEnded: () => false, endIamCalls() {}, iamWrites: () => [] } },
      executeFn,
      setExecuteFn: (wrapped: typeof executeFn) => {
        executeFn = wrapped;
      },
    } as never);
    const run = async (text: string) => [await executeFn({ schema, document: parse(text) }), others];
    const answer = { data: { __typename: "Query" } };
    expect(await run("{ __typename }")).toEqual([answer, 0]);
    expect(await run("{ __typename }")).toEqual([answer, 0]);
    expect(await run("query ($name: String!) { user(userName: $name) { arn } }")).toEqual([expect.anything(), 1]);
  });
});

/** An error without the ids that differ from request to request. */
function withoutIds({
  extensions,
  ...error
}: {
  path?: readonly unknown[];
  extensions?: Readonly<Record<string, unknown>>;
  locations?: unknown;
}) {
  const { requestId: _own, iamRequestId: _iam, ...others } = extensions ?? {};
  return { ...error, extensions: others };
}

/** The error of the same document with a space before it. */
function shifted<Located extends { locations?: unknown }>(error: Located): Located {
  const locations = (error.locations as { line: number; column: number }[]).map(({ line, column }) => ({
    line,
    column: column - 1,
  }));
  return { ...error, locations };
}
