import { readFileSync } from "node:fs";
import { buildSchema, findBreakingChanges, type GraphQLNamedType, GraphQLObjectType, GraphQLUnionType } from "graphql";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { operations } from "../../../src/iam-model/operations/index.ts";
import { schema } from "../../../src/schema/index.ts";
import { iamError } from "../../support/gateway.ts";
import { createScene, documentOf, mutations, type Scene, typeFor } from "../../support/scene.ts";

const contract = buildSchema(readFileSync(new URL("./contract.graphql", import.meta.url), "utf8"));
const cases = Object.entries(mutations);

function membersOf(type: GraphQLNamedType | undefined): string[] {
  return type instanceof GraphQLUnionType ? type.getTypes().map(({ name }) => name) : [];
}

function errorsOf(field: string): string[] {
  const members = membersOf(schema.getType(typeFor(field, "Result")));
  return members.filter((name) => name.endsWith("Error") && !name.endsWith("IncompleteError"));
}

function typenameOf(code: string): string {
  return code.endsWith("Error") ? code : `${code}Error`;
}

describe("the schema's mutations", () => {
  it("do not break the contract", () => {
    expect(findBreakingChanges(contract, schema)).toEqual([]);
  });

  it("are exactly the contract's, and each is in these tests", () => {
    const names = (of: typeof schema) => Object.keys(of.getMutationType()?.getFields() ?? {}).toSorted();
    expect(names(schema)).toEqual(names(contract));
    expect(Object.keys(mutations).toSorted()).toEqual(names(contract));
  });

  it("have exactly the contract's inputs and payloads, plus deleteUser's cascade and dryRun, replacedId and idempotency keys", () => {
    const additional = Object.values(contract.getTypeMap()).flatMap((type) => {
      const own = schema.getType(type.name);
      if (!/(Payload|Input)$/.test(type.name) || !own || !("getFields" in own) || !("getFields" in type)) return [];
      const known = Object.keys(type.getFields());
      return Object.keys(own.getFields())
        .filter((name) => !known.includes(name) && name !== "idempotencyKey")
        .map((name) => `${type.name}.${name}`);
    });
    expect(additional.toSorted()).toEqual([
      "DeleteUserInput.cascade",
      "DeleteUserInput.dryRun",
      "UpdateGroupPayload.replacedId",
      "UpdateUserPayload.replacedId",
    ]);
  });

  it("have payloads in which every field that is read back is nullable", () => {
    const nonNull = Object.values(schema.getTypeMap()).flatMap((type) =>
      type instanceof GraphQLObjectType && type.name.endsWith("Payload")
        ? Object.values(type.getFields()).flatMap((field) =>
            String(field.type).endsWith("!") ? [`${type.name}.${field.name}`] : [],
          )
        : [],
    );
    expect(nonNull.filter((name) => !/Id$/.test(name))).toEqual([
      "CreateGroupPayload.group",
      "CreateOidcProviderPayload.oidcProvider",
      "CreateUserPayload.user",
      "CreateVirtualMfaDevicePayload.base32StringSeed",
      "CreateVirtualMfaDevicePayload.qrCodePng",
      "CreateVirtualMfaDevicePayload.virtualMfaDevice",
      "DeleteOidcProviderPayload.wasPresent",
      "DeleteUserPayload.steps",
      "UpdateOidcProviderPayload.steps",
    ]);
  });

  it.each(cases)("%s can answer the errors that AWS's model declares for its operation", (field, { operation }) => {
    const declared: readonly string[] = operations[operation].errors;
    const expected = new Set(["InvalidInput", ...declared]);
    // A failure of IAM is not a domain error.
    expected.delete("ServiceFailure");
    // A new group references no other entity.
    if (field === "createGroup") expected.delete("NoSuchEntity");
    // A missing provider is `wasPresent: false`.
    if (field === "deleteOidcProvider") expected.delete("NoSuchEntity");
    // IAM has a quota of thumbprints, which the model does not declare.
    if (field === "updateOidcProviderThumbprints") expected.add("LimitExceeded");
    expect(errorsOf(field).toSorted()).toEqual([...expected].map(typenameOf).toSorted());
  });
});

