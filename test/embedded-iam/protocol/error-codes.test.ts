import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../../../src/iam-model/errors.ts";
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
  MalformedPolicyDocument: {
    status: 400,
    type: "Sender",
    request: ({ wire }) => wire({ Action: "CreateRole", RoleName: "app", AssumeRolePolicyDocument: "{" }),
  },
  PolicyEvaluation: neverReturned,
  UnmodifiableEntity: {
    status: 400,
    type: "Sender",
    request: async ({ iam, wire }) => {
      await iam.createServiceLinkedRole({ AWSServiceName: "autoscaling.amazonaws.com" });
      return wire({ Action: "DeleteRole", RoleName: "AWSServiceRoleForAutoScaling" });
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
