/** The members of IAM's inputs that the model knows; each operation reads its own. */
export interface Input {
  readonly UserName?: string;
  readonly NewUserName?: string;
  readonly GroupName?: string;
  readonly NewGroupName?: string;
  readonly Path?: string;
  readonly NewPath?: string;
  readonly PathPrefix?: string;
  readonly PermissionsBoundary?: string;
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

/** An answer's members; a refusal as `status Code: message`. */
export type Output = Readonly<Record<string, unknown>>;

/** What IAM may do with a request: one answer, or a refusal that may have one of several texts. */
export type Expected = { readonly output: Output } | { readonly refusals: readonly string[] };

/** What a service chose by itself when it answered, such as ids and seeds: the model takes it over. */
export type Fresh = (...path: readonly string[]) => string;

/** What the operations of a model work with. */
export interface Scene {
  readonly now: Date;
  readonly fresh: Fresh;
}

/** An operation refused with one of these texts. */
export class Refusal extends Error {
  readonly texts: readonly string[];

  constructor(...texts: readonly string[]) {
    super(texts.join(" | "));
    this.texts = texts;
  }
}

/** Refuses if there is any of these faults; which is named first where there are several, nobody knows. */
export function refuseAnyOf(...faults: readonly (string | false | undefined)[]): void {
  const texts = faults.filter((fault) => typeof fault === "string");
  if (texts.length > 0) throw new Refusal(...texts);
}
