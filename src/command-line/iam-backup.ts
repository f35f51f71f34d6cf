import { backUpEmbeddedIam } from "../app/embedded-iam.ts";
import { parseBackupConfig } from "../settings/index.ts";
import { defineCommand } from "./shell/command.ts";
import { withOperatorErrors } from "./shell/operator-errors.ts";

export const command = defineCommand({
  name: "iam backup",
  words: ["FILE"],
  description: [
    "Copies the embedded IAM's database (IAMQL_EMBEDDED_IAM_FILE) into a new FILE: by itself or, where a process has it open, by\nasking that one (IAMQL_EMBEDDED_IAM_PORT).",
  ],
  async run({ words: [file = ""], env, output }) {
    const backup = await withOperatorErrors(async () => backUpEmbeddedIam(parseBackupConfig(env), file));
    await output.write(`${JSON.stringify({ backup })}\n`);
  },
});
