import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CreateUserCommand } from "@aws-sdk/client-iam";
import {
  type ConcreteRequest,
  ConnectionHandler,
  commitMutation,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getSingularSelector,
  Network,
  type PayloadError,
  type ReaderFragment,
  RecordSource,
  ROOT_ID,
  type Snapshot,
  Store,
  type Variables,
} from "relay-runtime";
import { beforeAll, describe, expect, it } from "vitest";
import { createGroup, createUsers } from "../support/account.ts";
import { temporaryFolder } from "../support/command.ts";
import { createTestGateway, type TestGateway } from "../support/gateway.ts";

const folder = fileURLToPath(new URL("relay", import.meta.url));
const artifacts = path.join(folder, "__generated__");
const compiler = fileURLToPath(new URL("../../node_modules/relay-compiler/cli.js", import.meta.url));
const schemaFile = fileURLToPath(new URL("../../schema.graphql", import.meta.url));

function compile(configFile: string) {
  return spawnSync(process.execPath, [compiler, configFile], { encoding: "utf8", cwd: path.dirname(configFile) });
}

let compiled: ReturnType<typeof compile>;
beforeAll(() => {
  rmSync(artifacts, { recursive: true, force: true });
  mkdirSync(artifacts);
  compiled = compile(path.join(folder, "relay.config.json"));
});

describe("relay-compiler", () => {
  it("accepts the schema, with refetchable fragments, connections and the store directives of mutations", () => {
    expect([compiled.status, compiled.stderr.match(/error/i)]).toEqual([0, null]);
    expect(readdirSync(artifacts)).toEqual(
      expect.arrayContaining([
        "userGroupsPaginationQuery.graphql.ts",
        "userRowCreateMutation.graphql.ts",
        "userRowDeleteMutation.graphql.ts",
        "userRowRefetchQuery.graphql.ts",
        "usersTablePaginationQuery.graphql.ts",
      ]),
    );
  });

  it("types fields with @semanticNonNull as non-null below @throwOnFieldError and @catch", () => {
    const typesOf = (name: string) => readFileSync(path.join(artifacts, `${name}.graphql.ts`), "utf8");
    const facts = typesOf("userFacts_user");
    expect(facts).toContain("readonly hasMfa: boolean;");
    expect(facts).toMatch(/readonly tags: ReadonlyArray<\{\s+readonly key: string;\s+readonly value: string;\s+\}>;/);
    expect(typesOf("userFacts_groups")).toMatch(/readonly groups: \{[^}]*\}>;\s+\};/);
    expect(facts).toContain("readonly passwordLastUsed: any | null | undefined;");
    expect(typesOf("userFacts_caught")).toMatch(/readonly tags: Result<ReadonlyArray<\{[^}]*\}>, unknown>;/);
    const rename = typesOf("userFactsRenameMutation");
    expect(rename).toMatch(/readonly updateUser: Result<\{/);
    expect(rename).toMatch(/readonly user\?: \{[^}]*\};/);
    // The fields of `IamError`, under an alias; null if the result is the payload.
    expect(rename).toMatch(/readonly error: \{\s+readonly message: string;\s+\} \| null \| undefined;/);
  });

  it("reports a field that the schema does not have", async () => {
    await using temporary = await temporaryFolder();
    const copy = path.join(temporary.folder, "relay");
    cpSync(folder, copy, { recursive: true });
    const [config, row] = [path.join(copy, "relay.config.json"), path.join(copy, "userRow.ts")];
    cpSync(schemaFile, path.join(copy, "schema.graphql"));
    writeFileSync(config, readFileSync(config, "utf8").replace("../../../schema.graphql", "./schema.graphql"));
    expect(compile(config).status).toBe(0);
    writeFileSync(row, readFileSync(row, "utf8").replace("createDate", "birthday"));
    const { status, stdout, stderr } = compile(config);
    expect([status, stdout + stderr]).toEqual([1, expect.stringContaining("birthday")]);
  });
});

