import { serveEmbeddedIam } from "../app/embedded-iam.ts";
import { createLogger } from "../platform/logger/logger.ts";
import { parseEmbeddedIamConfig } from "../settings/index.ts";
import { defineCommand } from "./shell/command.ts";
import { serve } from "./shell/serve.ts";

export const command = defineCommand({
  name: "iam",
  description: [
    "Serves the embedded IAM alone, for the AWS CLI, boto3 and any SDK, until SIGTERM or SIGINT. One line of JSON on stdout\nsays where, once it is ready. The settings are environment variables: see iamql --help.",
  ],
  run: ({ env, output }) =>
    serve(output, async () => {
      const config = parseEmbeddedIamConfig(env);
      return serveEmbeddedIam(config, createLogger(config.logLevel));
    }),
});
