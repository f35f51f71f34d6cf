import { serveEmbeddedIam } from "../app/embedded-iam.ts";
import { createLogger } from "../platform/logger/logger.ts";
import { parseEmbeddedIamConfig } from "../settings/index.ts";
import { defineCommand } from "./shell/command.ts";
import { serve } from "./shell/serve.ts";

export const command = defineCommand({
  name: "iam",
  description: [
    "Serves the embedded IAM to the AWS CLI, boto3 and other AWS clients, without a gateway, until SIGTERM or SIGINT. When it is\nready, it prints one line of JSON with its URL. Settings are environment variables: see iamql --help.",
  ],
  run: ({ env, output }) =>
    serve(output, async () => {
      const config = parseEmbeddedIamConfig(env);
      return serveEmbeddedIam(config, createLogger(config.logLevel));
    }),
});
