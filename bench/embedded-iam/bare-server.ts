// A process with bare node:http servers: one for each answer size that it is given, which answers that many bytes.
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
// The one question of the bench that makes sense here.
process.on("message", () => process.send?.(processorTime()));
process.send?.({ urls: await Promise.all(urls) });
// The bench is done, or gone.
process.on("disconnect", () => process.exit());
