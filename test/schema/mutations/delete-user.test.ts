import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  ListMFADevicesCommand,
  ListVirtualMFADevicesCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { graphql } from "../../generated/index.ts";
import { createVirtualDevice } from "../../support/account.ts";
import { type ForgedAnswer, iamError, type TestGateway, type TestGatewayOptions } from "../../support/gateway.ts";
import { createScene, idOf, scene } from "../../support/scene.ts";

const mutation = graphql(`mutation RemovedUser($userName: String!, $cascade: Boolean, $dryRun: Boolean) {
  deleteUser(input: { userName: $userName, cascade: $cascade, dryRun: $dryRun }) {
    __typename
    ... on DeleteUserPayload { deletedId }
    ... on WritePlan { steps { operation target targetId status } }
    ... on IamError { message code requestId outcome isRetryable path }
  }
}`);

const phone = "arn:aws:iam::123456789012:mfa/phone";
const lists = {
  ListGroupsForUser: 1,
  ListMFADevices: 1,
  ListAccessKeys: 1,
  GetLoginProfile: 1,
  ListUserPolicies: 1,
  ListAttachedUserPolicies: 1,
  ListSSHPublicKeys: 1,
  ListSigningCertificates: 1,
  ListServiceSpecificCredentials: 1,
};

/** The scene, in which Alice also has a virtual device, an access key and a password. */
async function createFullScene(options: TestGatewayOptions = {}) {
  const account = await createScene(options);
  await createVirtualDevice(account.admin, "phone", scene.alice);
  const { AccessKey } = await account.admin.send(new CreateAccessKeyCommand({ UserName: scene.alice }));
  await account.admin.send(new CreateLoginProfileCommand({ UserName: scene.alice, Password: "correct-Horse-1" }));
  const keyId = AccessKey?.AccessKeyId ?? "";
  /** All steps for deleting Alice: the first `done` of them performed, and the next one with the status `then`. */
  const steps = (done: number, then = "NOT_TRIED", others = "NOT_TRIED") =>
    [
      ["DeleteLoginProfile", scene.alice, idOf("User:123456789012/Alice")],
      ["DeleteAccessKey", keyId, null],
      ["RemoveUserFromGroup", scene.ops, idOf("Group:123456789012/Ops")],
      ["DeactivateMFADevice", phone, idOf(`MfaDevice:123456789012/Alice/${phone}`)],
      ["DeleteVirtualMFADevice", phone, idOf(`VirtualMfaDevice:${phone}`)],
      ["DeactivateMFADevice", scene.ofAlice, idOf(`MfaDevice:123456789012/Alice/${scene.ofAlice}`)],
      ["DeleteUser", scene.alice, idOf("User:123456789012/Alice")],
    ].map(([operation, target, targetId], index) => ({
      operation,
      target,
      targetId,
      status: index < done ? "DONE" : index === done ? then : others,
    }));
  const plan = () => steps(0, "PLANNED", "PLANNED");
  return Object.assign(account, { steps, plan });
}

function exists(account: TestGateway, UserName: string): Promise<boolean> {
  return account.admin.send(new GetUserCommand({ UserName })).then(
    () => true,
    () => false,
  );
}

describe("deleteUser", () => {
  it("deletes the user, and returns the user's id in IAM's spelling", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { userName: "BOB" });
    expect(data?.deleteUser).toEqual({
      __typename: "DeleteUserPayload",
      deletedId: idOf("User:123456789012/Bob"),
      steps: [{ operation: "DeleteUser", target: "Bob", targetId: idOf("User:123456789012/Bob"), status: "DONE" }],
    });
    expect(account.counts()).toEqual({ GetUser: 1, DeleteUser: 1 });
  });

  it("does not read the user for steps that are selected of another result only", async () => {
    await using account = await createScene();
    await account.execute(
      graphql(`mutation RemovedWithoutSteps {
        deleteUser(input: { userName: "bob" }) {
          __typename
          ... on DeleteUserPlan { steps { operation } }
          ...FailedSteps
        }
      }
      fragment FailedSteps on DeleteUserIncompleteError { steps { operation } }`),
    );
    expect(account.counts()).toEqual({ DeleteUser: 1 });
  });

  it("returns DeleteConflictError with IAM's text while anything depends on the user", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { userName: "alice" });
    expect(data?.deleteUser).toMatchObject({
      __typename: "DeleteConflictError",
      message: "Cannot delete entity, must remove tokens from principal first.",
      outcome: "NOTHING_DONE",
      isRetryable: false,
      path: ["input", "userName"],
    });
  });

  it.each([{}, { dryRun: true }, { cascade: true }, { cascade: true, dryRun: true }])(
    "returns NoSuchEntityError for a missing user, given %o",
    async (how) => {
      await using account = await createScene();
      const { data } = await account.execute(mutation, { userName: "missing", ...how });
      expect(data?.deleteUser).toMatchObject({
        __typename: "NoSuchEntityError",
        message: "The user with name missing cannot be found.",
      });
      expect(account.counts()).toEqual({ GetUser: 1 });
    },
  );
});

