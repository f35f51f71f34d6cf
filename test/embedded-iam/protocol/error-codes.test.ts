import { generateKeyPairSync } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../../../src/iam-model/errors.ts";
import { makeCertificate } from "../../support/certificates.ts";
import { signedAs, startService, type TestService } from "../test-service.ts";

interface Reply {
  readonly status: number;
  readonly xml: string;
}

/** A code that the service returns: the documented status and type, and a request that leads to it. */
interface CodeRow {
  readonly status: number;
  readonly type: "Sender" | "Receiver";
  readonly request: (service: TestService) => Promise<Reply>;
}

/** AWS declares these codes, but no request to this service leads to them. */
const neverReturned = "never returned";

const form = "application/x-www-form-urlencoded";
const getUser = "Action=GetUser&Version=2010-05-08";

async function post({ service }: TestService, body: BodyInit, headers: Record<string, string> = {}): Promise<Reply> {
  const sent = { "content-type": form, ...signedAs("test"), ...headers };
  const response = await service.fetch(new Request("http://iam.test/", { method: "POST", headers: sent, body }));
  return { status: response.status, xml: await response.text() };
}

function publicKeyPem(bits: number): string {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  return publicKey.export({ type: "spki", format: "pem" }).toString();
}

const rows: Record<ErrorCode, CodeRow | typeof neverReturned> = {
  AccessDenied: {
    status: 403,
    type: "Sender",
    request: async ({ service, wire }) => {
      service.setFaults({ deny: ["ListUsers"] });
      return wire({ Action: "ListUsers" });
    },
  },
  ConcurrentModification: neverReturned,
  DeleteConflict: {
    status: 409,
    type: "Sender",
    request: async ({ iam, wire }) => {
      await iam.createUser({ UserName: "alice" });
      await iam.createAccessKey({ UserName: "alice" });
      return wire({ Action: "DeleteUser", UserName: "alice" });
    },
  },
  DuplicateCertificate: {
    status: 409,
    type: "Sender",
    request: async ({ iam, wire }) => {
      for (const UserName of ["alice", "bob"]) await iam.createUser({ UserName });
      const { pem } = makeCertificate();
      await iam.uploadSigningCertificate({ UserName: "alice", CertificateBody: pem });
      return wire({ Action: "UploadSigningCertificate", UserName: "bob", CertificateBody: pem });
    },
  },
  DuplicateSSHPublicKey: {
    status: 400,
    type: "Sender",
    request: async ({ iam, wire }) => {
      await iam.createUser({ UserName: "alice" });
      const SSHPublicKeyBody = publicKeyPem(2048);
      await iam.uploadSSHPublicKey({ UserName: "alice", SSHPublicKeyBody });
      return wire({ Action: "UploadSSHPublicKey", UserName: "alice", SSHPublicKeyBody });
    },
  },
  EntityAlreadyExists: {
    status: 409,
    type: "Sender",
    request: async ({ iam, wire }) => {
      await iam.createUser({ UserName: "alice" });
      return wire({ Action: "CreateUser", UserName: "alice" });
    },
  },
  EntityTemporarilyUnmodifiable: neverReturned,
  ExpiredToken: neverReturned,
  IncompleteSignature: {
    status: 400,
    type: "Sender",
    request: (service) => post(service, getUser, { authorization: "Basic dGVzdDp0ZXN0" }),
  },
  InternalFailure: {
    status: 500,
    type: "Receiver",
    request: async () => {
      const broken = await startService({
        randomBytes: (size) => {
          // Works during the start, and fails for the seed of 40 bytes.
          if (size === 40) throw new Error("broken");
          return new Uint8Array(size).fill(7);
        },
      });
      return broken.wire({ Action: "CreateVirtualMFADevice", VirtualMFADeviceName: "phone" });
    },
  },
  InvalidAction: { status: 400, type: "Sender", request: ({ wire }) => wire({ Action: "DropUser" }) },
  InvalidAuthenticationCode: {
    status: 403,
    type: "Sender",
    request: async ({ iam, wire }) => {
      await iam.createUser({ UserName: "alice" });
      await iam.createVirtualMFADevice({ VirtualMFADeviceName: "phone" });
      const SerialNumber = "arn:aws:iam::123456789012:mfa/phone";
      const codes = { AuthenticationCode1: "123456", AuthenticationCode2: "123456" };
      return wire({ Action: "EnableMFADevice", UserName: "alice", SerialNumber, ...codes });
    },
  },
  InvalidClientTokenId: {
    status: 403,
    type: "Sender",
    request: async () => (await startService({ access: "strict" })).wire({ Action: "GetUser" }),
  },
  InvalidInput: {
    status: 400,
    type: "Sender",
    request: ({ wire }) => wire({ Action: "CreateOpenIDConnectProvider", Url: "http://id.example.com" }),
  },
  InvalidCertificate: neverReturned,
  InvalidPublicKey: {
    status: 400,
    type: "Sender",
    request: async ({ iam, wire }) => {
      await iam.createUser({ UserName: "alice" });
      return wire({ Action: "UploadSSHPublicKey", UserName: "alice", SSHPublicKeyBody: publicKeyPem(1024) });
    },
  },
  InvalidUserType: {
    status: 400,
    type: "Sender",
    request: ({ wire }) => wire({ Action: "ChangePassword", OldPassword: "a", NewPassword: "b" }),
  },
  KeyPairMismatch: {
    status: 400,
    type: "Sender",
    request: ({ wire }) =>
      wire({
        Action: "UploadServerCertificate",
        ServerCertificateName: "site",
        CertificateBody: makeCertificate().pem,
        PrivateKey: makeCertificate().privateKeyPem,
      }),
  },
  InvalidParameterCombination: neverReturned,
  InvalidParameterValue: neverReturned,
  LimitExceeded: {
    status: 409,
    type: "Sender",
    request: async () => {
      const full = await startService({ quotas: { usersPerAccount: 0 } });
      return full.wire({ Action: "CreateUser", UserName: "alice" });
    },
  },
  MalformedInput: { status: 400, type: "Sender", request: (service) => post(service, `${getUser}&Version=1`) },
  MalformedQueryString: { status: 404, type: "Sender", request: (service) => post(service, `${getUser}&UserName=%zz`) },
  MissingAction: { status: 400, type: "Sender", request: (service) => post(service, "Version=2010-05-08") },
  MissingAuthenticationToken: {
    status: 403,
    type: "Sender",
    request: (service) => post(service, getUser, { authorization: "" }),
  },
  MissingParameter: neverReturned,
  NoSuchEntity: { status: 404, type: "Sender", request: ({ wire }) => wire({ Action: "GetUser", UserName: "alice" }) },
  MalformedCertificate: {
    status: 400,
    type: "Sender",
    request: ({ wire }) => wire({ Action: "UploadSigningCertificate", CertificateBody: "none" }),
  },
  NotSupportedService: neverReturned,
  UnrecognizedPublicKeyEncoding: {
    status: 400,
    type: "Sender",
    request: async ({ iam, wire }) => {
      await iam.createUser({ UserName: "alice" });
      return wire({ Action: "UploadSSHPublicKey", UserName: "alice", SSHPublicKeyBody: "none" });
    },
  },
  MalformedPolicyDocument: {
    status: 400,
    type: "Sender",
    request: ({ wire }) => wire({ Action: "CreatePolicy", PolicyName: "read", PolicyDocument: "{}" }),
  },
  PolicyEvaluation: neverReturned,
  UnmodifiableEntity: {
    status: 400,
    type: "Sender",
    request: async ({ iam, wire }) => {
      const { Role } = await iam.createServiceLinkedRole({ AWSServiceName: "ecs.amazonaws.com" });
      return wire({ Action: "DeleteRole", RoleName: Role?.RoleName ?? "" });
    },
  },
  OpenIdIdpCommunicationError: {
    status: 400,
    type: "Sender",
    request: async () => {
      const { wire } = await startService({ thumbprintOf: () => "none" });
      return wire({ Action: "CreateOpenIDConnectProvider", Url: "https://id.example.com" });
    },
  },
  OptInRequired: neverReturned,
  PasswordPolicyViolation: {
    status: 400,
    type: "Sender",
    request: async ({ iam, wire }) => {
      await iam.createUser({ UserName: "alice" });
      return wire({ Action: "CreateLoginProfile", UserName: "alice", Password: "short" });
    },
  },
  PolicyNotAttachable: {
    status: 400,
    type: "Sender",
    request: async ({ iam, wire }) => {
      await iam.createUser({ UserName: "alice" });
      const PolicyArn = "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy";
      return wire({ Action: "AttachUserPolicy", UserName: "alice", PolicyArn });
    },
  },
  ReportExpired: {
    status: 410,
    type: "Sender",
    request: async ({ clock, wire }) => {
      await wire({ Action: "GenerateCredentialReport" });
      clock.now = new Date(clock.now.getTime() + 4 * 60 * 60 * 1000);
      return wire({ Action: "GetCredentialReport" });
    },
  },
  ReportInProgress: {
    status: 404,
    type: "Sender",
    request: async ({ wire }) => {
      await wire({ Action: "GenerateCredentialReport" });
      return wire({ Action: "GetCredentialReport" });
    },
  },
  ReportNotPresent: { status: 410, type: "Sender", request: ({ wire }) => wire({ Action: "GetCredentialReport" }) },
  RequestEntityTooLarge: {
    status: 413,
    type: "Sender",
    request: (service) => post(service, `${getUser}&X=${"x".repeat(1024 * 1024)}`),
  },
  RequestExpired: neverReturned,
  ServiceFailure: {
    status: 500,
    type: "Receiver",
    request: async ({ service, wire }) => {
      service.setFaults({ failures: 1 });
      return wire({ Action: "GetUser" });
    },
  },
  ServiceUnavailable: neverReturned,
  SignatureDoesNotMatch: {
    status: 403,
    type: "Sender",
    request: async (service) => {
      const { authorization = "" } = signedAs("test");
      return post(service, getUser, { authorization: authorization.replace("/iam/", "/s3/") });
    },
  },
  Throttling: {
    status: 400,
    type: "Sender",
    request: async ({ service, wire }) => {
      service.setFaults({ throttle: { "*": { perSecond: 1, burst: 1 } } });
      await wire({ Action: "GetUser" });
      return wire({ Action: "GetUser" });
    },
  },
  ValidationError: { status: 400, type: "Sender", request: ({ wire }) => wire({ Action: "CreateUser" }) },
};

const returned = Object.entries(rows).flatMap(([code, row]) => (row === neverReturned ? [] : [[code, row] as const]));

describe("an error response", () => {
  it.each(returned)("with the code %s has AWS's status and type", async (code, { status, type, request }) => {
    const reply = await request(await startService());
    expect([reply.status, reply.xml]).toEqual([
      status,
      expect.stringContaining(`<Error><Type>${type}</Type><Code>${code}</Code>`),
    ]);
  });

  it("never has a code that is listed as never returned", () => {
    const room = join(import.meta.dirname, "../../../src/embedded-iam");
    const sources = readdirSync(room, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const text = sources.map((file) => readFileSync(join(room, file), "utf8")).join("\n");
    for (const [code, row] of Object.entries(rows)) {
      expect([code, text.includes(`"${code}"`)]).toEqual([code, row !== neverReturned]);
    }
  });
});
