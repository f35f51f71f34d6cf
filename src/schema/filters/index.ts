export { DateTimeFilter, type DateTimeFilterInput, OrderDirection } from "./inputs.ts";
export { type FilterInput, readFilter } from "./read-filter.ts";
export { selectionReader } from "./selection.ts";
export { AND, filterDescription, NAME_CONTAINS, NOT, OR, pathPrefixDescription } from "./texts.ts";