describe("deleteUser with dryRun", () => {
  it("plans the deletion of a user without dependents", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { userName: "BOB", dryRun: true });
    expect(data?.deleteUser).toEqual({
      __typename: "DeleteUserPlan",
      steps: [{ operation: "DeleteUser", target: "Bob", targetId: idOf("User:123456789012/Bob"), status: "PLANNED" }],
    });
    expect(account.counts()).toEqual({ GetUser: 1, ...lists });
    expect(await exists(account, scene.bob)).toBe(true);
  });

  it("returns the DeleteConflictError of the deletion, for one dependent after another", async () => {
    await using account = await createFullScene();
    const messages: string[] = [];
    // Removes what IAM names, until the deletion would succeed.
    const ofAlice = { UserName: scene.alice };
    const { admin } = account;
    const removals = [
      () => admin.send(new DeactivateMFADeviceCommand({ ...ofAlice, SerialNumber: phone })),
      () => admin.send(new DeactivateMFADeviceCommand({ ...ofAlice, SerialNumber: scene.ofAlice })),
      () => admin.send(new DeleteLoginProfileCommand(ofAlice)),
      () => admin.send(new DeleteAccessKeyCommand({ ...ofAlice, AccessKeyId: account.plan()[1]?.target ?? "" })),
      () => admin.send(new RemoveUserFromGroupCommand({ ...ofAlice, GroupName: scene.ops })),
    ];
    for (const remove of removals) {
      const planned = await account.execute(mutation, { userName: "alice", dryRun: true });
      const { data } = await account.execute(mutation, { userName: "alice" });
      expect(planned.data?.deleteUser).toEqual({ ...data?.deleteUser, requestId: null });
      if (data?.deleteUser && "message" in data.deleteUser) messages.push(data.deleteUser.message);
      await remove();
    }
    expect(messages).toEqual(
      ["tokens from principal", "tokens from principal", "login profile", "access keys", "users from group"].map(
        (what) => expect.stringContaining(`${what} first.`),
      ),
    );
    const { data } = await account.execute(mutation, { userName: "alice", dryRun: true });
    expect(data?.deleteUser?.__typename).toBe("DeleteUserPlan");
  });

  it("is an error if a list cannot be read, because unknown dependents can prevent the deletion", async () => {
    await using account = await createScene();
    account.embedded.setFaults({ deny: ["ListAccessKeys"] });
    const { data, errors } = await account.execute(mutation, { userName: "bob", dryRun: true });
    expect([data, errors?.[0]?.extensions?.["action"]]).toEqual([{ deleteUser: null }, "ListAccessKeys"]);
  });

  it("and cascade plans the removal of all dependents, in order, and removes nothing", async () => {
    await using account = await createFullScene();
    const { data, errors } = await account.execute(mutation, { userName: "ALICE", cascade: true, dryRun: true });
    expect(errors).toBeUndefined();
    expect(data?.deleteUser).toEqual({ __typename: "DeleteUserPlan", steps: account.plan() });
    expect(account.counts()).toEqual({ GetUser: 1, ...lists });
    expect(await exists(account, scene.alice)).toBe(true);
  });

  it("and cascade plans only the deletion for a user without dependents", async () => {
    await using account = await createScene();
    const { data } = await account.execute(mutation, { userName: "bob", cascade: true, dryRun: true });
    expect(data?.deleteUser).toMatchObject({ steps: [{ operation: "DeleteUser", target: "Bob", status: "PLANNED" }] });
  });
});

