import { execFileSync } from "node:child_process";
import { createServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect } from "node:net";
import { listenOnLoopback } from "./http-server.ts";

/** A self-signed certificate and its key, as PEM, for host names and 127.0.0.1. */
export function createCertificate(names: readonly string[]) {
  const subject = `subjectAltName=${[...names.map((name) => `DNS:${name}`), "IP:127.0.0.1"].join(",")}`;
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const args = ["req", "-x509", ...key, "-days", "2", "-subj", "/CN=test", "-addext", subject, "-keyout", "-"];
  const pem = execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const part = (kind: string) =>
    new RegExp(`-----BEGIN ${kind}-----[\\s\\S]+?-----END ${kind}-----\\n`).exec(pem)?.[0] ?? "";
  return { cert: part("CERTIFICATE"), key: part("PRIVATE KEY") };
}

/** An https server on a free loopback port. */
export async function startHttpsServer(certificate: ReturnType<typeof createCertificate>, answer: RequestListener) {
  return listenOnLoopback(createHttpsServer(certificate, answer));
}

export interface TestProxyOptions {
  /** The loopback port to which every tunnel leads, for any requested host. */
  readonly target: number;
  /** The Proxy-Authorization that it requires. @default none */
  readonly authorization?: string;
}

/** An HTTP proxy on a free loopback port that supports CONNECT only. */
export async function startProxy({ target, authorization }: TestProxyOptions) {
  const tunnels: string[] = [];
  const server = createServer((_request, response) => response.writeHead(501).end());
  server.on("connect", ({ url = "", headers }, client) => {
    client.on("error", () => {});
    if (authorization !== undefined && headers["proxy-authorization"] !== authorization) {
      client.end("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    tunnels.push(url);
    const upstream = connect(target, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on("error", () => client.destroy());
    client.on("close", () => upstream.destroy());
  });
  return { ...(await listenOnLoopback(server)), tunnels };
}
