/**
 * An error that the person who starts iamql can fix: a setting, a port or a file. Its message says what to do and contains
 * no secret.
 */
export class OperatorError extends Error {}

/** Settings, or a file of settings, that are not valid. */
export class InvalidSettingsError extends OperatorError {
  /** Everything that is wrong, one sentence each. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[], separator = "\n") {
    super(faults.join(separator));
    this.faults = faults;
  }
}
