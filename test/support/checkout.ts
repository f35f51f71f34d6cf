import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { main, NODE_COMPILE_CACHE, temporaryFolder } from "./command.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Shell functions that replace the programs in the documents' commands. `npm` runs the scripts of package.json that start the
 * command; `curl`, `aws` and `openssl` support the arguments used there, for machines without these programs.
 */
const PROGRAMS = `
npm() {
  if [ "$1" = ci ]; then return; fi
  if [ "$1" = run ]; then shift; fi
  if [ "$1" = -s ]; then shift; fi
  script=$1
  shift
  if [ "$1" = -- ]; then shift; fi
  case "$script $*" in
    *--local*) "$NODE" "$MAIN" "$@" ;;
    "iamql query "*|"iamql export "*) "$NODE" "$MAIN" "$@" --url "$GRAPHQL" ;;
    "start "|"iamql "*) "$NODE" "$MAIN" "$@" ;;
    "iam ") "$NODE" "$MAIN" iam ;;
    *) echo "unexpected: npm $script $*" >&2; return 1 ;;
  esac
}
curl() { "$NODE" -e "$CURL" -- "$@"; }
aws() { "$NODE" -e "$AWS" -- "$@"; }
openssl() { "$NODE" -p 'require("node:crypto").randomBytes(Number(process.argv[2])).toString("hex")' -- "$2" "$3"; }
`;

const CURL = `
const { values, positionals } = require("node:util").parseArgs({ allowPositionals: true, options: {
  silent: { type: "boolean", short: "s" }, request: { type: "string", short: "X" },
  header: { type: "string", short: "H", multiple: true }, data: { type: "string", short: "d" },
} });
const headers = Object.fromEntries((values.header ?? []).map((header) => header.split(": ")));
const method = values.request ?? (values.data === undefined ? "GET" : "POST");
fetch(positionals[0], { method, headers, body: values.data }).then(async (response) => {
  process.stdout.write(await response.text());
  process.exitCode = response.ok ? 0 : 22;
});`;

const AWS = `
const { values, positionals } = require("node:util").parseArgs({ allowPositionals: true, options: {
  "endpoint-url": { type: "string" }, "path-prefix": { type: "string" }, "max-items": { type: "string" },
  "user-name": { type: "string" }, tags: { type: "string" },
} });
const [service, command] = positionals;
const Action = command.replace(/(^|-)(.)/g, (_, __, letter) => letter.toUpperCase());
const [, Key, Value] = /^Key=(.*),Value=(.*)$/.exec(values.tags ?? "") ?? [];
const body = new URLSearchParams({ Action, Version: service === "sts" ? "2011-06-15" : "2010-05-08",
  ...(values["user-name"] && { UserName: values["user-name"] }), ...(values["path-prefix"] && { PathPrefix: values["path-prefix"] }),
  ...(Key && { "Tags.member.1.Key": Key, "Tags.member.1.Value": Value }) });
const authorization = "AWS4-HMAC-SHA256 Credential=" + process.env.AWS_ACCESS_KEY_ID + "/20260301/us-east-1/" + service + "/aws4_request, SignedHeaders=host, Signature=00";
fetch(values["endpoint-url"], { method: "POST", headers: { authorization }, body }).then(async (response) => {
  process.stdout.write(await response.text());
  process.exitCode = response.ok ? 0 : 254;
});`;

/** The URLs of a running gateway and its embedded IAM. */
interface Addresses {
  readonly graphql?: string | undefined;
  readonly iam?: string | undefined;
}

/**
 * A folder like a checkout after `npm ci`, on a machine whose own `node` is too old. Its files are links, except `data/`. Its
 * shell commands have only the given settings, free ports instead of the default ones, and no access to AWS.
 */
export async function createCheckout() {
  const temporary = await temporaryFolder();
  for (const name of ["node_modules", "src", "package.json"]) symlinkSync(`${root}${name}`, temporary.file(name));
  mkdirSync(temporary.file("old"));
  writeFileSync(temporary.file("old/node"), "#!/bin/sh\necho 'this node is too old' >&2\nexit 1\n", { mode: 0o755 });

  function launch(script: string, { graphql = "", iam }: Addresses) {
    const atTheirPorts = script
      .replaceAll("http://127.0.0.1:4000/graphql", graphql)
      .replaceAll("http://127.0.0.1:4001", iam ?? "");
    return spawn("sh", ["-c", `${PROGRAMS}\n${atTheirPorts}`], {
      cwd: temporary.folder,
      env: {
        PATH: `${temporary.file("old")}:${process.env["PATH"] ?? ""}`,
        NODE: process.execPath,
        MAIN: main,
        NODE_COMPILE_CACHE,
        CURL,
        AWS,
        GRAPHQL: graphql,
        IAMQL_PORT: "0",
        IAMQL_EMBEDDED_IAM_PORT: iam === undefined ? "0" : new URL(iam).port,
        IAMQL_LOG_LEVEL: "silent",
        AWS_ENDPOINT_URL: "http://127.0.0.1:2",
        AWS_CONFIG_FILE: "/dev/null",
        AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      },
      stdio: ["ignore", "pipe", "pipe"],
      // A process group, so that all its processes can be ended together.
      detached: true,
    });
  }

  return {
    file: temporary.file,
    /** Runs shell commands until they exit. */
    async run(script: string, addresses: Addresses = {}) {
      const child = launch(script, addresses);
      const [stdout, stderr, [code]] = await Promise.all([
        child.stdout.setEncoding("utf8").toArray(),
        child.stderr.setEncoding("utf8").toArray(),
        once(child, "close"),
      ]);
      return { code, stdout: stdout.join(""), stderr: stderr.join("") };
    },
    /** Runs shell commands that end with a server, until it is ready. Returns its first line and its exit. */
    async serve(script: string) {
      const child = launch(script, {});
      const closed = once(child, "close");
      let stdout = "";
      let stderr = "";
      child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
      for await (const text of child.stdout.setEncoding("utf8")) {
        stdout += text;
        if (stdout.includes("\n") && child.exitCode === null) process.kill(-Number(child.pid), "SIGTERM");
      }
      await closed;
      return { stdout, stderr };
    },
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  };
}
