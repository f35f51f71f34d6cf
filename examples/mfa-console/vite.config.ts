import { defineConfig } from "vite";
import relay from "vite-plugin-relay";

/** Builds the page as static files in `dist/`. Nothing is inlined, so that the Content-Security-Policy needs no exception. */
export default defineConfig({
  plugins: [relay],
  // The build can run inside other scripts and tests: keep their terminal output.
  clearScreen: false,
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One chunk with React and Relay, because the page needs both before it shows anything.
    chunkSizeWarningLimit: 600,
  },
});
