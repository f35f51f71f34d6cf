export type {
  AccountState,
  Credential,
  CredentialChange,
  DeviceSearches,
  FinishedDeviceSearch,
} from "./account/index.ts";
export { AccountIdentity } from "./account/index.ts";
export type { Rate } from "./budget/index.ts";
export {
  EmptyPageGuard,
  isEmptyRepeat,
  type LatencyStatisticsOptions,
  type ReadCacheOptions,
  SHARE_OF_TIME,
} from "./calls/index.ts";
export {
  createIamClient,
  type IamAccess,
  type IamClientOptions,
  openIamAccess,
  readCallerIdentity,
} from "./client/index.ts";
export {
  asksForMfaSession,
  IamCallsExhausted,
  IamError,
  type IamFailure,
  isNoSuchEntity,
  missingMember,
  nullIfAbsent,
} from "./errors/index.ts";
export { createIam, type Iam, type IamOptions } from "./iam.ts";
export type { CallOutlook, Planning } from "./planning.ts";
export type { Lists, PropagationOptions } from "./read-your-writes/index.ts";
export type { AssignmentStatus, IamReads, ReportWaitOptions } from "./reads/index.ts";
export type {
  AccountSummary,
  CompleteGroup,
  CompleteUser,
  CredentialReport,
  CredentialRow,
  DetailedUser,
  DeviceAssignment,
  Group,
  MfaDevice,
  NewVirtualMfaDevice,
  OidcProvider,
  Page,
  PageRequest,
  PermissionsBoundary,
  Tag,
  User,
  UserIdentity,
  VirtualMfaDevice,
} from "./records/index.ts";
export { createUsage, type SentWrite, type Usage, type UsageOptions, type UsageReport } from "./usage.ts";
export {
  type ChangeName,
  type IamWrites,
  type OidcProviderUpdate,
  type PlannedWrite,
  plannedWrite,
  type WriteInput,
} from "./writes/index.ts";
