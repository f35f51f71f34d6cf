export { toSubgraph } from "./subgraph.ts";
export { printSubgraph, type SubgraphOptions } from "./subgraph-sdl.ts";
