import { defineConfig } from "vitest/config";

export default defineConfig({
  // As Node resolves it: by its `module` field Vite would load a second copy of graphql, of which nothing is an instance.
  resolve: { alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/setup/generate-documents.ts",
    exclude: ["test/full/**"],
    // Many times what the slowest takes: a busy machine is not a failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    // By default, all processors but one. Many tests wait for processes, and for connections to end.
    maxWorkers: "100%",
    // Nothing mutable is at module level, so that files can share what a worker has loaded: half the time.
    isolate: false,
  },
});
