import { defineConfig } from "vite";
import { relayArtifacts } from "./relay-artifacts.ts";

/** The page as static files in `dist/`: nothing inlined, so that its Content-Security-Policy needs no exception. */
export default defineConfig({
  plugins: [relayArtifacts()],
  // It may run inside another package's scripts and tests, whose terminal it is not to clear.
  clearScreen: false,
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // React and Relay as a whole: the page needs both before it can show anything.
    chunkSizeWarningLimit: 600,
  },
});
