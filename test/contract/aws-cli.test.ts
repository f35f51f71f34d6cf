import { execFile } from "node:child_process";
import { devNull } from "node:os";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmbeddedIam, type EmbeddedIam } from "../../src/embedded-iam/index.ts";
import { sdkClient } from "../embedded-iam/test-service.ts";
import { createUsers, createVirtualDevice } from "../support/account.ts";

const run = promisify(execFile);
/** Python starts in about a second, and slower on a busy machine. */
const timeoutMs = 60_000;
const operation = ["iam", "list-virtual-mfa-devices"];

const succeeds = async (command: string, args: readonly string[]) =>
  run(command, [...args], { timeout: timeoutMs }).then(
    () => true,
    () => false,
  );
const [hasCli, hasBoto3] = await Promise.all([
  succeeds("aws", ["--version"]),
  succeeds("python3", ["-c", "import boto3"]),
]);

interface Listed {
  readonly VirtualMFADevices: readonly {
    readonly SerialNumber: string;
    readonly User?: { readonly UserName: string };
  }[];
  readonly NextToken?: string;
  readonly IsTruncated?: boolean;
  readonly Marker?: string;
}

/** More devices than IAM's default page of 100. */
const serials = Array.from(
  { length: 105 },
  (_, index) => `arn:aws:iam::123456789012:mfa/phone-${String(index).padStart(3, "0")}`,
);
const [assigned = "", unassigned] = [serials[0], serials.slice(1)];
let service: EmbeddedIam;

const realTime = {
  get now() {
    return new Date();
  },
};

const serialsOf = (listed: Listed) => listed.VirtualMFADevices.map((device) => device.SerialNumber);

beforeAll(async () => {
  service = await createEmbeddedIam({ file: ":memory:", port: 0 });
  const admin = sdkClient(service, service.rootCredentials, realTime);
  const [owner] = await createUsers(admin, 1);
  for (const [index, serial] of serials.entries()) {
    await createVirtualDevice(admin, serial.replace(/^.*\//, ""), index === 0 ? owner : undefined);
  }
}, timeoutMs);

afterAll(() => service.close());

/** Runs a Python program. Returns the JSON that it prints, and the number of its calls. */
async function ask<Answer = Listed>(command: string, args: readonly string[]) {
  service.calls.clear();
  const { PATH = "", HOME = "" } = process.env;
  const { stdout } = await run(command, [...args], {
    timeout: timeoutMs,
    maxBuffer: 16 * 1024 * 1024,
    env: {
      ...{ PATH, HOME, AWS_DEFAULT_REGION: "us-east-1", AWS_PAGER: "" },
      ...{ AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_DEFAULT_OUTPUT: "json" },
      // No settings of this machine.
      ...{ AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull },
    },
  });
  const answer: Answer = JSON.parse(stdout);
  const { ListVirtualMFADevices = {} } = service.calls.read().totals;
  return { answer, calls: Object.values(ListVirtualMFADevices).reduce((sum, count) => sum + count, 0) };
}

describe("the AWS CLI's list-virtual-mfa-devices", { timeout: timeoutMs }, () => {
  if (!hasCli) {
    it("is not tested, because this machine has no AWS CLI", () => expect(hasCli).toBe(false));
    return;
  }

  const cli = (...args: string[]) => ask("aws", [...operation, "--endpoint-url", service.url ?? "", ...args]);

  it("follows the pages of --page-size to the end", async () => {
    const { answer, calls } = await cli("--page-size", "40");
    expect(serialsOf(answer)).toEqual(serials);
    expect([calls, answer.NextToken]).toEqual([3, undefined]);
  });

  it("stops at --max-items, and continues from --starting-token", async () => {
    const first = await cli("--max-items", "3", "--page-size", "2");
    expect(serialsOf(first.answer)).toEqual(serials.slice(0, 3));
    const rest = await cli("--starting-token", String(first.answer.NextToken));
    expect(serialsOf(rest.answer)).toEqual(serials.slice(3));
    expect([first.calls, rest.answer.NextToken]).toEqual([2, undefined]);
  });

  it("prints one page with --no-paginate", async () => {
    const { answer, calls } = await cli("--no-paginate");
    expect(serialsOf(answer)).toEqual(serials.slice(0, 100));
    expect(answer).toMatchObject({ IsTruncated: true, Marker: expect.any(String) });
    expect(calls).toBe(1);
  });

  it("reads its arguments from --cli-input-json", async () => {
    const { answer } = await cli("--no-paginate", "--cli-input-json", '{"AssignmentStatus":"Unassigned","MaxItems":2}');
    expect(serialsOf(answer)).toEqual(unassigned.slice(0, 2));
    expect(answer.IsTruncated).toBe(true);
  });

  it("prints the devices of --assignment-status with their users", async () => {
    const { answer } = await cli("--assignment-status", "Assigned");
    expect(serialsOf(answer)).toEqual([assigned]);
    expect(answer.VirtualMFADevices.map((device) => device.User?.UserName)).toEqual(["user-0000"]);
  });

  it("prints its input with --generate-cli-skeleton, without a call", async () => {
    const { answer, calls } = await cli("--generate-cli-skeleton");
    expect(Object.keys(answer).sort()).toEqual(["AssignmentStatus", "Marker", "MaxItems"]);
    expect(calls).toBe(0);
  });
});

/** Prints the results of the paginator for three configurations. The second continues from the first. */
const program = `
import boto3, json, sys
paginator = boto3.client("iam", endpoint_url=sys.argv[1]).get_paginator("list_virtual_mfa_devices")
def ask(config): return paginator.paginate(PaginationConfig=config)
first = ask({"MaxItems": 3, "PageSize": 2}).build_full_result()
rest = ask({"StartingToken": first["NextToken"]}).build_full_result()
pages = [len(page["VirtualMFADevices"]) for page in ask({"PageSize": 40})]
print(json.dumps({"first": first, "rest": rest, "pages": pages}, default=str))
`;

describe("boto3's paginator of ListVirtualMFADevices", { timeout: timeoutMs }, () => {
  if (!hasBoto3) {
    it("is not tested, because this machine has no Python with boto3", () => expect(hasBoto3).toBe(false));
    return;
  }

  it("respects MaxItems, PageSize and StartingToken", async () => {
    interface Printed {
      readonly first: Listed;
      readonly rest: Listed;
      readonly pages: readonly number[];
    }
    const { answer } = await ask<Printed>("python3", ["-c", program, service.url ?? ""]);
    expect(serialsOf(answer.first)).toEqual(serials.slice(0, 3));
    expect(serialsOf(answer.rest)).toEqual(serials.slice(3));
    expect(answer.pages).toEqual([40, 40, 25]);
  });
});
