import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Source files, each with the files that it imports, type imports and dynamic imports included. Paths are relative to `root`. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g;

/** Reads the imports of all TypeScript files of a folder. */
export function readImportGraph(root: string, folder: string): ImportGraph {
  const files = readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => path.join(folder, file))
    .filter((file) => file.endsWith(".ts"));
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const text = readFileSync(path.join(root, file), "utf8");
      const targets = [...text.matchAll(IMPORT)].map(([, specifier = ""]) => path.join(path.dirname(file), specifier));
      return [file, targets.filter((target) => known.has(target))];
    }),
  );
}

/** The groups of files that import each other in a circle (strongly connected components, by Tarjan's algorithm). */
export function importCycles(graph: ImportGraph): string[][] {
  const cycles: string[][] = [];
  const indexOf = new Map<string, number>();
  const stack: string[] = [];
  const visit = (file: string): number => {
    const index = indexOf.size;
    indexOf.set(file, index);
    let low = index;
    stack.push(file);
    for (const target of graph.get(file) ?? []) {
      if (!indexOf.has(target)) low = Math.min(low, visit(target));
      else if (stack.includes(target)) low = Math.min(low, indexOf.get(target) ?? low);
    }
    if (low === index) {
      const group = stack.splice(stack.indexOf(file));
      if (group.length > 1 || graph.get(file)?.includes(file)) cycles.push(group.sort());
    }
    return low;
  };
  for (const file of graph.keys()) if (!indexOf.has(file)) visit(file);
  return cycles;
}

/** Imports, as `importer -> imported`, that reach into a folder that has an index, from outside, past that index. */
export function importsPastAnIndex(graph: ImportGraph): string[] {
  const found: string[] = [];
  for (const [file, targets] of graph) {
    for (const target of targets) {
      for (let folder = path.dirname(target); folder.includes(path.sep); folder = path.dirname(folder)) {
        const index = path.join(folder, "index.ts");
        if (file.startsWith(folder + path.sep) || !graph.has(index) || target === index) continue;
        found.push(`${file} -> ${target}`);
        break;
      }
    }
  }
  return found;
}
