import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAuthenticator, TokensFileError, Unauthenticated } from "../../../../src/http/security/auth/index.ts";
import { createLogger } from "../../../../src/platform/logger/logger.ts";
import { temporaryFolder } from "../../../support/command.ts";
import { createTestGateway } from "../../../support/gateway.ts";

const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");
const entry = (token: string, subject = token, scopes: unknown = ["iam:read"]) => ({
  sha256: hashOf(token),
  subject,
  scopes,
});

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let path: string;
let logLines: string[];
beforeEach(async () => {
  temporary = await temporaryFolder();
  path = temporary.file("tokens.json");
  logLines = [];
});
afterEach(() => temporary[Symbol.asyncDispose]());

const write = (content: unknown) =>
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
const open = () =>
  createAuthenticator(
    { mode: "token", tokensFile: path },
    { log: createLogger("info", { write: (line) => void logLines.push(line) }) },
  );

/** Creates a function that resolves to the subject of a token, or to the reason for rejecting it. */
function authenticator() {
  const authenticate = open();
  return async (token: string): Promise<string> => {
    try {
      return (await authenticate(new Headers({ authorization: `Bearer ${token}` }))).subject;
    } catch (error) {
      if (error instanceof Unauthenticated) return error.refusal;
      throw error;
    }
  };
}

describe("IAMQL_AUTH=token", () => {
  it("takes the tokens whose hashes the file has, with their scopes, and no other", async () => {
    write([
      entry("t0ken-of-ci", "ci", ["iam:write"]),
      { ...entry("t0ken-of-ann", "ann"), sha256: hashOf("t0ken-of-ann").toUpperCase() },
    ]);
    const authenticate = open();
    const as = (token: string) => authenticate(new Headers({ authorization: `Bearer ${token}` }));
    expect(await as("t0ken-of-ci")).toEqual({ subject: "ci", scopes: new Set(["iam:write", "iam:read"]) });
    expect(await as("t0ken-of-ann")).toEqual({ subject: "ann", scopes: new Set(["iam:read"]) });
    for (const token of ["t0ken-of-c", "T0ken-of-ci", hashOf("t0ken-of-ci")]) {
      await expect(as(token)).rejects.toMatchObject({ refusal: "invalid-token" });
    }
  });

  it("serves requests with a token, and answers 401 to others without an IAM call", async () => {
    write([entry("t0ken")]);
    await using account = await createTestGateway({ authenticate: open() });
    const ask = async (headers: Record<string, string>) => {
      const url = "http://localhost/graphql?query={accountSummary{users}}";
      const response = await account.gateway.fetch(url, { headers });
      return [response.status, account.calls.length];
    };
    expect(await ask({})).toEqual([401, 0]);
    expect(await ask({ authorization: "Bearer another" })).toEqual([401, 0]);
    expect(await ask({ authorization: "Basic dDBrZW46" })).toEqual([401, 0]);
    expect(await ask({ authorization: "Bearer t0ken" })).toEqual([200, 1]);
    expect(account.logLines.join("")).not.toMatch(/t0ken[^"]|another/);
  });

  it("rejects every request if the list is empty", async () => {
    write([]);
    expect(await authenticator()("t0ken")).toBe("invalid-token");
  });
});

describe("IAMQL_AUTH_TOKENS_FILE", () => {
  it("is read again when it has changed: in place, and by another file in its place", async () => {
    write([entry("old")]);
    const who = authenticator();
    expect(await who("old")).toBe("old");
    write([entry("new")]);
    expect([await who("old"), await who("new")]).toEqual(["invalid-token", "new"]);
    writeFileSync(temporary.file("next.json"), JSON.stringify([entry("newest")]));
    renameSync(temporary.file("next.json"), path);
    expect([await who("new"), await who("newest")]).toEqual(["invalid-token", "newest"]);
    expect(logLines.map((line) => JSON.parse(line).level)).toEqual(["info", "info"]);
  });

  it.each<[string, () => void]>([
    ["no JSON", () => write("[{")],
    ["no list", () => write({ s3cret: entry("s3cret") })],
    ["an invalid entry", () => write([entry("s3cret"), { ...entry("more"), sha256: "s3cret" }])],
    ["gone", () => rmSync(path)],
    [
      "a named pipe",
      () => {
        rmSync(path);
        execFileSync("mkfifo", [path]);
      },
    ],
  ])("that has become %s keeps the previous tokens, and is logged once without its content", async (_what, spoil) => {
    write([entry("old")]);
    const who = authenticator();
    spoil();
    expect([await who("old"), await who("old"), await who("s3cret")]).toEqual(["old", "old", "invalid-token"]);
    expect(logLines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: "error", faults: [expect.stringMatching(/^IAMQL_AUTH_TOKENS_FILE/)] }),
    ]);
    expect(logLines.join("")).not.toContain("s3cret");
    expect(logLines.join("")).not.toContain(path);
    rmSync(path, { force: true });
    write([entry("fixed")]);
    expect([await who("old"), await who("fixed")]).toEqual(["invalid-token", "fixed"]);
  });

  const faultsOf = (content: unknown): readonly string[] => {
    write(content);
    try {
      open();
    } catch (error) {
      if (error instanceof TokensFileError) return error.faults;
      throw error;
    }
    return [];
  };
  const expectedEntry = "expected an object with sha256, subject and scopes only.";
  const expectedScopes = "expected a list of iam:read, iam:write, iam:admin, iam:secrets.";

  it.each<[unknown, string[]]>([
    ["s3cret", ['IAMQL_AUTH_TOKENS_FILE is not valid: expected a JSON array of {"sha256", "subject", "scopes"}.']],
    [{}, ['IAMQL_AUTH_TOKENS_FILE is not valid: expected a JSON array of {"sha256", "subject", "scopes"}.']],
    [["s3cret"], [`IAMQL_AUTH_TOKENS_FILE, entry 1 is not valid: ${expectedEntry}`]],
    [[{ ...entry("a"), s3cret: 1 }], [`IAMQL_AUTH_TOKENS_FILE, entry 1 is not valid: ${expectedEntry}`]],
    [
      [entry("a"), { sha256: "s3cret", subject: "", scopes: ["s3cret"] }],
      [
        "IAMQL_AUTH_TOKENS_FILE, entry 2: sha256 is not valid: expected the 64 hexadecimal digits of the token's SHA-256 hash.",
        "IAMQL_AUTH_TOKENS_FILE, entry 2: subject is not valid: expected the name of the caller, not empty.",
        `IAMQL_AUTH_TOKENS_FILE, entry 2: scopes is not valid: ${expectedScopes}`,
      ],
    ],
    [[entry("a", "a", "iam:read")], [`IAMQL_AUTH_TOKENS_FILE, entry 1: scopes is not valid: ${expectedScopes}`]],
    [[entry("a", "a", ["toString"])], [`IAMQL_AUTH_TOKENS_FILE, entry 1: scopes is not valid: ${expectedScopes}`]],
    [
      [entry("a"), entry("b"), { ...entry("a", "c"), sha256: hashOf("a").toUpperCase() }],
      ["IAMQL_AUTH_TOKENS_FILE, entry 3: another entry has the same sha256."],
    ],
  ])("with %j ends the start, and says what was expected", (content, faults) => {
    expect(faultsOf(content)).toEqual(faults);
    expect(faults.join()).not.toContain("s3cret");
  });

  it("that is not there ends the start", () => {
    expect(open).toThrow(new TokensFileError(["IAMQL_AUTH_TOKENS_FILE cannot be read (ENOENT)."]));
  });
});
