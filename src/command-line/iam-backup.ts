import { backUpEmbeddedIam } from "../app/embedded-iam.ts";
import { parseBackupConfig } from "../settings/index.ts";
import { defineCommand } from "./shell/command.ts";
import { withOperatorErrors } from "./shell/operator-errors.ts";

export const command = defineCommand({
  name: "iam backup",
  positionals: ["FILE"],
  description: [
    "Copies the embedded IAM's database (IAMQL_EMBEDDED_IAM_FILE) into a new FILE. If a process has the database open, that process\n(at IAMQL_EMBEDDED_IAM_PORT) makes the copy.",
  ],
  async run({ positionals: [file = ""], env, output }) {
    const backup = await withOperatorErrors(async () => backUpEmbeddedIam(parseBackupConfig(env), file));
    await output.write(`${JSON.stringify({ backup })}\n`);
  },
});
