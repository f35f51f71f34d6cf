import { GetUserCommand } from "@aws-sdk/client-iam";
import { describe, expect, it, vi } from "vitest";
import { createTestGateway, type ForgedAnswer, iamError } from "../../support/gateway.ts";
import { createScene, documentOf, mutations, typeFor } from "../../support/scene.ts";

/** The failure of an attempt: a response, or a broken connection. */
type Failure = ForgedAnswer | Error;

const refused = (code: string, message = "Not now.") => iamError(code === "Throttling" ? 400 : 409, code, message);
const broke = iamError(500, "ServiceFailure", "Something broke.");
const network = (code: string) => Object.assign(new Error(`connect ${code}`), { code });
const timeout = Object.assign(new Error("Connection timed out"), { name: "TimeoutError" });

/** Runs a mutation whose first attempts fail in this way. The real SDK makes three attempts. */
async function attempt(field: string, failures: readonly Failure[]) {
  // The SDK's random pauses.
  using _ = vi.spyOn(Math, "random").mockReturnValue(0);
  const { operation, input } = mutations[field] ?? { operation: "", input: () => ({}) };
  const left = [...failures];
  await using account = await createScene({
    maxAttempts: 3,
    intercept({ action }) {
      const failure = action === operation ? left.shift() : undefined;
      if (failure instanceof Error) throw failure;
      return failure;
    },
  });
  const { data, errors } = await account.execute<Record<string, { __typename: string }>, object>(
    documentOf(field, "__typename"),
    { input: input(account.ids) },
  );
  return {
    typename: data?.[field]?.__typename,
    errors,
    extensions: errors?.[0]?.extensions,
    attempts: account.counts()[operation],
  };
}

const names = Object.keys(mutations);
const repeatable = [
  "tagUser",
  "untagUser",
  "setUserPermissionsBoundary",
  "addUserToGroup",
  "removeUserFromGroup",
  "tagMfaDevice",
  "untagMfaDevice",
  "updateOidcProvider",
  "updateOidcProviderThumbprints",
  "addOidcProviderClientId",
  "removeOidcProviderClientId",
  "tagOidcProvider",
  "untagOidcProvider",
];
const once = names.filter((name) => !repeatable.includes(name));

describe("a write that IAM refused temporarily", () => {
  it.each(names)("%s is sent again after Throttling", async (field) => {
    expect(await attempt(field, [refused("Throttling")])).toMatchObject({
      typename: typeFor(field, "Payload"),
      attempts: 2,
    });
  });

  it.each(names)("%s is sent again after ConcurrentModification", async (field) => {
    expect(await attempt(field, [refused("ConcurrentModification"), refused("ConcurrentModification")])).toMatchObject({
      typename: typeFor(field, "Payload"),
      attempts: 3,
    });
  });

  it("is sent again after EntityTemporarilyUnmodifiable", async () => {
    expect(await attempt("enableMfaDevice", [refused("EntityTemporarilyUnmodifiable")])).toMatchObject({
      typename: "EnableMfaDevicePayload",
      attempts: 2,
    });
  });

  it("is IAM_THROTTLED after three attempts, and not applied", async () => {
    const { extensions, attempts } = await attempt("createUser", Array(3).fill(refused("Throttling")));
    expect([extensions?.["code"], extensions?.["outcome"], attempts]).toEqual(["IAM_THROTTLED", undefined, 3]);
  });

  it("is ConcurrentModificationError after three attempts", async () => {
    const failures = Array(3).fill(refused("ConcurrentModification"));
    expect(await attempt("createUser", failures)).toMatchObject({
      typename: "ConcurrentModificationError",
      attempts: 3,
    });
  });
});

describe("a write that IAM refused permanently", () => {
  it.each(names)("%s is sent once after LimitExceeded, which the SDK takes for throttling", async (field) => {
    const { typename, extensions, attempts } = await attempt(field, [refused("LimitExceeded")]);
    expect(attempts).toBe(1);
    // Depends on which errors the operation can return.
    expect(typename ?? extensions?.["iamCode"]).toMatch(/^LimitExceeded(Error)?$/);
  });

  it.each(["EntityAlreadyExists", "NoSuchEntity", "InvalidInput"])("is sent once after %s", async (code) => {
    expect(await attempt("createUser", [refused(code)])).toMatchObject({ typename: `${code}Error`, attempts: 1 });
  });
});

const unknown: [title: string, failure: Failure, code: string][] = [
  ["a ServiceFailure", broke, "IAM_UNAVAILABLE"],
  ["a 503", { status: 503, body: "<html>busy</html>" }, "IAM_UNAVAILABLE"],
  ["a lost connection", network("ECONNRESET"), "IAM_UNAVAILABLE"],
  ["a broken pipe", network("EPIPE"), "IAM_UNAVAILABLE"],
  ["a timeout", timeout, "IAM_TIMEOUT"],
];

