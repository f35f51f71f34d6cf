import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createUsers, makeCredentialReport } from "../../support/account.ts";
import { collect, launch, runCommand } from "../../support/command.ts";
import { createTestGateway, type TestGateway } from "../../support/gateway.ts";
import { answerJson, startHttpServer } from "../../support/http-server.ts";

const namesIn = (lines: string): string[] =>
  lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).userName);

const cursorIn = (stderr: string): string => /--after (\S+)\n$/.exec(stderr)?.[1] ?? "none";

describe("iamql export users", () => {
  const count = 2345;
  // Long, so that a page of lines exceeds what a pipe buffers.
  const userPath = `/${"p".repeat(400)}/`;
  let account: TestGateway;
  let names: string[];
  let url: string;
  let requests = 0;
  /** The promise that the request of this number waits for, if any. */
  let held: (request: number) => Promise<void> | undefined;
  const server = createServer(async (request, response) => {
    requests += 1;
    await held(requests);
    await account.gateway(request, response);
  });

  beforeAll(async () => {
    account = await createTestGateway();
    names = await createUsers(account.admin, count, "user-", userPath);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  }, 60_000);
  beforeEach(() => {
    account.forgetCalls();
    requests = 0;
    held = () => undefined;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await account[Symbol.asyncDispose]();
  });

  it("--all reads all pages, with one IAM call per thousand users, and prints their number on stderr", async () => {
    const { code, stdout, stderr } = await runCommand(["export", "users", "--all", "--url", url]);
    expect([code, stderr]).toEqual([0, `${count} users\n`]);
    expect(namesIn(stdout)).toEqual(names);
    expect(JSON.parse(stdout.slice(0, stdout.indexOf("\n")))).toEqual({
      userName: names[0],
      userId: expect.stringMatching(/^AIDA/),
      arn: `arn:aws:iam::123456789012:user${userPath}${names[0]}`,
      path: userPath,
      createDate: expect.stringMatching(/^\d{4}-/),
      passwordLastUsed: null,
    });
    expect([requests, account.counts()]).toEqual([3, { ListUsers: 3 }]);
  });

  it("without --all prints one page, and says how to continue", async () => {
    const words = ["export", "users", "--url", url, "--format", "csv", "--fields", "userName"];
    const first = await runCommand([...words, "--first", "2"]);
    expect(first.stdout).toBe("userName\r\nuser-0000\r\nuser-0001\r\n");
    expect(first.stderr).toMatch(/^2 users; more are available: use --all, or --after \S+\n$/);
    const second = await runCommand([...words, "--first", "1", "--after", cursorIn(first.stderr)]);
    // Without a header, because the lines continue the same file.
    expect(second.stdout).toBe("user-0002\r\n");
    expect((await runCommand(words)).stdout.split("\r\n")).toHaveLength(1 + 100 + 1);
  });

  it.each(["while it waits for a page", "while its lines are not read"])(
    "stopped by SIGINT %s has written whole lines, and continues where it says, with each user once",
    async (when) => {
      const words = ["export", "users", "--all", "--url", url];
      const isWaiting = when.includes("page");
      const secondAsked = Promise.withResolvers<void>();
      const forGood = Promise.withResolvers<void>();
      held = (request) => {
        if (request !== 2) return undefined;
        secondAsked.resolve();
        return forGood.promise;
      };
      const child = launch(words);
      const stderr = collect(child.stderr);
      if (!isWaiting) await once(child.stdout, "readable");
      const stdout = isWaiting ? collect(child.stdout) : () => "";
      if (isWaiting) await secondAsked.promise;
      child.kill("SIGINT");
      // Only now are the lines read that the process has ready.
      const taken = isWaiting ? stdout : collect(child.stdout);
      expect(await once(child, "close")).toEqual([130, null]);
      forGood.resolve();
      expect(requests).toBe(isWaiting ? 2 : 1);
      expect(namesIn(taken())).toEqual(names.slice(0, 1000));
      expect(stderr()).toMatch(/^iamql: Stopped by SIGINT. 1000 users were written. Continue with --after \S+\n$/);

      held = () => undefined;
      const rest = await runCommand([...words, "--after", cursorIn(stderr())]);
      expect([rest.code, rest.stderr]).toEqual([0, "1345 users\n"]);
      expect(namesIn(taken() + rest.stdout)).toEqual(names);
    },
  );

  it("ends immediately at a second signal, although lines are not written yet", async () => {
    const child = launch(["export", "users", "--all", "--url", url]);
    await once(child.stdout, "readable");
    const ended = once(child, "exit");
    // Repeatedly, because two signals close together count as one: npm and a terminal may both send the same one.
    while (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await setImmediate();
    }
    expect(await ended).toEqual([143, null]);
    child.stdout.destroy();
  });

  it("ends silently with 0 when its reader closes the pipe", async () => {
    const child = launch(["export", "users", "--all", "--url", url]);
    const stderr = collect(child.stderr);
    await once(child.stdout, "readable");
    child.stdout.destroy();
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(stderr()).toBe("");
    expect(requests).toBeLessThan(3);
  });
});

