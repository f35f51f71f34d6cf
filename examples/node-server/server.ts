import { createServer } from "node:http";
import { createIamClient, createIamql, createLogger, grant, Unauthenticated } from "iamql";

const { SERVER_PORT = "4000", API_KEY } = process.env;

/** Callers send the API key as a bearer token, and may read. */
async function authenticate(headers: Headers) {
  const token = headers.get("authorization")?.replace(/^Bearer /, "");
  if (!token) throw new Unauthenticated("no-token", "the request has no token");
  if (token !== API_KEY) throw new Unauthenticated("invalid-token", "the token is not the API key");
  return { subject: "reports", scopes: grant(["iam:read"]) };
}

// The AWS SDK finds the region, the credentials and the endpoint.
const client = await createIamClient();
const gateway = createIamql({ client, log: createLogger("info"), authenticate });

// The gateway is a request listener. It serves /graphql, /health/live and /health/ready.
const server = createServer(gateway);
server.listen(Number(SERVER_PORT), "127.0.0.1", () => console.log("ready:", server.address()));

process.once("SIGTERM", () => {
  server.close(() => client.destroy());
});
