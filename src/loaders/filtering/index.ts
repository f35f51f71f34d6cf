export {
  both,
  type DateRange,
  type Filter,
  isIn,
  isInRange,
  type NameTest,
  splitFilter,
  splitPathPrefix,
  testsOf,
} from "./filter.ts";
export { filteredList, passesFilter, type TestValues } from "./filtered-list.ts";
export { type Direction, type Order, orderedList, type SortValue } from "./ordered-list.ts";
