import type { Plugin } from "vite";

const TAGGED = /\bgraphql`\s*(?:query|mutation|fragment)\s+(\w+)[^`]*`/g;

/**
 * Puts what relay-compiler wrote (`__generated__/NAME.graphql.ts`, beside the file) in place of each `graphql` tag: what
 * babel-plugin-relay does, for a build that has no Babel in it.
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
          // As many lines as before, for what is said of lines to stay right.
          return `artifactOf_${name}${"\n".repeat(tagged.split("\n").length - 1)}`;
        });
        const imports = [...names].map((name) => `import artifactOf_${name} from "./__generated__/${name}.graphql";`);
        return { code: `${replaced}\n${imports.join("\n")}\n`, map: null };
      },
    },
  };
}
