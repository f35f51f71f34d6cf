import { serveGateway } from "../app/serve.ts";
import { createLogger } from "../platform/logger/logger.ts";
import { parseConfig } from "../settings/index.ts";
import { defineCommand } from "./shell/command.ts";
import { serve } from "./shell/serve.ts";

export const command = defineCommand({
  name: "start",
  description: [
    "Serves the gateway, over the embedded IAM or AWS, until SIGTERM or SIGINT. One line of JSON on stdout says where, once it\nis ready. The settings are environment variables: see iamql --help.",
  ],
  run: ({ env, output }) =>
    serve(output, async () => {
      const config = parseConfig(env);
      return serveGateway(config, createLogger(config.logLevel));
    }),
});
