/** An entry of `errors` in a response. */
export interface GraphQLFault {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: GraphQLFaultExtensions;
}

/** The extensions of errors that this page reads. */
export interface GraphQLFaultExtensions {
  readonly code?: string;
  /** With `SECRET_ALREADY_SHOWN`: the serial number of the device that was created. */
  readonly serialNumber?: string;
}

export type Data = Record<string, unknown>;

/** The data of a deferred fragment, to be merged at `path`. */
export interface Increment {
  readonly data?: Data | null;
  readonly path?: readonly (string | number)[];
  readonly label?: string;
  readonly errors?: readonly GraphQLFault[];
}

/** One part of a response: the first has `data`, later ones `incremental` (incremental delivery, format of 2022). */
export interface AnswerPart {
  readonly data?: Data | null;
  readonly errors?: readonly GraphQLFault[];
  readonly incremental?: readonly Increment[];
  /** Absent in a response that is not in parts. */
  readonly hasNext?: boolean;
}
