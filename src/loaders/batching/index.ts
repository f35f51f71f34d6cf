export { askEach, createLoader, createSingleLoader } from "./batch.ts";
export { once, onceUnlessFailed } from "./once.ts";
export { rememberedLists, rememberedReads } from "./remembered-reads.ts";
