import { backUpEmbeddedIam } from "../app/index.ts";
import { parseBackupConfig } from "../settings/index.ts";
import { tellingFailures } from "./gateway/told-failures.ts";
import { defineCommand } from "./shell/command.ts";

export const command = defineCommand({
  name: "iam backup",
  words: ["FILE"],
  description: [
    "Copies the embedded IAM's database (IAMQL_EMBEDDED_IAM_FILE) into a new FILE: by itself or, where a process has it open, by\nasking that one (IAMQL_EMBEDDED_IAM_PORT).",
  ],
  async run({ words: [file = ""], env, output }) {
    const backup = await tellingFailures(async () => backUpEmbeddedIam(parseBackupConfig(env), file));
    await output.write(`${JSON.stringify({ backup })}\n`);
  },
});