describe("deleteUser with cascade", () => {
  it("removes everything, each step once, in order", async () => {
    await using account = await createFullScene();
    const { data, errors } = await account.execute(mutation, { userName: "ALICE", cascade: true });
    expect([data?.deleteUser, errors]).toEqual([
      { __typename: "DeleteUserPayload", deletedId: idOf("User:123456789012/Alice"), steps: account.steps(7) },
      undefined,
    ]);
    const writes = account.calls.slice(1 + Object.keys(lists).length);
    expect(writes.map(({ action }) => action)).toEqual(account.steps(0).map(({ operation }) => operation));
    expect(await exists(account, scene.alice)).toBe(false);
    const { VirtualMFADevices } = await account.admin.send(new ListVirtualMFADevicesCommand({}));
    expect(VirtualMFADevices?.map((device) => device.SerialNumber)).toEqual([scene.spare]);
  });

  it("is audited with each step's target: the key, group or device", async () => {
    await using account = await createFullScene();
    await account.execute(mutation, { userName: "ALICE", cascade: true });
    const { writes } = JSON.parse(account.auditLines.at(-1) ?? "");
    expect(writes.map(({ action, target }: Record<string, string>) => [action, target])).toEqual(
      account.steps(0).map(({ operation, target }) => [operation, target]),
    );
  });

  it("keeps a hardware device for other users", async () => {
    await using account = await createScene();
    await account.execute(mutation, { userName: "alice", cascade: true });
    account.embedded.addMfaDevice({ serialNumber: "GAHT00000003", userName: scene.bob });
    const { MFADevices } = await account.admin.send(new ListMFADevicesCommand({ UserName: scene.bob }));
    expect(MFADevices?.map((device) => device.SerialNumber)).toEqual(["GAHT00000003"]);
    // IAM still knows the device, so a second one with its serial number is not possible.
    expect(() => account.embedded.addMfaDevice({ serialNumber: scene.ofAlice })).toThrow(scene.ofAlice);
  });

  it("continues if an entity was already removed", async () => {
    await using account = await createFullScene({
      intercept: ({ action }) =>
        action === "DeleteVirtualMFADevice" ? iamError(404, "NoSuchEntity", "It is gone.") : undefined,
    });
    const { data } = await account.execute(mutation, { userName: "alice", cascade: true });
    expect(data?.deleteUser?.__typename).toBe("DeleteUserPayload");
    expect(await exists(account, scene.alice)).toBe(false);
  });

  it("succeeds if another request deletes the user meanwhile", async () => {
    await using account = await createFullScene({
      intercept: ({ action }) =>
        /^(Remove|Deactivate|Delete)/.test(action) ? iamError(404, "NoSuchEntity", "It is gone.") : undefined,
    });
    const { data } = await account.execute(mutation, { userName: "alice", cascade: true });
    expect(data?.deleteUser).toEqual({
      __typename: "DeleteUserPayload",
      deletedId: idOf("User:123456789012/Alice"),
      steps: account.steps(7),
    });
  });

  it("writes nothing if the plan cannot be made", async () => {
    await using account = await createFullScene();
    account.embedded.setFaults({ deny: ["ListAccessKeys"] });
    const { data, errors } = await account.execute(mutation, { userName: "alice", cascade: true });
    expect(data).toEqual({ deleteUser: null });
    expect(errors?.map(({ extensions }) => [extensions?.["code"], extensions?.["action"]])).toEqual([
      ["IAM_ACCESS_DENIED", "ListAccessKeys"],
    ]);
    expect(account.counts()).toEqual({ GetUser: 1, ...lists });
  });
});

