#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";

// Checked before anything else is loaded: an older Node fails on the imports behind this with a stack trace.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`iamql: expected Node 22.18 or newer; this is ${process.versions.node}.\n`);
  process.exit(2);
}

// V8 would give each burst of garbage (a page of a thousand entities is one) more room, and never take it back: this keeps
// some 50 MiB resident memory, for a few percent of a page's time.
setFlagsFromString("--semi-space-growth-factor=1");

const { runCommandLine } = await import("./command-line.ts");
await runCommandLine(process.argv.slice(2), process.env);
