import { importEmbeddedIam } from "../app/embedded-iam.ts";
import { parseBackupConfig } from "../settings/index.ts";
import { defineCommand } from "./shell/command.ts";
import { withOperatorErrors } from "./shell/operator-errors.ts";

export const command = defineCommand({
  name: "iam import",
  positionals: ["FILE"],
  description: [
    "Makes a new database of the embedded IAM (IAMQL_EMBEDDED_IAM_FILE) from FILE, the output of\n`aws iam get-account-authorization-details`: users, groups, roles, policies, instance profiles, memberships and attachments,\nwithout credentials. IAMQL_EMBEDDED_IAM_ACCOUNT_ID must be the account of the output.",
  ],
  async run({ positionals: [file = ""], env, output }) {
    const imported = await withOperatorErrors(async () => importEmbeddedIam(parseBackupConfig(env), file));
    await output.write(`${JSON.stringify(imported)}\n`);
  },
});
