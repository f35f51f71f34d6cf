import { accessSettings } from "./access.ts";
import { embeddedIamSettings } from "./embedded-iam.ts";
import { iamSettings } from "./iam.ts";
import { limitSettings } from "./limits.ts";
import { persistedOperationSettings } from "./persisted-operations.ts";
import { serverSettings } from "./server.ts";
import type { Setting } from "./setting.ts";
import { stateSettings } from "./state.ts";

/** Settings of one topic. */
export interface SettingSection {
  readonly title: string;
  readonly settings: readonly Setting[];
}

/** All settings, in the order of `--help` and docs/settings.md. */
export const settingSections: readonly SettingSection[] = [
  { title: "Server", settings: Object.values(serverSettings) },
  { title: "Access", settings: Object.values(accessSettings) },
  { title: "IAM", settings: Object.values(iamSettings) },
  { title: "Embedded IAM", settings: Object.values(embeddedIamSettings) },
  { title: "Files", settings: Object.values(stateSettings) },
  { title: "Limits", settings: Object.values(limitSettings) },
  { title: "Persisted operations", settings: Object.values(persistedOperationSettings) },
];

/** All settings of all sections. */
export const allSettings: readonly Setting[] = settingSections.flatMap(({ settings }) => settings);
