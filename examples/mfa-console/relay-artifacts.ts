import type { Plugin } from "vite";

const TAGGED = /\bgraphql`\s*(?:query|mutation|fragment)\s+(\w+)[^`]*`/g;

/**
 * Replaces each `graphql` tag with an import of the artifact that relay-compiler wrote (`__generated__/NAME.graphql.ts` next to
 * the file). babel-plugin-relay does the same, and vite-plugin-relay runs it; both would add Babel to this build.
 */
export function relayArtifacts(): Plugin {
  return {
    name: "relay-artifacts",
    enforce: "pre",
    transform: {
      filter: { id: /\/src\/.*\.tsx?$/, code: "graphql`" },
      handler(code) {
        const names = new Set<string>();
        const replaced = code.replace(TAGGED, (tagged, name: string) => {
          names.add(name);
          // Keep the number of lines, so that line numbers in messages stay correct.
          return `artifactOf_${name}${"\n".repeat(tagged.split("\n").length - 1)}`;
        });
        const imports = [...names].map((name) => `import artifactOf_${name} from "./__generated__/${name}.graphql";`);
        return { code: `${replaced}\n${imports.join("\n")}\n`, map: null };
      },
    },
  };
}
