import { EmbeddedIamFileError, isTaken, openLocalGateway } from "../../app/local.ts";
import { createLogger } from "../../platform/logger/logger.ts";
import { parseConfig } from "../../settings/index.ts";
import type { Environment } from "../shell/command.ts";
import { UsageError } from "../shell/failures.ts";
import { withOperatorErrors } from "../shell/operator-errors.ts";
import { createAsk, type OpenGateway } from "./ask.ts";

const HERE = new URL("http://localhost/graphql");

/**
 * A gateway in this process, over what the settings say. Over AWS they need not say who may call, for nobody else can.
 * @throws UsageError where the settings or a file cannot be used, such as one that another process has open
 */
export async function openLocal(env: Environment): Promise<OpenGateway> {
  const gateway = await withOperatorErrors(async () => {
    const config = parseConfig(env["IAMQL_AUTH"] ? env : { ...env, IAMQL_AUTH: "none" });
    return openLocalGateway(config, createLogger(config.logLevel)).catch(tellTaken);
  });
  return { ask: createAsk(gateway.fetch, HERE, undefined), [Symbol.asyncDispose]: () => gateway.close() };
}

function tellTaken(error: unknown): never {
  if (!isTaken(error) || !(error instanceof EmbeddedIamFileError)) throw error;
  throw new UsageError(`${error.message} Or ask that process, if it is a gateway: leave out --local.`);
}
