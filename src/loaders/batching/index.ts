export { askEach, createLoader, createSingleLoader, foldCase } from "./batch.ts";
export { once, onceUnlessFailed } from "./once.ts";
export { rememberedLists, rememberedReads } from "./remembered-reads.ts";
