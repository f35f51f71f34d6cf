import { createLogger, parseConfig, serveGateway } from "../../src/index.ts";
import { build } from "./server/build.ts";
import { prepareReport } from "./server/prepare-report.ts";

/** Starts the gateway with the same settings as `npm start`, and the console at CONSOLE_PORT. */
async function main(signal: AbortSignal): Promise<void> {
  const port = readPort(process.env["CONSOLE_PORT"] || "4002");
  const config = parseConfig(process.env);
  await build(signal);
  // Imported after `build`, because it needs a package that `build` installs.
  const { serveConsole } = await import("./server/console-server.ts");
  const gateway = await serveGateway(config, createLogger(config.logLevel));
  try {
    const endpoint = new URL(gateway.urls.graphql ?? "");
    prepareReport(endpoint, signal);
    await using page = await serveConsole(port, endpoint);
    if (signal.aborted) return;
    process.stdout.write(`${JSON.stringify({ ready: true, console: page.url, ...gateway.urls })}\n`);
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  } finally {
    await gateway.close();
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new Error("CONSOLE_PORT is invalid: expected a port number, or 0 for any free port.");
}

const stopping = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stopping.abort());
try {
  await main(stopping.signal);
  process.exit(0);
} catch (error) {
  if (stopping.signal.aborted) process.exit(0);
  process.stderr.write(`mfa-console: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}
