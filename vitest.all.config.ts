import { defineConfig } from "vitest/config";
import quick from "./vitest.config.ts";

/** What takes longer, or wants a browser: `npm run test:all`. */
export default defineConfig({
  ...quick,
  test: {
    include: ["test/full/**/*.test.ts"],
    globalSetup: "test/setup/generate-documents.ts",
    testTimeout: 180_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 30_000 } },
    fileParallelism: false,
  },
});
