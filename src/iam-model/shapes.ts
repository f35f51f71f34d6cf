import { MAX_PAGE_SIZE } from "./quotas.ts";

/**
 * The shapes of IAM's inputs, with the names of AWS's service model (API version 2010-05-08, from botocore 1.43.11). `min` and
 * `max` limit the length of a string in UTF-16 code units, as in Java, the value of an integer, or the length of a list.
 */
export type Shape = StringShape | IntegerShape | BooleanShape | ListShape | StructureShape;

export interface StringShape {
  readonly type: "string";
  readonly min?: number;
  readonly max?: number;
  /** A Java regular expression that the whole string must match. `\w` and `\d` are ASCII. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** Whether AWS's message about another value lists those of `enum` (AWS-capture for one shape; AWS-recorded: others not). */
  readonly listsValues?: boolean;
}

export interface IntegerShape {
  readonly type: "integer";
  readonly min: number;
  readonly max: number;
}

export interface BooleanShape {
  readonly type: "boolean";
}

export interface ListShape {
  readonly type: "list";
  /** The shape of each element. */
  readonly member: string;
  readonly min?: number;
  readonly max?: number;
  /** Whether AWS's message about an element also says "Member must not be null" (AWS-recorded for TagKeys only). */
  readonly saysNotNull?: boolean;
}

export interface StructureShape {
  readonly type: "structure";
  /** Shape names by member name. */
  readonly required: Readonly<Record<string, string>>;
  readonly optional: Readonly<Record<string, string>>;
}

