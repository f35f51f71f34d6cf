export { AccountIdentity } from "./account-identity.ts";
export {
  type AccountState,
  type Credential,
  type CredentialChange,
  type FinishedDeviceSearch,
  NO_ACCOUNT_STATE,
} from "./account-state.ts";
export { CredentialChanges } from "./credential-changes.ts";
export { DeviceSearches } from "./device-searches.ts";
