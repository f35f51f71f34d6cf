import type { Environment } from "../shell/command.ts";
import { createAsk, type OpenGateway } from "./ask.ts";
import type { GatewayChoice } from "./options.ts";

/** Opens the gateway that was chosen; what is opened must be disposed of. @throws UsageError where a local one cannot be */
export async function openGateway(choice: GatewayChoice, env: Environment): Promise<OpenGateway> {
  // The gateway itself is loaded only where it is to run here.
  if (choice.kind === "local") return (await import("./local.ts")).openLocal(env);
  return { ask: createAsk(fetch, choice.url, choice.token), async [Symbol.asyncDispose]() {} };
}
