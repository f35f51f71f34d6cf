import { registerHooks } from "node:module";

/** A part of the gateway that a bench can leave out to measure its gain: its module, and a substitute. */
interface Part {
  readonly module: string;
  readonly substitute: string;
}

export const parts = {
  // Without it, yoga executes with graphql-js.
  "compiled execution": {
    module: "src/http/execution/use-compiled-execution.ts",
    substitute: "export const useCompiledExecution = () => ({});",
  },
  "byte responses": {
    module: "src/http/delivery/use-byte-responses.ts",
    substitute: "export const useByteResponses = () => ({});",
  },
  "date table": {
    module: "src/graphql/compiled-execution/date-text.ts",
    substitute: "export const createDateText = () => (date) => date.toISOString();",
  },
} satisfies Readonly<Record<string, Part>>;

export type PartName = keyof typeof parts;

/**
 * Replaces the part's module in this process. Call it before the gateway is imported, dynamically.
 * @returns `requireLeftOut`, which throws an Error if the gateway was imported and did not load the module by that name
 */
export function leaveOut(name: string): { requireLeftOut(): void } {
  const part = Object.entries(parts).find(([known]) => known === name)?.[1];
  if (part === undefined) throw new Error(`expected one of ${Object.keys(parts).join(", ")}, but got: ${name}`);
  const url = new URL(`../../${part.module}`, import.meta.url).href;
  let isLeftOut = false;
  registerHooks({
    load(loaded, context, nextLoad) {
      if (loaded !== url) return nextLoad(loaded, context);
      isLeftOut = true;
      return { format: "module", source: part.substitute, shortCircuit: true };
    },
  });
  return {
    requireLeftOut() {
      if (!isLeftOut) throw new Error(`the gateway does not load ${part.module}: correct the bench's name of it`);
    },
  };
}
