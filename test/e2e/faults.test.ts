import { IAMClient, ListGroupsCommand, ListMFADevicesCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { post, startCommand } from "../support/command.ts";
import { readPage } from "../support/documents.ts";

const page = readPage("docs/embedded-iam.md");

const clientOf = (endpoint: string | undefined) =>
  new IAMClient({
    region: "us-east-1",
    endpoint: String(endpoint),
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });

/** The curl commands of the page to the embedded IAM, as requests to the service at `url`. */
function curlRequests(url: string | undefined): Request[] {
  return [...page.matchAll(/^curl (.*:4001.*)$/gm)].map(([, words = ""]) => {
    const [, path = ""] = /http:\/\/127\.0\.0\.1:4001(\S*)/.exec(words) ?? [];
    const [, name = "", value = ""] = /-H '([^:]+): ([^']+)'/.exec(words) ?? [];
    return new Request(new URL(path, url), {
      method: /-X (\w+)/.exec(words)?.[1] ?? "GET",
      headers: name === "" ? {} : { [name]: value },
      body: /--data '([^']*)'/.exec(words)?.[1] ?? null,
    });
  });
}

describe("IAMQL_EMBEDDED_IAM_FAULTS", () => {
  it("applies from the start, to the gateway and to other clients", async () => {
    await using command = await startCommand([], {
      IAMQL_EMBEDDED_IAM_FILE: ":memory:",
      IAMQL_EMBEDDED_IAM_FAULTS: '{"deny": ["ListGroups", "GetAccountAuthorizationDetails"]}',
    });
    const { data, errors } = await post(command.ready.graphql, "{ groups { totalCount nodes { groupName } } }");
    expect([data.groups, errors[0].extensions.code]).toEqual([null, "IAM_ACCESS_DENIED"]);
    await expect(clientOf(command.ready.iam).send(new ListGroupsCommand({}))).rejects.toThrow(
      "User: arn:aws:iam::123456789012:root is not authorized to perform: iam:ListGroups",
    );
  });
});

describe("the examples of fault injection in docs/embedded-iam.md", () => {
  it("do what they say", async () => {
    await using command = await startCommand(["iam"], { IAMQL_EMBEDDED_IAM_FILE: ":memory:" });
    const replies: unknown[] = [];
    for (const request of curlRequests(command.ready.iam)) {
      const response = await fetch(request);
      expect(response.ok).toBe(true);
      const text = await response.text();
      replies.push(text === "" ? undefined : JSON.parse(text));
    }
    const faults = {
      latencyMs: { p50: 30, p99: 400 },
      throttle: { GetUser: { perSecond: 5, burst: 10 } },
      shortPages: 0.3,
    };
    const device = { serialNumber: "GAHT12345678", kind: "hardware", seed: expect.any(String) };
    expect(replies).toEqual([faults, faults, {}, { calls: [], totals: {} }, undefined, device]);
    const { MFADevices } = await clientOf(command.ready.iam).send(
      new ListMFADevicesCommand({ UserName: "hana.kobayashi" }),
    );
    expect(MFADevices?.map((one) => one.SerialNumber)).toContain("GAHT12345678");
  });

  it("show each fault setting in a form that the service accepts", async () => {
    await using command = await startCommand(["iam"], { IAMQL_EMBEDDED_IAM_FILE: ":memory:" });
    const members = [...page.matchAll(/^\| `("\w+": .*?)` \|/gm)].map(([, member]) => `{${member}}`);
    expect(members).toHaveLength(9);
    for (const body of members) {
      const response = await fetch(`${command.ready.iam}/_iamql/control/faults`, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body,
      });
      expect(await response.json()).toEqual(JSON.parse(body));
    }
  });
});
