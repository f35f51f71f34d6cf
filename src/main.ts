#!/usr/bin/env -S node --max-semi-space-size=6
// V8's young generation holds what comes and goes: too small, and a page of a thousand entities is copied many times; as large
// as V8 lets it become, and it is copied in one pause of up to 80 ms. 6 MiB (by default: 16) were the quickest by bench/calls.

// Checked before anything else is loaded: an older Node fails on the imports behind this with a stack trace.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`iamql: expected Node 22.18 or newer; this is ${process.versions.node}.\n`);
  process.exit(2);
}

const { runCommandLine } = await import("./command-line.ts");
await runCommandLine(process.argv.slice(2), process.env);

export {};
