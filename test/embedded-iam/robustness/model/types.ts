/** The members of IAM's inputs that the model uses. Each operation reads its own. */
export interface Input {
  readonly UserName?: string;
  readonly NewUserName?: string;
  readonly GroupName?: string;
  readonly NewGroupName?: string;
  readonly RoleName?: string;
  readonly InstanceProfileName?: string;
  readonly AWSServiceName?: string;
  readonly CustomSuffix?: string;
  readonly DeletionTaskId?: string;
  readonly Path?: string;
  readonly NewPath?: string;
  readonly PathPrefix?: string;
  readonly Description?: string;
  readonly MaxSessionDuration?: number;
  readonly PermissionsBoundary?: string;
  readonly AssumeRolePolicyDocument?: string;
  readonly PolicyDocument?: string;
  readonly PolicyName?: string;
  readonly PolicyArn?: string;
  readonly VersionId?: string;
  readonly SetAsDefault?: boolean;
  readonly Scope?: string;
  readonly OnlyAttached?: boolean;
  readonly PolicyUsageFilter?: string;
  readonly EntityFilter?: string;
  readonly Filter?: readonly string[];
  readonly Tags?: readonly Tag[];
  readonly TagKeys?: readonly string[];
  readonly AccessKeyId?: string;
  readonly Status?: string;
  readonly VirtualMFADeviceName?: string;
  readonly SerialNumber?: string;
  readonly AuthenticationCode1?: string;
  readonly AuthenticationCode2?: string;
  readonly AssignmentStatus?: string;
  readonly Url?: string;
  readonly OpenIDConnectProviderArn?: string;
  readonly ClientIDList?: readonly string[];
  readonly ThumbprintList?: readonly string[];
  readonly ClientID?: string;
  readonly MaxItems?: number;
  readonly Marker?: string;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** The members of an output, or an error as `status Code: message`. */
export type Output = Readonly<Record<string, unknown>>;

/** The possible outcomes of a request: one output, or an error with one of several texts. */
export type Expected = { readonly output: Output } | { readonly refusals: readonly string[] };

/** Values that a service chose, such as ids and seeds. The model adopts them. */
export type Fresh = (...path: readonly string[]) => string;

/** The data that the model's operations use. */
export interface Scene {
  readonly now: Date;
  readonly fresh: Fresh;
}

/** An operation was rejected with one of these texts. */
export class Refusal extends Error {
  readonly texts: readonly string[];

  constructor(...texts: readonly string[]) {
    super(texts.join(" | "));
    this.texts = texts;
  }
}

/** Throws if any of these errors applies. Which of several IAM reports first is unknown. */
export function refuseAnyOf(...faults: readonly (string | false | undefined)[]): void {
  const texts = faults.filter((fault) => typeof fault === "string");
  if (texts.length > 0) throw new Refusal(...texts);
}