describe("a failed step", () => {
  it("stops the cascade, and returns the performed steps without the gateway's identity at IAM", async () => {
    await using account = await createFullScene();
    account.embedded.setFaults({ deny: ["DeleteAccessKey"] });
    const { data, errors } = await account.execute(mutation, { userName: "alice", cascade: true });
    const steps = account.steps(1, "FAILED");
    expect([data?.deleteUser, errors]).toEqual([
      {
        __typename: "DeleteUserIncompleteError",
        message: `DeleteAccessKey of ${steps[1]?.target} failed, after 1 of 7 steps: The gateway's credentials may not call iam:DeleteAccessKey.`,
        code: "AccessDenied",
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        outcome: "PARTLY_DONE",
        isRetryable: false,
        path: ["input", "userName"],
        steps,
      },
      undefined,
    ]);
    expect(account.counts()).not.toHaveProperty("RemoveUserFromGroup");
    expect(await exists(account, scene.alice)).toBe(true);
  });

  it("can be the first one", async () => {
    await using account = await createFullScene();
    account.embedded.setFaults({ deny: ["DeleteLoginProfile"] });
    const { data } = await account.execute(mutation, { userName: "alice", cascade: true });
    expect(data?.deleteUser).toMatchObject({
      __typename: "DeleteUserIncompleteError",
      outcome: "NOTHING_DONE",
      steps: account.steps(0, "FAILED"),
    });
  });

  it("by a denied DeleteLoginProfile leaves every MFA device enabled: the password alone never signs in", async () => {
    await using account = await createFullScene();
    account.embedded.setFaults({ deny: ["DeleteLoginProfile"] });
    await account.execute(mutation, { userName: "alice", cascade: true });
    expect(account.counts()).toEqual({ GetUser: 1, ...lists, DeleteLoginProfile: 1 });
    const { MFADevices } = await account.admin.send(new ListMFADevicesCommand({ UserName: scene.alice }));
    expect(MFADevices?.map(({ SerialNumber }) => SerialNumber)).toEqual([phone, scene.ofAlice]);
  });

  it.each(["DeleteAccessKey", "RemoveUserFromGroup", "DeactivateMFADevice"])(
    "by a denied %s leaves a user without password",
    async (denied) => {
      await using account = await createFullScene();
      account.embedded.setFaults({ deny: [denied] });
      await account.execute(mutation, { userName: "alice", cascade: true });
      account.embedded.setFaults({});
      await expect(account.admin.send(new GetLoginProfileCommand({ UserName: scene.alice }))).rejects.toThrow(
        "cannot be found",
      );
    },
  );

  it("lets a second request continue from there", async () => {
    await using account = await createFullScene();
    account.embedded.setFaults({ deny: ["DeactivateMFADevice"] });
    await account.execute(mutation, { userName: "alice", cascade: true });
    account.embedded.setFaults({});
    const { data } = await account.execute(mutation, { userName: "alice", cascade: true, dryRun: true });
    expect(data?.deleteUser).toMatchObject({ steps: account.plan().slice(3) });
  });

  it.each([
    ["Throttling", iamError(400, "Throttling", "Rate exceeded"), "Throttling", /IAM is throttling DeleteLoginProfile/],
    [
      "EntityTemporarilyUnmodifiable",
      iamError(409, "EntityTemporarilyUnmodifiable", "Busy."),
      "EntityTemporarilyUnmodifiable",
      /IAM rejected DeleteLoginProfile: Busy\.$/,
    ],
    ["ServiceFailure", iamError(500, "ServiceFailure", "Broke."), "ServiceFailure", /may still have been applied/],
    [
      "no answer",
      Object.assign(new Error("reset"), { code: "ECONNRESET" }),
      "IAM_UNAVAILABLE",
      /may still have been applied/,
    ],
  ])("by %s has its code and an explanation", async (_title, failure: ForgedAnswer | Error, code, message) => {
    await using account = await createFullScene({
      propagation: { waitMs: 0 },
      intercept({ action }) {
        if (action !== "DeleteLoginProfile") return undefined;
        if (failure instanceof Error) throw failure;
        return failure;
      },
    });
    const { data } = await account.execute(mutation, { userName: "alice", cascade: true });
    const isUnknown = String(message).includes("may still");
    expect(data?.deleteUser).toEqual({
      __typename: "DeleteUserIncompleteError",
      code,
      message: expect.stringMatching(message),
      requestId: failure instanceof Error ? null : expect.any(String),
      outcome: isUnknown ? "PARTLY_DONE" : "NOTHING_DONE",
      isRetryable: true,
      path: ["input", "userName"],
      steps: account.steps(0, isUnknown ? "UNKNOWN" : "FAILED"),
    });
  });

  it("can be the deletion itself, if there is a new dependent", async () => {
    await using account = await createScene({
      intercept: ({ action }) =>
        action === "DeleteUser" ? iamError(409, "DeleteConflict", "Cannot delete entity.") : undefined,
    });
    const { data } = await account.execute(mutation, { userName: "bob", cascade: true });
    expect(data?.deleteUser).toMatchObject({
      __typename: "DeleteUserIncompleteError",
      code: "DeleteConflict",
      outcome: "NOTHING_DONE",
      steps: [{ operation: "DeleteUser", status: "FAILED" }],
    });
  });
});

/** A page of a list in IAM's format. */
function page(action: string, body: string, marker?: string): ForgedAnswer {
  const ending = `<IsTruncated>${marker !== undefined}</IsTruncated>${marker === undefined ? "" : `<Marker>${marker}</Marker>`}`;
  const result = `<${action}Result>${body}${ending}</${action}Result>`;
  return {
    status: 200,
    body: `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/">${result}</${action}Response>`,
  };
}

const done = (action: string): ForgedAnswer => ({
  status: 200,
  body: `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"/>`,
});

