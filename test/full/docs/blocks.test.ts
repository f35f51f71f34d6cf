import { readFileSync } from "node:fs";
import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { createCheckout } from "../../support/checkout.ts";
import { post, startCommand } from "../../support/command.ts";
import { allBlocks, blocksOf, type CodeBlock, pages } from "../../support/documents.ts";

/** The languages of blocks, and what checks them if they have no marker. */
const CHECKED = {
  sh: "they run here",
  graphql: "they run here",
  json: "they are compared here",
  jsonc: "they are compared here",
  ts: "typescript.test.ts",
  yaml: "front-end.test.ts",
  diff: "recipes.test.ts",
  text: "drawings need no check",
};

/** Commands that open the embedded IAM's file themselves, so that no gateway may have it open. */
const NEEDS_FILE = /npm start|npm run iam$|\.bin\/node|--local/m;
const SERVES = /npm start|npm run iam$|\.bin\/node/m;

const isNotRun = ({ marker }: CodeBlock) => marker?.startsWith("not run: ") ?? false;
const isCopy = ({ marker }: CodeBlock) => marker?.startsWith("from ") ?? false;
const runnable = (block: CodeBlock) => /^(?:sh|graphql)$/.test(block.language) && !isNotRun(block) && !isCopy(block);

/** A sample without its comments. Texts that differ from run to run are made equal. */
function parseSample(text: string): unknown {
  const plain = text.replaceAll(/\/\*.*?\*\/|^\s*\/\/.*$/gm, "").replaceAll(/"asOf": ?"[^"]*"/g, '"asOf": "a time"');
  return JSON.parse(plain);
}

/** The sample of an output or an answer in a block, if it has one. */
function sampleAfter(block: CodeBlock | undefined): object | undefined {
  if (block === undefined || !/^jsonc?$/.test(block.language)) return undefined;
  const sample = Object(parseSample(block.code));
  return ["ready", "data", "errors"].some((member) => member in sample) ? sample : undefined;
}

/** The gateway of a page, which is started when it is needed, over a new account. */
async function openPageRun() {
  const checkout = await createCheckout();
  let running: Awaited<ReturnType<typeof startCommand>> | undefined;
  const gateway = async () => {
    running ??= await startCommand([], { IAMQL_EMBEDDED_IAM_FILE: checkout.file("data/iam.sqlite") });
    return running.ready;
  };
  const stop = async () => {
    await running?.stop();
    running = undefined;
  };

  /** Runs a block of shell commands; gives what it prints. */
  async function runShell({ page, line, code, marker }: CodeBlock): Promise<string> {
    if (NEEDS_FILE.test(code)) await stop();
    if (SERVES.test(code)) {
      const { stdout, stderr } = await checkout.serve(code);
      expect([page, line, stdout.slice(0, 13), stderr]).toEqual([page, line, '{"ready":true', ""]);
      return stdout;
    }
    const addresses = NEEDS_FILE.test(code) ? {} : await gateway();
    const expected = Number(/^exits with (\d+)$/.exec(marker ?? "")?.[1] ?? 0);
    const { code: exitCode, stdout, stderr } = await checkout.run(`set -e\n${code}`, addresses);
    expect([page, line, exitCode, exitCode === expected ? "" : stderr]).toEqual([page, line, expected, ""]);
    return stdout;
  }

  return {
    file: checkout.file,
    /** Runs a block; gives what it prints or answers. */
    async run(block: CodeBlock): Promise<string> {
      if (block.language === "sh") return await runShell(block);
      return JSON.stringify(await post((await gateway()).graphql, block.code));
    },
    async [Symbol.asyncDispose]() {
      await running?.[Symbol.asyncDispose]();
      await checkout[Symbol.asyncDispose]();
    },
  };
}

/** Runs the blocks of a page in order, and compares each with the sample that follows it. Gives what they print. */
async function runPage(page: string, run: (block: CodeBlock) => Promise<string>): Promise<readonly string[]> {
  const blocks = blocksOf(page);
  const outputs: string[] = [];
  for (const [index, block] of blocks.entries()) {
    if (!runnable(block)) continue;
    const output = await run(block);
    outputs.push(output);
    const sample = sampleAfter(blocks[index + 1]);
    if (sample) {
      const actual = "ready" in sample ? Object.keys(JSON.parse(output)) : parseSample(output);
      const expected = "ready" in sample ? Object.keys(sample) : sample;
      expect([page, block.line, actual]).toMatchObject([page, block.line, expected]);
    } else if (block.language === "graphql") {
      const { errors, data } = JSON.parse(output);
      expect([page, block.line, errors]).toEqual([page, block.line, undefined]);
      expect([page, block.line, JSON.stringify(data)]).toEqual([
        page,
        block.line,
        expect.not.stringContaining('"message"'),
      ]);
    }
  }
  return outputs;
}

describe("the code blocks of the documents", () => {
  it("have a language that is checked, and no marker that is not known", () => {
    for (const { page, line, language, marker } of allBlocks) {
      expect([page, line, Object.keys(CHECKED)]).toEqual([page, line, expect.arrayContaining([language])]);
      if (marker === undefined) continue;
      expect([page, line, marker]).toEqual([
        page,
        line,
        expect.stringMatching(/^(?:not run: .{10,}|from examples\/\S+|exits with \d+)$/),
      ]);
    }
  });

  it("are readable: JSON parses, and GraphQL too", () => {
    for (const { page, line, language, code } of allBlocks) {
      const read = language === "graphql" ? parse : /^jsonc?$/.test(language) ? parseSample : undefined;
      expect(() => read?.(code), `${page}:${line}`).not.toThrow();
    }
  });

  it("are the files that they are taken from, if they say so", () => {
    const copies = allBlocks.filter(isCopy);
    expect(copies.length).toBeGreaterThan(3);
    for (const { page, line, code, marker = "" } of copies) {
      const file = readFileSync(new URL(`../../../${marker.slice("from ".length)}`, import.meta.url), "utf8");
      expect([page, line, code]).toEqual([page, line, file]);
    }
  });
});

describe("the commands and operations", () => {
  const runs = pages.filter((page) => page !== "docs/command-line.md" && blocksOf(page).some(runnable));

  it.each(runs)(
    "of %s work in order, on a new account, and answer what the samples show",
    { timeout: 300_000 },
    async (page) => {
      await using account = await openPageRun();
      await runPage(page, account.run);
    },
  );

  it("of docs/command-line.md work, and print whole lists", { timeout: 300_000 }, async () => {
    await using account = await openPageRun();
    const [queries = "", exports = "", local = ""] = await runPage("docs/command-line.md", account.run);
    expect(queries).toBe(
      '{"data":{"accountSummary":{"users":60,"groups":6}}}\n' +
        '{"data":{"users":{"nodes":[{"userName":"gabriel.moreau"},{"userName":"hana.kobayashi"}]}}}\n',
    );
    expect(exports.match(/^\{"userName"/gm)).toHaveLength(9);
    expect(exports).toContain('{"serialNumber":"arn:aws:iam::123456789012:mfa/spare-phone-1","tags":[');
    expect(local.trim().split("\n")).toHaveLength(8);
    expect(readFileSync(account.file("users.csv"), "utf8").split("\r\n")).toHaveLength(1 + 60 + 1);
  });
});