describe("a write with an unknown outcome", () => {
  it.each(repeatable)("%s is sent again, because a repetition changes nothing", async (field) => {
    expect(await attempt(field, [broke, network("ECONNRESET")])).toMatchObject({
      typename: typeFor(field, "Payload"),
      attempts: 3,
    });
  });

  it.each(once)("%s is sent once, and its outcome is UNKNOWN", async (field) => {
    const { errors, attempts } = await attempt(field, [broke]);
    expect(attempts).toBe(1);
    expect(errors).toEqual([
      expect.objectContaining({
        path: [field],
        message: `IAM could not be reached or failed (${mutations[field]?.operation}). The change may still have been applied; check before retrying.`,
        extensions: expect.objectContaining({ code: "IAM_UNAVAILABLE", outcome: "UNKNOWN" }),
      }),
    ]);
  });

  it.each(unknown)("is sent again after %s if that does no harm", async (_title, failure) => {
    expect(await attempt("tagUser", [failure])).toMatchObject({ typename: "TagUserPayload", attempts: 2 });
  });

  it.each(unknown)("is sent once after %s if a repetition would do harm", async (_title, failure, code) => {
    expect(await attempt("createUser", [failure])).toMatchObject({
      extensions: { code, outcome: "UNKNOWN" },
      attempts: 1,
    });
  });

  it.each([
    ["tagUser", "that is cut off", "<TagUserResponse><ResponseMeta"],
    ["createUser", "that is cut off", "<CreateUserResponse><CreateUserRes"],
    ["createUser", "that is not IAM's", "<html>welcome</html>"],
  ])("%s is UNKNOWN after an answer %s", async (field, _title, body) => {
    expect(await attempt(field, [{ status: 200, body }])).toMatchObject({
      extensions: { code: "IAM_UNAVAILABLE", outcome: "UNKNOWN" },
      attempts: 1,
    });
  });

  it("stays UNKNOWN if a later attempt is refused temporarily", async () => {
    const { extensions, attempts } = await attempt("tagUser", [broke, refused("Throttling"), refused("Throttling")]);
    expect([extensions?.["code"], extensions?.["outcome"], attempts]).toEqual(["IAM_THROTTLED", "UNKNOWN", 3]);
  });

  it("is not reported as undone if a later attempt is refused", async () => {
    const failures = [network("ECONNRESET"), ...Array(2).fill(refused("ConcurrentModification"))];
    const { typename, extensions } = await attempt("tagUser", failures);
    expect([typename, extensions?.["iamCode"], extensions?.["outcome"]]).toEqual([
      undefined,
      "ConcurrentModification",
      "UNKNOWN",
    ]);
  });

  it("can have been applied", async () => {
    await using account = await createTestGateway({ maxAttempts: 3 });
    // By this seed the first connection is lost on the way back.
    account.embedded.setFaults({ dropConnections: 1, seed: 2 });
    const { errors } = await account.execute(documentOf("createUser", "__typename"), { input: { userName: "Carol" } });
    expect([errors?.[0]?.extensions?.["outcome"], account.counts()]).toEqual(["UNKNOWN", { CreateUser: 1 }]);
    account.embedded.setFaults({});
    await account.admin.send(new GetUserCommand({ UserName: "Carol" }));
  });
});

describe("a write that was not sent", () => {
  it.each(names)("%s is sent again after a connection that was refused", async (field) => {
    expect(await attempt(field, [network("ECONNREFUSED")])).toMatchObject({
      typename: typeFor(field, "Payload"),
      attempts: 2,
    });
  });

  it.each(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"])(
    "is reported as not done after three times %s",
    async (code) => {
      const { extensions, attempts } = await attempt("createUser", Array(3).fill(network(code)));
      expect([extensions?.["code"], extensions?.["outcome"], attempts]).toEqual(["IAM_UNAVAILABLE", undefined, 3]);
    },
  );
});

describe("a read", () => {
  it("is sent again after each of these failures, and its outcome is never UNKNOWN", async () => {
    using _ = vi.spyOn(Math, "random").mockReturnValue(0);
    const failures: Failure[] = [broke, network("ECONNRESET"), broke];
    await using account = await createTestGateway({
      maxAttempts: 3,
      intercept() {
        const failure = failures.shift();
        if (failure instanceof Error) throw failure;
        return failure;
      },
    });
    const { errors } = await account.execute("{ accountSummary { users } }");
    expect(errors?.[0]?.extensions).toMatchObject({ code: "IAM_UNAVAILABLE" });
    expect(errors?.[0]?.extensions).not.toHaveProperty("outcome");
    expect(account.counts()).toEqual({ GetAccountSummary: 3 });
  });
});
