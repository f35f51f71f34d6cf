// A process with bare node:http servers: one for each given response size.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { processorTime } from "./processor-time.ts";

const urls = process.argv.slice(2).map(async (size) => {
  const body = Buffer.alloc(Number(size), "x");
  const headers = { "content-type": "text/xml", "content-length": body.length };
  const server = createServer((_request, response) => response.writeHead(200, headers).end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
});
// The only question of the benchmark that applies here.
process.on("message", () => process.send?.(processorTime()));
process.send?.({ urls: await Promise.all(urls) });
// The benchmark has ended.
process.on("disconnect", () => process.exit());