/** The shapes that the inputs in `operations/` refer to. */
export const shapes = {
  AccessAdvisorUsageGranularityType: { type: "string", enum: ["SERVICE_LEVEL", "ACTION_LEVEL"] },
  accessKeyIdType: { type: "string", min: 16, max: 128, pattern: String.raw`[\w]+` },
  accountAliasType: { type: "string", min: 3, max: 63, pattern: "^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$" },
  arnType: { type: "string", min: 20, max: 2048 },
  assertionEncryptionModeType: { type: "string", enum: ["Required", "Allowed"] },
  assignmentStatusType: { type: "string", enum: ["Assigned", "Unassigned", "Any"] },
  authenticationCodeType: { type: "string", min: 6, max: 6, pattern: String.raw`[\d]+` },
  booleanType: { type: "boolean" },
  certificateBodyType: { type: "string", min: 1, max: 16384, pattern: String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+` },
  certificateChainType: {
    type: "string",
    min: 1,
    max: 2097152,
    pattern: String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+`,
  },
  certificateIdType: { type: "string", min: 24, max: 128, pattern: String.raw`[\w]+` },
  clientIDType: { type: "string", min: 1, max: 255 },
  encodingType: { type: "string", enum: ["SSH", "PEM"], listsValues: true },
  customSuffixType: { type: "string", min: 1, max: 64, pattern: String.raw`[\w+=,.@-]+` },
  DeletionTaskIdType: { type: "string", min: 1, max: 1000 },
  /** In the order in which AWS lists the values (AWS-capture). */
  EntityType: { type: "string", enum: ["LocalManagedPolicy", "User", "AWSManagedPolicy", "Role", "Group"] },
  existingUserNameType: { type: "string", min: 1, max: 128, pattern: String.raw`[\w+=,.@-]+` },
  groupNameType: { type: "string", min: 1, max: 128, pattern: String.raw`[\w+=,.@-]+` },
  jobIDType: { type: "string", min: 36, max: 36 },
  instanceProfileNameType: { type: "string", min: 1, max: 128, pattern: String.raw`[\w+=,.@-]+` },
  markerType: { type: "string", min: 1, max: 320, pattern: String.raw`[\u0020-\u00FF]+` },
  OpenIDConnectProviderUrlType: { type: "string", min: 1, max: 255 },
  passwordType: { type: "string", min: 1, max: 128, pattern: String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+` },
  pathPrefixType: { type: "string", min: 1, max: 512, pattern: String.raw`\u002F[\u0021-\u007F]*` },
  pathType: { type: "string", min: 1, max: 512, pattern: String.raw`(\u002F)|(\u002F[\u0021-\u007E]+\u002F)` },
  privateKeyIdType: { type: "string", min: 22, max: 64, pattern: "[A-Z0-9]+" },
  privateKeyType: { type: "string", min: 1, max: 16384, pattern: String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+` },
  publicKeyIdType: { type: "string", min: 20, max: 128, pattern: String.raw`[\w]+` },
  publicKeyMaterialType: {
    type: "string",
    min: 1,
    max: 16384,
    pattern: String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+`,
  },
  SAMLMetadataDocumentType: { type: "string", min: 1000, max: 10000000 },
  SAMLProviderNameType: { type: "string", min: 1, max: 128, pattern: String.raw`[\w._-]+` },
  roleDescriptionType: {
    type: "string",
    max: 1000,
    pattern: String.raw`[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*`,
  },
  roleNameType: { type: "string", min: 1, max: 64, pattern: String.raw`[\w+=,.@-]+` },
  serialNumberType: { type: "string", min: 9, max: 256, pattern: String.raw`[\w+=/:,.@-]+` },
  serverCertificateNameType: { type: "string", min: 1, max: 128, pattern: String.raw`[\w+=,.@-]+` },
  serviceName: { type: "string" },
  serviceSpecificCredentialId: { type: "string", min: 20, max: 128, pattern: String.raw`[\w]+` },
  statusType: { type: "string", enum: ["Active", "Inactive", "Expired"] },
  /** AWS's model calls it accessKeyIdType, like IAM's shape, whose pattern differs. */
  stsAccessKeyIdType: { type: "string", min: 16, max: 128, pattern: String.raw`[\w]*` },
  tagKeyType: { type: "string", min: 1, max: 128, pattern: String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]+` },
  tagValueType: { type: "string", min: 0, max: 256, pattern: String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]*` },
  thumbprintType: { type: "string", min: 40, max: 40 },
  userNameType: { type: "string", min: 1, max: 64, pattern: String.raw`[\w+=,.@-]+` },
  virtualMFADeviceName: { type: "string", min: 1, pattern: String.raw`[\w+=,.@-]+` },
  credentialAgeDays: { type: "integer", min: 1, max: 36600 },
  maxPasswordAgeType: { type: "integer", min: 1, max: 1095 },
  minimumPasswordLengthType: { type: "integer", min: 6, max: 128 },
  passwordReusePreventionType: { type: "integer", min: 1, max: 24 },
  roleMaxSessionDurationType: { type: "integer", min: 3600, max: 43_200 },
  maxItemsType: { type: "integer", min: 1, max: MAX_PAGE_SIZE },
  Tag: { type: "structure", required: { Key: "tagKeyType", Value: "tagValueType" }, optional: {} },
  policyDescriptionType: { type: "string", max: 1000 },
  policyDocumentType: { type: "string", min: 1, max: 131_072, pattern: String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+` },
  policyNameType: { type: "string", min: 1, max: 128, pattern: String.raw`[\w+=,.@-]+` },
  policyPathType: { type: "string", min: 1, max: 512, pattern: String.raw`((/[A-Za-z0-9\.,\+@=_-]+)*)/` },
  policyScopeType: { type: "string", enum: ["All", "AWS", "Local"] },
  PolicyUsageType: { type: "string", enum: ["PermissionsPolicy", "PermissionsBoundary"] },
  policyVersionIdType: { type: "string", pattern: String.raw`v[1-9][0-9]*(\.[A-Za-z0-9-]*)?` },
  clientIDListType: { type: "list", member: "clientIDType" },
  entityListType: { type: "list", member: "EntityType" },
  tagKeyListType: { type: "list", member: "tagKeyType", max: 50, saysNotNull: true },
  tagListType: { type: "list", member: "Tag", max: 50 },
  thumbprintListType: { type: "list", member: "thumbprintType" },
} as const satisfies Record<string, Shape>;

/** The name of a shape. */
export type ShapeName = keyof typeof shapes;

type StructureValue<S> = S extends { required: infer R; optional: infer O }
  ? { readonly [M in keyof R]: ValueOf<R[M]> } & { readonly [M in keyof O]?: ValueOf<O[M]> }
  : never;

/** The type of a value of the named shape, such as `"Assigned" | "Unassigned" | "Any"`. */
export type ValueOf<N> = N extends ShapeName ? ValueOfShape<(typeof shapes)[N]> : never;

/** The type of a value of a shape, such as an operation's input. */
export type ValueOfShape<S> = S extends { enum: readonly (infer E)[] }
  ? E
  : S extends { type: "string" }
    ? string
    : S extends { type: "integer" }
      ? number
      : S extends { type: "boolean" }
        ? boolean
        : S extends { type: "list"; member: infer M }
          ? readonly ValueOf<M>[]
          : StructureValue<S>;

/** The shape of this name. @throws Error if there is none, which is a bug in the model */
export function shapeNamed(name: string): Shape {
  if (!isShapeName(name)) throw new Error(`the IAM model has no shape ${name}`);
  return shapes[name];
}

function isShapeName(name: string): name is ShapeName {
  return Object.hasOwn(shapes, name);
}
