import { isLoopback } from "../../platform/loopback.ts";
import type { Environment, OptionRows, OptionValues } from "../shell/command.ts";
import { UsageError } from "../shell/failures.ts";

const STANDARD_URL = "http://127.0.0.1:4000/graphql";

/** Which gateway is asked: the same for each command that asks one. */
export const gatewayOptions = {
  url: { type: "string", value: "URL", meaning: `the gateway's endpoint (default: ${STANDARD_URL})` },
  token: {
    type: "string",
    value: "TOKEN",
    meaning: "who asks, as Authorization: Bearer (better: the variable IAMQL_TOKEN, which stays out of histories)",
  },
  local: {
    type: "boolean",
    meaning: "ask no gateway, but run one in this process for the time being, over what the settings say",
  },
} as const satisfies OptionRows;

/** The gateway that is meant: one behind a URL, or one of this process. */
export type GatewayChoice =
  | { readonly kind: "local" }
  | { readonly kind: "remote"; readonly url: URL; readonly token: string | undefined };

/** As RFC 6750 writes it. */
const TOKEN = /^[\w.~+/-]+=*$/;

/** Reads `gatewayOptions`, and `IAMQL_TOKEN`. @throws UsageError, without the token or what a URL may carry */
export function chooseGateway(options: OptionValues<typeof gatewayOptions>, env: Environment): GatewayChoice {
  if (options.local) {
    if (options.url !== undefined || options.token !== undefined) {
      throw new UsageError(
        "Expected either --local or --url and --token: a gateway in this process asks for no token.",
      );
    }
    return { kind: "local" };
  }
  const url = URL.parse(options.url ?? STANDARD_URL);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new UsageError(`Expected an http or https URL without a user for --url, such as ${STANDARD_URL}.`);
  }
  const token = options.token ?? (env["IAMQL_TOKEN"] || undefined);
  const source = options.token === undefined ? "IAMQL_TOKEN" : "--token";
  if (token !== undefined && !TOKEN.test(token)) {
    throw new UsageError(`${source} is no token: expected letters, digits and - . _ ~ + / =.`);
  }
  if (token !== undefined && url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new UsageError(
      `Expected an https URL, or one of this machine, for ${source}: by http everybody on the way can read it.`,
    );
  }
  return { kind: "remote", url, token };
}
