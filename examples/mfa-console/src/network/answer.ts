/** An entry of `errors`. */
export interface GraphQLFault {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: GraphQLFaultExtensions;
}

/** What the gateway's README says of errors. */
export interface GraphQLFaultExtensions {
  readonly code?: string;
  /** With `SECRET_ALREADY_SHOWN`: the device that was created. */
  readonly serialNumber?: string;
}

export type Data = Record<string, unknown>;

/** What a deferred fragment adds to the data at `path`. */
export interface Increment {
  readonly data?: Data | null;
  readonly path?: readonly (string | number)[];
  readonly label?: string;
  readonly errors?: readonly GraphQLFault[];
}

/** One part of an answer: the first has `data`, those behind it `incremental` (the incremental delivery of 2022). */
export interface AnswerPart {
  readonly data?: Data | null;
  readonly errors?: readonly GraphQLFault[];
  readonly incremental?: readonly Increment[];
  /** Absent in an answer that is whole at once. */
  readonly hasNext?: boolean;
}
