import { defineConfig, mergeConfig } from "vitest/config";
import quick from "./vitest.config.ts";

/** What takes longer, or wants a browser: `npm run test:all`. */
export default defineConfig({
  ...mergeConfig(quick, { test: { testTimeout: 120_000 } }),
});