describe("a mutation of which only __typename is selected", () => {
  it.each(cases)(
    "%s costs the write alone, and the reads that it depends on",
    async (field, { operation, input, before }) => {
      await using account = await createScene();
      const { data, errors } = await account.execute(documentOf(field, "__typename"), { input: input(account.ids) });
      const typename = typeFor(field, "Payload");
      expect({ data, errors }).toEqual({ data: { [field]: { __typename: typename } }, errors: undefined });
      expect(account.counts()).toEqual({ ...before, [operation]: 1 });
    },
  );
});

describe("a field of a payload", () => {
  const fields = cases.flatMap(([field, { costs, ...rest }]) =>
    Object.entries(costs).map(([selection, cost]) => ({ field, selection, cost, ...rest })),
  );

  it.each(fields)("$field { $selection } costs $cost in addition to the write", async (one) => {
    await using account = await createScene();
    const { data, errors } = await account.execute<Record<string, object>, object>(
      documentOf(one.field, `... on ${typeFor(one.field, "Payload")} { ${one.selection} }`),
      { input: one.input(account.ids) },
    );
    expect(errors).toBeUndefined();
    const isNull = (value: unknown) => value === null;
    expect(Object.values(data?.[one.field] ?? {}).some(isNull)).toBe(
      (one.nulls ?? []).some((name) => one.selection.startsWith(name)),
    );
    expect(account.counts()).toEqual({ ...one.before, ...one.cost, [one.operation]: 1 });
  });

  it("is counted for each field of every payload", () => {
    const missing = cases.flatMap(([field, { costs }]) => {
      const payload = schema.getType(typeFor(field, "Payload"));
      const names = payload instanceof GraphQLObjectType ? Object.keys(payload.getFields()) : [];
      return names.filter((name) => !Object.keys(costs).some((selection) => selection.split(" ").includes(name)));
    });
    expect(missing).toEqual([]);
  });
});

const errorSelection = "__typename ... on IamError { message code requestId outcome isRetryable }";
const RETRYABLE = ["ConcurrentModification", "EntityTemporarilyUnmodifiable"];
const requestId = "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE";

describe("an error that an operation can raise", () => {
  const raised = cases.flatMap(([field, one]) => errorsOf(field).map((typename) => ({ field, typename, ...one })));

  // No test changes the account, so they share one.
  let account: Scene;
  let forged: ReturnType<typeof iamError>;
  beforeAll(async () => {
    account = await createScene({
      propagation: { waitMs: 0 },
      intercept: ({ action }) => (/^(Get|List)/.test(action) ? undefined : forged),
    });
  });
  beforeEach(() => account.forgetCalls());
  afterAll(() => account[Symbol.asyncDispose]());

  it.each(raised)(
    "$field returns $typename with IAM's code, message and request id, and whether to retry",
    async (one) => {
      const code = one.typename === "OpenIdIdpCommunicationError" ? one.typename : one.typename.replace(/Error$/, "");
      forged = iamError(409, code, "Because of IAM.");
      const { data, errors } = await account.execute(documentOf(one.field, errorSelection), {
        input: one.input(account.ids),
      });
      expect({ data, errors }).toEqual({
        data: {
          [one.field]: {
            __typename: one.typename,
            message: "Because of IAM.",
            code,
            requestId,
            outcome: "NOTHING_DONE",
            isRetryable: RETRYABLE.includes(code),
          },
        },
        errors: undefined,
      });
      expect(account.counts()).toEqual({ ...one.before, [one.operation]: 1 });
    },
  );

  it.each(cases)(
    "%s returns AccessDenied as a GraphQL error without IAM's text",
    async (field, { operation, input }) => {
      forged = iamError(403, "AccessDenied", "User: arn:aws:iam::123456789012:user/gateway is not authorized.");
      const { data, errors } = await account.execute(documentOf(field, errorSelection), { input: input(account.ids) });
      expect(data).toEqual({ [field]: null });
      expect(errors).toEqual([
        expect.objectContaining({
          path: [field],
          message: `The gateway's credentials may not call iam:${operation}.`,
          extensions: {
            code: "IAM_ACCESS_DENIED",
            action: operation,
            iamCode: "AccessDenied",
            iamRequestId: requestId,
          },
        }),
      ]);
    },
  );

  it("that is not a member of the mutation's result is a GraphQL error", async () => {
    forged = iamError(404, "NoSuchEntity", "Not this one.");
    const { data, errors } = await account.execute(documentOf("createGroup", errorSelection), {
      input: { groupName: "Staff" },
    });
    expect(data).toEqual({ createGroup: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: "IAM_REJECTED", iamCode: "NoSuchEntity" });
  });
});