describe("iamql export users --all --fields userName,mfaDevices", () => {
  const words = ["export", "users", "--all", "--fields", "userName,mfaDevices", "--url"];

  it("prints all devices of an account that has many kinds, with one call per user", async () => {
    await using account = await createTestGateway({ iamCache: { ttlMs: 5000, maxBytes: 1_000_000 } });
    const names = await createUsers(account.admin, 120);
    const devices = new Map<string, string[]>(names.map((name) => [name, []]));
    const add = (userName: string, serialNumber: string) => {
      account.embedded.addMfaDevice({ serialNumber, userName });
      devices.get(userName)?.push(serialNumber);
    };
    // More than thirty users with a virtual device may have another device, too many for the calls of a page of 120.
    for (const name of names.slice(0, 60)) add(name, `arn:aws:iam::123456789012:mfa/${name}`);
    for (const name of [...names.slice(0, 10), ...names.slice(60, 63)]) add(name, `GAHT-${name}`);
    account.embedded.addMfaDevice({ serialNumber: "arn:aws:iam::123456789012:u2f/root-user/key", root: true });
    await makeCredentialReport(account.admin);
    const server = createServer(account.gateway);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const { port } = server.address() as AddressInfo;
      const { code, stdout, stderr } = await runCommand([...words, `http://127.0.0.1:${port}/graphql`]);
      expect([code, stderr]).toEqual([0, "120 users\n"]);
      const lines = stdout.trimEnd().split("\n");
      expect(lines.map((line) => JSON.parse(line))).toEqual(
        names.map((userName) => ({ userName, mfaDevices: devices.get(userName) })),
      );
    } finally {
      server.closeAllConnections();
      server.close();
    }
    const asked = account.calls.flatMap(({ action, parameters }) =>
      action === "ListMFADevices" ? [parameters["UserName"]] : [],
    );
    expect(asked).toHaveLength(new Set(asked).size);
    const counts = account.counts();
    for (const bulkRead of ["ListUsers", "ListVirtualMFADevices", "GetCredentialReport"]) {
      expect(counts[bulkRead] ?? 0).toBeLessThanOrEqual(2);
    }
  });

  it("stopped by SIGINT while it reads devices has written the pages before, and continues where it says", async () => {
    const asked = Promise.withResolvers<void>();
    await using server = await startHttpServer(({ body }, response) => {
      const { query, variables } = JSON.parse(body);
      if (query.includes("user0: ")) return asked.resolve();
      const isFirst = variables.after === undefined;
      const devices = { isComplete: isFirst, nodes: [{ serialNumber: "a" }] };
      const nodes = [{ userName: isFirst ? "known" : "unknown", mfaDevices: devices }];
      const pageInfo = { endCursor: isFirst ? "one" : "two", hasNextPage: isFirst };
      answerJson(response, { data: { list: { nodes, pageInfo } } });
    });
    const child = launch([...words, server.url]);
    const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
    await asked.promise;
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([130, null]);
    expect(stdout()).toBe('{"userName":"known","mfaDevices":["a"]}\n');
    expect(stderr()).toBe("iamql: Stopped by SIGINT. 1 users were written. Continue with --after one\n");
  });
});

describe("iamql export", () => {
  it.each([
    [
      ["groups", "--path-prefix", "/security/"],
      ["incident-response", "security-auditors"],
    ],
    [["oidc-providers"], ["https://gitlab.com", "https://oidc.eks.eu-central-1", "https://token.actions"]],
    [["virtual-mfa-devices", "--assignment-status", "UNASSIGNED", "--first", "1"], ["mfa/spare-phone-1"]],
    [["users", "--path-prefix", "/security/", "--first", "1", "--fields", "userName,groups"], ["security-auditors"]],
    [
      ["users", "--first", "2", "--has-mfa", "false", "--password-enabled", "true"],
      ["anders.berg", "carlos.mendoza"],
    ],
    [
      ["users", "--path-prefix", "/security/", "--first", "1", "--fields", "userName,mfaDevices", "--allow-incomplete"],
      ['"mfaDevicesComplete":true'],
    ],
  ])("exports each list, here without a server, with any prefix of names: %j", async (words, found) => {
    const env = { IAMQL_EMBEDDED_IAM_FILE: ":memory:", IAMQL_LOG_LEVEL: "silent", IAMQL_SCHEMA_PREFIX: "Iam" };
    const { code, stdout } = await runCommand(["export", ...words, "--local"], env);
    expect(code).toBe(0);
    expect(stdout.trim().split("\n")).toEqual(found.map((text) => expect.stringContaining(text)));
  });
});
