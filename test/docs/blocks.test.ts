import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createCheckout } from "../support/checkout.ts";
import { post, startCommand, temporaryFolder } from "../support/command.ts";
import { blocksOf, codeBlocks } from "../support/documents.ts";
import { createTestGateway } from "../support/gateway.ts";

/** Blocks that no test runs here, and why. Each is exactly one. */
const NOT_RUN: readonly (readonly [text: string, why: string])[] = [
  ["npm run example", "test/full/mfa-console.test.ts starts it"],
  ["https://sso.example.com/realms/main/protocol", "it asks an issuer that does not exist"],
  ["npm run test:contract", "it asks AWS"],
];

/** Commands that have the embedded IAM's file themselves, so that no gateway may run. */
const NEEDS_FILE = /npm start|npm run iam$|\.bin\/node|--local/m;
const SERVES = /npm start|npm run iam$|\.bin\/node/m;

/** A sample with comments. What stands for a text that differs from run to run is made equal in both. */
function parseSample(text: string): Record<string, unknown> {
  const plain = text.replaceAll(/\/\*.*?\*\/|^\s*\/\/.*$/gm, "").replaceAll(/"asOf": ?"[^"]*"/g, '"asOf": "a time"');
  return JSON.parse(plain);
}

describe("the README's commands", () => {
  it("work from the first to the last, on one account, and answer what the samples say", {
    timeout: 180_000,
  }, async () => {
    for (const [text] of NOT_RUN) {
      expect([text, codeBlocks.filter(({ code }) => code.includes(text)).length]).toEqual([text, 1]);
    }
    await using checkout = await createCheckout();
    const start = () => startCommand([], { IAMQL_EMBEDDED_IAM_FILE: checkout.file("data/iam.sqlite") });
    await using stack = new AsyncDisposableStack();
    let running: Awaited<ReturnType<typeof start>> | undefined;
    const gateway = async () => {
      running ??= stack.use(await start());
      return running.ready;
    };
    const stop = async () => {
      await running?.stop();
      running = undefined;
    };
    let output = "";
    const printed: string[] = [];
    let compared = 0;
    for (const { language, code } of codeBlocks) {
      if (language === "sh") {
        output = "";
        if (NOT_RUN.some(([text]) => code.includes(text))) continue;
        if (SERVES.test(code)) {
          await stop();
          const { stdout, stderr } = await checkout.serve(code);
          expect([code, stdout.slice(0, 13), stderr]).toEqual([code, '{"ready":true', ""]);
          output = stdout;
          continue;
        }
        if (NEEDS_FILE.test(code)) await stop();
        const addresses = NEEDS_FILE.test(code) ? {} : await gateway();
        const { code: exitCode, stdout, stderr } = await checkout.run(`set -e\n${code}`, addresses);
        expect([code, exitCode, exitCode === 0 ? "" : stderr]).toEqual([code, 0, ""]);
        output = stdout;
        if (/ (?:query|export) /.test(code)) printed.push(stdout);
      } else if (language === "graphql" && !code.startsWith("extend schema")) {
        const { data, errors } = await post((await gateway()).graphql, code);
        expect([code, errors]).toEqual([code, undefined]);
        expect([code, JSON.stringify(data)]).toEqual([code, expect.not.stringContaining('"message"')]);
      } else if (/^jsonc?$/.test(language) && output !== "") {
        const sample = parseSample(code);
        if ("ready" in sample) expect(Object.keys(JSON.parse(output))).toEqual(Object.keys(sample));
        else if ("data" in sample) expect([code, parseSample(output)]).toMatchObject([code, sample]);
        else continue;
        compared += 1;
      }
    }
    expect(compared).toBe(6);
    // The mutation's new user is one of them.
    const [queries = "", exports = "", local = ""] = printed;
    expect(queries).toBe(
      '{"data":{"accountSummary":{"users":61,"groups":6}}}\n' +
        '{"data":{"users":{"nodes":[{"userName":"gabriel.moreau"},{"userName":"hana.kobayashi"}]}}}\n',
    );
    expect(exports.match(/^\{"userName"/gm)).toHaveLength(9);
    expect(exports).toContain('{"serialNumber":"arn:aws:iam::123456789012:mfa/spare-phone-1","tags":[');
    expect([local.trim().split("\n").length, printed.length]).toEqual([8, 3]);
    expect(readFileSync(checkout.file("users.csv"), "utf8").split("\r\n")).toHaveLength(1 + 61 + 1);
  });

  it("come with the refusal that a query over AWS gets", async () => {
    const index = codeBlocks.findIndex(({ code }) => code.includes('"QUERY_TOO_EXPENSIVE"'));
    await using account = await createTestGateway({ limits: { maxIamCalls: 500 } });
    const { errors } = await account.execute("{ virtualMfaDevices(first: 1000) { nodes { tags { key } } } }");
    expect(parseSample(codeBlocks[index]?.code ?? "")).toEqual({ errors });
  });
});

describe("the README's configuration of a front end", () => {
  const nodeModules = fileURLToPath(new URL("../node_modules", import.meta.url));

  /** A front end's folder with the package installed, and a document. */
  async function createFrontEnd() {
    const temporary = await temporaryFolder();
    mkdirSync(temporary.file("node_modules/iamql"), { recursive: true });
    mkdirSync(temporary.file("src/__generated__"), { recursive: true });
    symlinkSync(
      fileURLToPath(new URL("../schema.graphql", import.meta.url)),
      temporary.file("node_modules/iamql/schema.graphql"),
    );
    for (const name of ["@graphql-codegen", "graphql"]) {
      symlinkSync(`${nodeModules}/${name}`, temporary.file(`node_modules/${name}`));
    }
    const run = (script: string, ...words: string[]) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [`${nodeModules}/${script}`, ...words], {
        cwd: temporary.folder,
        encoding: "utf8",
      });
      expect([status, status === 0 ? "" : stdout + stderr]).toEqual([0, ""]);
    };
    return { ...temporary, run };
  }

  it("is taken by GraphQL Code Generator", async () => {
    await using frontEnd = await createFrontEnd();
    const [config = ""] = blocksOf("yaml").filter((code) => code.startsWith("# codegen.yml"));
    writeFileSync(frontEnd.file("codegen.yml"), config);
    writeFileSync(
      frontEnd.file("src/table.ts"),
      'import { graphql } from "./generated";\nexport const Table = graphql(`query Table { users { nodes { arn createDate } } }`);\n',
    );
    frontEnd.run("@graphql-codegen/cli/esm/bin.js");
    const documents = readFileSync(frontEnd.file("src/generated/graphql.ts"), "utf8");
    expect(documents).toMatch(/export type TableQuery = .*arn: string/s);
  });

  it("is taken by relay-compiler", async () => {
    await using frontEnd = await createFrontEnd();
    const [config = ""] = blocksOf("json").filter((code) => code.includes("eagerEsModules"));
    writeFileSync(frontEnd.file("relay.config.json"), config);
    writeFileSync(
      frontEnd.file("src/table.ts"),
      'import { graphql } from "react-relay";\nexport const query = graphql`query tableQuery { users { nodes { arn } } }`;\n',
    );
    frontEnd.run("relay-compiler/cli.js", "relay.config.json");
    expect(readdirSync(frontEnd.file("src/__generated__"))).toEqual(["tableQuery.graphql.ts"]);
  });
});
