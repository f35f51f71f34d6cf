import { EmbeddedIamFileError, isTaken, openLocalGateway } from "../../app/local.ts";
import { createLogger } from "../../platform/logger/logger.ts";
import { parseConfig } from "../../settings/index.ts";
import type { Environment } from "../shell/command.ts";
import { UsageError } from "../shell/failures.ts";
import { withOperatorErrors } from "../shell/operator-errors.ts";
import { createSend, type GatewayClient } from "./client.ts";

const LOCAL_URL = new URL("http://localhost/graphql");

/**
 * Opens a gateway in this process with the settings of the environment. Over AWS they need no IAMQL_AUTH, because only this
 * process can call the gateway.
 * @throws UsageError if a setting is not valid, or a file cannot be used, for example because another process has it open
 */
export async function openLocal(env: Environment): Promise<GatewayClient> {
  const gateway = await withOperatorErrors(async () => {
    const config = parseConfig(env["IAMQL_AUTH"] ? env : { ...env, IAMQL_AUTH: "none" });
    return openLocalGateway(config, createLogger(config.logLevel)).catch(throwWithAdvice);
  });
  return { send: createSend(gateway.fetch, LOCAL_URL, undefined), [Symbol.asyncDispose]: () => gateway.close() };
}

function throwWithAdvice(error: unknown): never {
  if (!isTaken(error) || !(error instanceof EmbeddedIamFileError)) throw error;
  throw new UsageError(`${error.message} If that process is a gateway, omit --local to use it.`);
}
