import { writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { startCommand, temporaryFolder } from "../../support/command.ts";
import { iamAnswer } from "../../support/fake-iam.ts";
import { createSigningKey } from "../../support/issuer.ts";
import { createCertificate, startHttpsServer, startProxy, type TestProxyOptions } from "../../support/proxy.ts";

const AWS = "aws.iamql.test";
const ISSUER = "issuer.iamql.test";
const AUDIENCE = "https://iamql.example.com";
const arn = "arn:aws:iam::123456789012:user/gateway";

const answers: Readonly<Record<string, string>> = {
  GetCallerIdentity: `<Arn>${arn}</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account>`,
  ListUsers: "<Users/><IsTruncated>false</IsTruncated>",
};

const answerAsAws: RequestListener = (request, response) => {
  request.setEncoding("utf8").once("data", (body) => {
    const action = new URLSearchParams(body).get("Action") ?? "";
    response.writeHead(200, { "content-type": "text/xml" }).end(iamAnswer(action, answers[action]).body);
  });
};

/**
 * Starts the command with AWS and an issuer on one loopback port, under host names that only the proxy can reach.
 * @param env returns more variables, from the ports of the proxy and of the server
 */
async function start(
  proxyOptions: Omit<TestProxyOptions, "target">,
  env: (ports: { readonly proxy: number; readonly server: number }) => Record<string, string>,
) {
  const stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const certificate = createCertificate([AWS, ISSUER]);
  await writeFile(folder.file("ca.pem"), certificate.cert);
  const key = await createSigningKey("first");
  const hosts: string[] = [];
  const server = stack.use(
    await startHttpsServer(certificate, (request, response) => {
      hosts.push(request.headers.host ?? "");
      if (request.headers.host !== ISSUER) return answerAsAws(request, response);
      const discovery = { issuer: `https://${ISSUER}`, jwks_uri: `https://${ISSUER}/keys` };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(request.url === "/keys" ? { keys: [key.publicJwk] } : discovery));
    }),
  );
  const proxy = stack.use(await startProxy({ ...proxyOptions, target: server.port }));
  const command = stack.use(
    await startCommand([], {
      IAMQL_IAM_BACKEND: "aws",
      IAMQL_AUTH: "jwt",
      IAMQL_AUTH_JWT_ISSUER: `https://${ISSUER}`,
      IAMQL_AUTH_JWT_AUDIENCE: AUDIENCE,
      AWS_ENDPOINT_URL: `https://${AWS}`,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIDTEST",
      AWS_SECRET_ACCESS_KEY: "s3cret",
      AWS_MAX_ATTEMPTS: "1",
      AWS_SHARED_CREDENTIALS_FILE: folder.file("credentials"),
      AWS_CONFIG_FILE: folder.file("config"),
      NODE_EXTRA_CA_CERTS: folder.file("ca.pem"),
      ...env({ proxy: proxy.port, server: server.port }),
    }),
  );
  const token = new SignJWT({ scope: "iam:read" })
    .setProtectedHeader({ alg: "ES256", kid: "first" })
    .setIssuer(`https://${ISSUER}`)
    .setAudience(AUDIENCE)
    .setSubject("alice")
    .setExpirationTime("5 minutes");
  return {
    command,
    hosts,
    tunnels: proxy.tunnels,
    async ask() {
      const response = await fetch(command.ready.graphql ?? "", {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${await token.sign(key.privateKey)}` },
        body: JSON.stringify({ query: "{ users(first: 1) { nodes { id } } }" }),
      });
      return { status: response.status, body: await response.json() };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const served = { status: 200, body: { data: { users: { nodes: [] } } } };

describe("the command behind a proxy", () => {
  it("reaches IAM, STS and the token issuer through HTTPS_PROXY", async () => {
    const authorization = `Basic ${Buffer.from("gateway:p@ss").toString("base64")}`;
    await using gateway = await start({ authorization }, ({ proxy }) => ({
      HTTPS_PROXY: `http://gateway:p%40ss@127.0.0.1:${proxy}`,
    }));
    expect(await gateway.ask()).toEqual(served);
    expect(new Set(gateway.tunnels)).toEqual(new Set([`${AWS}:443`, `${ISSUER}:443`]));
    await gateway.command.saysOnStderr(arn);
    expect((await gateway.command.stop()).code).toBe(0);
  });

  it("reaches loopback addresses and hosts in NO_PROXY directly", async () => {
    await using gateway = await start({}, ({ proxy, server }) => ({
      https_proxy: `http://127.0.0.1:${proxy}`,
      NO_PROXY: `.${AWS.split(".").slice(1).join(".")}:8443`,
      AWS_ENDPOINT_URL_IAM: `https://127.0.0.1:${server}`,
      AWS_ENDPOINT_URL_STS: `https://sts.iamql.test:8443`,
    }));
    expect(await gateway.ask()).toEqual(served);
    expect(new Set(gateway.tunnels)).toEqual(new Set([`${ISSUER}:443`]));
    await gateway.command.saysOnStderr('"cause":"HOST_UNKNOWN"');
  });

  it("reports CONNECTION_REFUSED if the proxy rejects the password, and keeps the password secret", async () => {
    await using gateway = await start({ authorization: "Basic other" }, ({ proxy }) => ({
      HTTPS_PROXY: `http://gateway:s3cret-password@127.0.0.1:${proxy}`,
      NO_PROXY: "",
    }));
    expect((await gateway.ask()).status).toBe(503);
    await gateway.command.saysOnStderr('"cause":"CONNECTION_REFUSED"');
    const { stderr } = await gateway.command.stop();
    expect(stderr).toContain("the proxy of HTTPS_PROXY answered CONNECT with the status 407");
    expect(stderr).not.toContain("s3cret-password");
    expect(gateway.hosts).toEqual([]);
  });

  it("reports NOT_IAM if the certificate authority of the proxy is not trusted", async () => {
    await using gateway = await start({}, ({ proxy }) => ({
      HTTPS_PROXY: `http://127.0.0.1:${proxy}`,
      NODE_EXTRA_CA_CERTS: "",
    }));
    expect((await gateway.ask()).status).toBe(503);
    await gateway.command.saysOnStderr('"cause":"NOT_IAM"');
    expect(gateway.command.stderr()).toContain("NODE_EXTRA_CA_CERTS");
    expect(gateway.hosts).toEqual([]);
  });
});
