export { type Connection, type ConnectionReader, createConnectionReader, type MaybePromise } from "./connections.ts";
export { listIdentity, selectedListIdentity } from "./cursor.ts";
export { byName, type MarkerList, WholeList, watchedList } from "./list.ts";
export { readConnection } from "./read-connection.ts";
export { Walk, walkAll } from "./walk.ts";
export { type ConnectionArguments, DEFAULT_PAGE, operationOf, sizeFromStart } from "./window.ts";
