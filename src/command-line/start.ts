import { serveGateway } from "../app/serve.ts";
import { createLogger } from "../platform/logger/logger.ts";
import { parseConfig } from "../settings/index.ts";
import { defineCommand } from "./shell/command.ts";
import { serve } from "./shell/serve.ts";

export const command = defineCommand({
  name: "start",
  description: [
    "Serves the gateway over the embedded IAM or AWS until SIGTERM or SIGINT. When it is ready, it prints one line of JSON with its\nURLs. Settings are environment variables: see iamql --help.",
  ],
  run: ({ env, output }) =>
    serve(output, async () => {
      const config = parseConfig(env);
      return serveGateway(config, createLogger(config.logLevel));
    }),
});