describe("an operation that IAM can lack", () => {
  it("means that the user has no such entities, if listing fails with InvalidAction", async () => {
    const unknown = Object.keys(lists).slice(4);
    await using account = await createScene({
      intercept: ({ action }) =>
        unknown.includes(action) ? iamError(400, "InvalidAction", `Could not find operation ${action}`) : undefined,
    });
    const { data } = await account.execute(mutation, { userName: "bob", cascade: true, dryRun: true });
    expect(data?.deleteUser).toMatchObject({ __typename: "DeleteUserPlan", steps: [{ operation: "DeleteUser" }] });
  });

  it("is planned and performed if IAM has it: policies of the embedded IAM", async () => {
    await using account = await createScene();
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Deny", Action: "*", Resource: "*" },
    });
    const PolicyArn = "arn:aws:iam::aws:policy/SecurityAudit";
    await account.admin.send(new PutUserPolicyCommand({ UserName: "Bob", PolicyName: "inline", PolicyDocument }));
    await account.admin.send(new AttachUserPolicyCommand({ UserName: "Bob", PolicyArn }));
    const { data } = await account.execute(mutation, { userName: "bob", cascade: true });
    expect(data?.deleteUser).toMatchObject({
      __typename: "DeleteUserPayload",
      steps: [
        { operation: "DeleteUserPolicy", target: "inline", status: "DONE" },
        { operation: "DetachUserPolicy", target: PolicyArn, status: "DONE" },
        { operation: "DeleteUser", status: "DONE" },
      ],
    });
    expect(await exists(account, "Bob")).toBe(false);
  });

  it("is planned and performed if IAM has it: policies, keys, certificates and credentials, page by page", async () => {
    const pages: Record<string, ForgedAnswer[]> = {
      ListUserPolicies: [
        page("ListUserPolicies", "<PolicyNames><member>inline-a</member></PolicyNames>", "more"),
        page("ListUserPolicies", "<PolicyNames><member>inline-b</member></PolicyNames>"),
      ],
      ListAttachedUserPolicies: [
        page(
          "ListAttachedUserPolicies",
          "<AttachedPolicies><member><PolicyName>ReadOnly</PolicyName><PolicyArn>arn:aws:iam::aws:policy/ReadOnly</PolicyArn></member></AttachedPolicies>",
        ),
      ],
      ListSSHPublicKeys: [
        page(
          "ListSSHPublicKeys",
          "<SSHPublicKeys><member><UserName>Bob</UserName><SSHPublicKeyId>APKAEXAMPLE</SSHPublicKeyId><Status>Active</Status></member></SSHPublicKeys>",
        ),
      ],
      ListSigningCertificates: [
        page(
          "ListSigningCertificates",
          "<Certificates><member><UserName>Bob</UserName><CertificateId>ASCAEXAMPLE</CertificateId></member></Certificates>",
        ),
      ],
      // IAM does not page this list.
      ListServiceSpecificCredentials: [
        page(
          "ListServiceSpecificCredentials",
          "<ServiceSpecificCredentials><member><ServiceSpecificCredentialId>ACCAEXAMPLE</ServiceSpecificCredentialId></member></ServiceSpecificCredentials>",
        ),
      ],
    };
    const removals = [
      { action: "DeleteSigningCertificate", parameters: { UserName: "Bob", CertificateId: "ASCAEXAMPLE" } },
      { action: "DeleteSSHPublicKey", parameters: { UserName: "Bob", SSHPublicKeyId: "APKAEXAMPLE" } },
      {
        action: "DeleteServiceSpecificCredential",
        parameters: { UserName: "Bob", ServiceSpecificCredentialId: "ACCAEXAMPLE" },
      },
      { action: "DeleteUserPolicy", parameters: { UserName: "Bob", PolicyName: "inline-a" } },
      { action: "DeleteUserPolicy", parameters: { UserName: "Bob", PolicyName: "inline-b" } },
      { action: "DetachUserPolicy", parameters: { UserName: "Bob", PolicyArn: "arn:aws:iam::aws:policy/ReadOnly" } },
      { action: "DeleteUser", parameters: { UserName: "Bob" } },
    ];
    await using account = await createScene({
      intercept({ action, parameters }) {
        const [first, second] = pages[action] ?? [];
        if (first) return parameters["Marker"] === "more" ? second : first;
        return action !== "DeleteUser" && removals.some((one) => one.action === action) ? done(action) : undefined;
      },
    });
    const plan = await account.execute(mutation, { userName: "bob", cascade: true, dryRun: true });
    expect(plan.data?.deleteUser).toEqual({
      __typename: "DeleteUserPlan",
      steps: removals.map(({ action, parameters }) => ({
        operation: action,
        target: Object.values(parameters).at(-1),
        targetId: action === "DeleteUser" ? idOf("User:123456789012/Bob") : null,
        status: "PLANNED",
      })),
    });
    account.forgetCalls();
    const { data } = await account.execute(mutation, { userName: "bob", cascade: true });
    expect(data?.deleteUser?.__typename).toBe("DeleteUserPayload");
    expect(account.calls.slice(-removals.length)).toEqual(removals);
  });
});