/** A Relay environment whose network is the gateway. */
function createEnvironment(account: TestGateway) {
  const network = Network.create(async ({ text }, variables) => {
    const { data, errors } = await account.execute<object, Variables>(text ?? "", variables);
    if (!data) throw new Error(JSON.stringify(errors));
    return { data, ...(errors && { errors: errors as PayloadError[] }) };
  });
  return new Environment({ network, store: new Store(new RecordSource()) });
}

async function artifact<Node>(name: string): Promise<Node> {
  const file: { default: Node } = await import(path.join(artifacts, `${name}.graphql.ts`));
  return file.default;
}

async function load(environment: Environment, name: string, variables: Variables) {
  const request = await artifact<ConcreteRequest>(name);
  const operation = createOperationDescriptor(request, variables);
  environment.retain(operation);
  await fetchQuery(environment, request, variables).toPromise();
  return environment.lookup(operation.fragment).data;
}

interface Table {
  readonly users: {
    /** A node is null if its record was deleted. */
    readonly edges: readonly { readonly node: { readonly id: string } | null }[];
    readonly pageInfo: { readonly endCursor: string };
  };
}

describe("Relay's runtime over the gateway", () => {
  it("loads the next page, refetches a node, and shows created and deleted users", async () => {
    await using account = await createTestGateway();
    const names = await createUsers(account.admin, 5);
    const environment = createEnvironment(account);
    const page = await load(environment, "usersTableQuery", {});
    const fragment = await artifact<ReaderFragment>("usersTable_query");
    const rowFragment = await artifact<ReaderFragment>("userRow_user");
    const table = (): Table => {
      const selector = getSingularSelector(fragment, page);
      if (!selector) throw new Error("expected the page to have the fragment");
      // Relay's types of data do not depend on the fragment.
      return environment.lookup(selector).data as unknown as Table;
    };
    const rows = () =>
      table().users.edges.flatMap(({ node }) => {
        const selector = node && getSingularSelector(rowFragment, node);
        return selector ? [environment.lookup(selector).data?.["userName"]] : [];
      });
    expect(rows()).toEqual(names.slice(0, 2));

    await load(environment, "usersTablePaginationQuery", { first: 2, after: table().users.pageInfo.endCursor });
    expect(rows()).toEqual(names.slice(0, 4));

    const [first] = table().users.edges;
    const id = first?.node?.id ?? "";
    account.forgetCalls();
    await load(environment, "userRowRefetchQuery", { id });
    expect(account.counts()).toMatchObject({ GetUser: 1 });

    const connections = [ConnectionHandler.getConnectionID(ROOT_ID, "usersTable_users")];
    const commit = async (name: string, input: object, more: object = {}) => {
      const mutation = await artifact<ConcreteRequest>(name);
      await new Promise((onCompleted, onError) =>
        commitMutation(environment, { mutation, variables: { input, ...more }, onCompleted, onError }),
      );
    };
    await commit("userRowDeleteMutation", { userName: names[0] });
    expect(rows()).toEqual(names.slice(1, 4));
    expect(environment.getStore().getSource().get(id) ?? null).toBeNull();

    await commit("userRowRemoveMutation", { userName: names[1] }, { connections });
    expect(rows()).toEqual(names.slice(2, 4));
    expect(table().users.edges).toHaveLength(3);

    await commit("userRowCreateMutation", { userName: "zoe" }, { connections });
    expect(rows()).toEqual([...names.slice(2, 4), "zoe"]);
  });
});

