export { accountStateIn, toleratingFailures } from "./account-state.ts";
export { openStateFile, StateFileError } from "./state-file.ts";
