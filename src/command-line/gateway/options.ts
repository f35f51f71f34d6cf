import { isLoopback } from "../../platform/loopback.ts";
import type { Environment, OptionRows, OptionValues } from "../shell/command.ts";
import { UsageError } from "../shell/failures.ts";
import { createSend, type GatewayClient } from "./client.ts";

const DEFAULT_URL = "http://127.0.0.1:4000/graphql";

/** Options of all commands that send requests to a gateway. */
export const gatewayOptions = {
  url: { type: "string", value: "URL", meaning: `endpoint of the gateway (default: ${DEFAULT_URL})` },
  token: {
    type: "string",
    value: "TOKEN",
    meaning: "bearer token (prefer the variable IAMQL_TOKEN, which does not end up in shell history)",
  },
  local: {
    type: "boolean",
    meaning: "run a gateway in this process, with the settings of the environment, instead of calling one",
  },
} as const satisfies OptionRows;

/** The gateway that the options choose: one at a URL, or one in this process. */
export type GatewayChoice =
  | { readonly kind: "local" }
  | { readonly kind: "remote"; readonly url: URL; readonly token: string | undefined };

/** The syntax of RFC 6750. */
const TOKEN = /^[\w.~+/-]+=*$/;

/** Reads `gatewayOptions` and `IAMQL_TOKEN`. @throws UsageError, which quotes neither the token nor the URL */
export function chooseGateway(options: OptionValues<typeof gatewayOptions>, env: Environment): GatewayChoice {
  if (options.local) {
    if (options.url !== undefined || options.token !== undefined) {
      throw new UsageError("Expected either --local, or --url and --token: a gateway in this process needs no token.");
    }
    return { kind: "local" };
  }
  const url = URL.parse(options.url ?? DEFAULT_URL);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new UsageError(`Expected an http or https URL without a user for --url, such as ${DEFAULT_URL}.`);
  }
  const token = options.token ?? (env["IAMQL_TOKEN"] || undefined);
  const source = options.token === undefined ? "IAMQL_TOKEN" : "--token";
  if (token !== undefined && !TOKEN.test(token)) {
    throw new UsageError(`${source} is not a valid token: expected letters, digits and - . _ ~ + / =.`);
  }
  if (token !== undefined && url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new UsageError(
      `Expected an https URL, or a URL of this machine, with ${source}: http would send the token unencrypted.`,
    );
  }
  return { kind: "remote", url, token };
}

/** Opens the chosen gateway; the caller disposes of it. @throws UsageError if a local gateway cannot be opened */
export async function openGateway(choice: GatewayChoice, env: Environment): Promise<GatewayClient> {
  // The gateway's code is loaded only if it runs in this process.
  if (choice.kind === "local") return (await import("./local.ts")).openLocal(env);
  return { send: createSend(fetch, choice.url, choice.token), async [Symbol.asyncDispose]() {} };
}
