import {
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateOpenIDConnectProviderCommand,
  IAMClient,
  PutUserPermissionsBoundaryCommand,
  TagMFADeviceCommand,
  TagUserCommand,
} from "@aws-sdk/client-iam";
import { createEmbeddedIam, type EmbeddedIam } from "../../src/embedded-iam/index.ts";
import { createAccessKey, createGroup, createUsers, createVirtualDevice, makeCredentialReport } from "./account.ts";
import { type FakeAnswer, startFakeIam } from "./fake-iam.ts";
import { createTestGateway, iamError, type TestGatewayOptions } from "./gateway.ts";

const arnPrefix = "arn:aws:iam::123456789012";

/** The possible faults of an operation. */
export const faults = {
  throttled: iamError(400, "Throttling", "Rate exceeded"),
  failing: iamError(500, "ServiceFailure", "Something broke."),
  slow: "never",
  unknown: iamError(400, "InvalidAction", "Could not find operation"),
  denied: iamError(403, "AccessDenied", "No."),
} as const satisfies Record<string, FakeAnswer>;

export type Fault = keyof typeof faults;

/** Faults by operation. */
export type Faults = Readonly<Record<string, Fault>>;

/** All operations that a query can call. */
export const readOperations = [
  "GetUser",
  "ListUsers",
  "GetAccountAuthorizationDetails",
  "GetGroup",
  "ListGroups",
  "ListGroupsForUser",
  "ListMFADevices",
  "ListVirtualMFADevices",
  "ListMFADeviceTags",
  "ListOpenIDConnectProviders",
  "GetOpenIDConnectProvider",
  "GetAccountSummary",
  "GetLoginProfile",
  "GetCredentialReport",
  "GenerateCredentialReport",
] as const;

/** The operations that only the plan of a cascading `deleteUser` calls. */
export const removalOperations = [
  "ListAccessKeys",
  "ListUserPolicies",
  "ListAttachedUserPolicies",
  "ListSSHPublicKeys",
  "ListSigningCertificates",
  "ListServiceSpecificCredentials",
] as const;

/** Names of entities in the account. */
export const inAccount = {
  /** Signs the gateway's calls. */
  signer: "user-0000",
  /** Has everything: two groups, tags, a boundary, a password, a virtual device and a hardware device. */
  user: "user-0001",
  /** Has a hardware device only. */
  keyHolder: "user-0002",
  group: "All",
  pathPrefix: "/p/",
  virtualDevice: `${arnPrefix}:mfa/user-0001`,
  hardwareDevice: "GAHT00000001",
  oidcProvider: `${arnPrefix}:oidc-provider/a.example`,
} as const;

/** Creates an account without faults. Users with an even number have a virtual device, and one in four has a password. */
export async function createQuietAccount({ users = 12, hardwareBesides = 1, report = true } = {}) {
  const embedded = await createEmbeddedIam({ file: ":memory:" });
  const admin = new IAMClient({
    region: "us-east-1",
    credentials: embedded.rootCredentials,
    requestHandler: embedded.requestHandler,
  });
  const names = await createUsers(admin, users, "user-", inAccount.pathPrefix);
  await admin.send(new TagUserCommand({ UserName: inAccount.user, Tags: [{ Key: "Colour", Value: "red" }] }));
  await createGroup(admin, inAccount.group, names);
  await createGroup(admin, "Few", [inAccount.user, inAccount.keyHolder]);
  await admin.send(new CreateGroupCommand({ GroupName: "Elsewhere", Path: "/g/" }));
  const boundary = "arn:aws:iam::aws:policy/PowerUserAccess";
  for (const UserName of names.filter((_name, at) => at % 3 === 1)) {
    await admin.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: boundary }));
  }
  for (const UserName of names.slice(0, 12).filter((_name, at) => at % 4 === 1)) {
    await admin.send(new CreateLoginProfileCommand({ UserName, Password: "Correct-horse-7" }));
  }
  const isVirtual = (at: number) => at === 1 || (at % 2 === 0 && at !== 2);
  for (const userName of names.filter((_name, at) => isVirtual(at))) {
    embedded.addMfaDevice({ serialNumber: `${arnPrefix}:mfa/${userName}`, userName });
  }
  await admin.send(
    new TagMFADeviceCommand({ SerialNumber: inAccount.virtualDevice, Tags: [{ Key: "Team", Value: "core" }] }),
  );
  await createVirtualDevice(admin, "spare");
  embedded.addMfaDevice({ serialNumber: "GAHT00000002", userName: inAccount.keyHolder });
  for (const [at, userName] of names.filter((_name, at) => isVirtual(at)).entries()) {
    if (at >= 1 + hardwareBesides) break;
    if (at > 0) embedded.addMfaDevice({ serialNumber: `GAHT1000000${at}`.slice(0, 12), userName });
  }
  embedded.addMfaDevice({ serialNumber: inAccount.hardwareDevice, userName: inAccount.user });
  embedded.addMfaDevice({ serialNumber: `${arnPrefix}:u2f/root-user/key-1`, root: true });
  for (const Url of ["https://a.example", "https://b.example"]) {
    await admin.send(
      new CreateOpenIDConnectProviderCommand({
        Url,
        ClientIDList: ["app"],
        ThumbprintList: ["a".repeat(40)],
        Tags: [{ Key: "Team", Value: "core" }],
      }),
    );
  }
  const credentials = await createAccessKey(admin, inAccount.signer);
  if (report) await makeCredentialReport(admin);
  return {
    embedded,
    names,
    credentials,
    async [Symbol.asyncDispose]() {
      admin.destroy();
      await embedded.close();
    },
  };
}

export type QuietAccount = Awaited<ReturnType<typeof createQuietAccount>>;

/** Creates a gateway over the account for which these operations fail. It shares no state with other gateways. */
export async function disturb(account: QuietAccount, disturbed: Faults, options: TestGatewayOptions = {}) {
  const fake = await startFakeIam({
    answer({ action }) {
      const fault = disturbed[action];
      return fault && faults[fault];
    },
    over: withPasswordUse(account.embedded),
  });
  const client = new IAMClient({
    region: "us-east-1",
    endpoint: fake.url,
    maxAttempts: 1,
    credentials: account.credentials,
  });
  const gateway = await createTestGateway({
    client,
    ...options,
  });
  return {
    fake,
    execute: gateway.execute,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await fake[Symbol.asyncDispose]();
    },
  };
}

/** Adds a PasswordLastUsed to all users: the embedded IAM has no sign-in. */
function withPasswordUse(embedded: EmbeddedIam): EmbeddedIam {
  const usesOf = (text: string) =>
    /^<(GetUser|ListUsers)Response/.test(text)
      ? text.replaceAll("</CreateDate>", "</CreateDate><PasswordLastUsed>2026-01-02T03:04:05Z</PasswordLastUsed>")
      : text;
  return {
    ...embedded,
    async fetch(input, init) {
      const request = new Request(input, init);
      // The header is signed, but the fake endpoint does not forward it.
      const body = await request.text();
      const headers = new Headers([...request.headers, ["content-length", String(Buffer.byteLength(body))]]);
      const answer = await embedded.fetch(new Request(request.url, { method: "POST", headers, body }));
      return new Response(usesOf(await answer.text()), { status: answer.status, headers: answer.headers });
    },
  };
}