describe("a page of one user with Relay", () => {
  const USER = "alice";

  /** An account in which the user has a group, a tag and a device. */
  async function createAccount(): Promise<TestGateway> {
    const account = await createTestGateway();
    await account.admin.send(new CreateUserCommand({ UserName: USER, Tags: [{ Key: "Team", Value: "Search" }] }));
    await createGroup(account.admin, "Ops", [USER]);
    account.embedded.addMfaDevice({ serialNumber: "GAHT00000001", seed: "GEZDGNBVGY3TQOJQ", userName: USER });
    return account;
  }

  async function open(account: TestGateway) {
    const environment = createEnvironment(account);
    // relay-runtime types results without their query: the page has a user.
    const page = (await load(environment, "userPageQuery", { userName: USER })) as unknown as { user: object };
    const read = async (name: string) => {
      const selector = getSingularSelector(await artifact<ReaderFragment>(name), page.user);
      if (!selector) throw new Error("expected the page to have the fragment");
      // `fieldErrors` is not in the types of relay-runtime yet.
      const snapshot: Snapshot & { readonly fieldErrors?: readonly object[] | null } = environment.lookup(selector);
      return snapshot;
    };
    const commit = async (name: string, input: object) => {
      const mutation = await artifact<ConcreteRequest>(name);
      return new Promise<unknown>((onCompleted, onError) =>
        commitMutation(environment, { mutation, variables: { input }, onCompleted, onError }),
      );
    };
    return { read, commit };
  }

  it("shows everything of the user, with at most one call for each kind of data", async () => {
    await using account = await createAccount();
    account.forgetCalls();
    const { read } = await open(account);
    const facts = await read("userPage_facts");
    expect(facts.data).toMatchObject({
      userName: USER,
      hasMfa: true,
      passwordEnabled: false,
      passwordLastUsed: null,
      permissionsBoundary: null,
      tags: [{ key: "Team", value: "Search" }],
      mfaDevices: { isComplete: true, nodes: [{ kind: "HARDWARE" }] },
    });
    expect(facts.fieldErrors).toBeNull();
    expect((await read("userPage_groups")).data).toMatchObject({
      groups: { ok: true, value: { nodes: [{ groupName: "Ops" }] } },
    });
    expect(account.counts()).toMatchObject({ GetUser: 1, ListGroupsForUser: 1, ListMFADevices: 1 });
  });

  it("shows the facts of the user if the groups cannot be read", async () => {
    await using account = await createAccount();
    account.embedded.setFaults({
      deny: ["ListGroupsForUser", "GetAccountAuthorizationDetails", "GetGroup", "ListGroups"],
    });
    const { read } = await open(account);
    expect((await read("userPage_groups")).data).toMatchObject({ groups: { ok: false } });
    const facts = await read("userPage_facts");
    expect([facts.data?.["hasMfa"], facts.fieldErrors]).toEqual([true, null]);
  });

  it("reports the error of a field that the types call non-null", async () => {
    await using account = await createAccount();
    account.embedded.setFaults({ deny: ["ListMFADevices", "ListVirtualMFADevices", "GetCredentialReport"] });
    const { read } = await open(account);
    // Hooks throw these errors to the nearest error boundary.
    const { fieldErrors } = await read("userPage_facts");
    expect(fieldErrors).toContainEqual(
      expect.objectContaining({
        kind: "relay_field_payload.error",
        shouldThrow: true,
        error: expect.objectContaining({ extensions: expect.objectContaining({ code: "IAM_ACCESS_DENIED" }) }),
      }),
    );
  });

  it("shows changes, and any typed error under one alias", async () => {
    await using account = await createAccount();
    const { read, commit } = await open(account);
    const tagged = await commit("userPageTagMutation", { userName: USER, tags: [{ key: "Level", value: "2" }] });
    expect(tagged).toMatchObject({ tagUser: { error: null } });
    expect((await read("userPage_facts")).data?.["tags"]).toHaveLength(2);

    await commit("userPageLeaveMutation", { userName: USER, groupName: "Ops" });
    expect((await read("userPage_groups")).data).toMatchObject({ groups: { ok: true, value: { nodes: [] } } });

    const invalid = await commit("userPageTagMutation", { userName: USER, tags: [{ key: "", value: "" }] });
    expect(invalid).toMatchObject({ tagUser: { error: { code: "InvalidInput" } } });
    const missing = await commit("userPageLeaveMutation", { userName: USER, groupName: "Nobody" });
    expect(missing).toMatchObject({ removeUserFromGroup: { error: { code: "NoSuchEntity" } } });
  });
});
