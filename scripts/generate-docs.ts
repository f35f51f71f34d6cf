// Writes the generated pages of docs/: `npm run docs`. Tests compare them with what the source generates.
import { writeFileSync } from "node:fs";
import { errorsPage } from "../src/schema/index.ts";
import { settingsPage } from "../src/settings/index.ts";

const pages = { "errors.md": errorsPage, "settings.md": settingsPage };

for (const [name, page] of Object.entries(pages)) writeFileSync(new URL(`../docs/${name}`, import.meta.url), page());
