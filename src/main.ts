#!/usr/bin/env node
// Checked first: an older Node fails on the imports below with a stack trace.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`iamql: expected Node 22.18 or newer; this is ${process.versions.node}.\n`);
  process.exit(2);
}

const { runCommandLine } = await import("./command-line/index.ts");
await runCommandLine(process.argv.slice(2), process.env);

export {};
