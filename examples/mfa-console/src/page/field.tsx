import type { ComponentPropsWithRef } from "react";

interface FieldProps extends ComponentPropsWithRef<"input"> {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** Problems with the current value. */
  readonly problems?: readonly string[];
}

/** A labelled input with a hint and its problems. */
export function Field({ id, label, hint, problems = [], ...input }: FieldProps) {
  const hintId = hint === undefined ? "" : `${id}-hint`;
  const problemsId = problems.length > 0 ? `${id}-problems` : "";
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        aria-invalid={problems.length > 0 || input["aria-invalid"] === true}
        aria-describedby={[input["aria-describedby"], problemsId, hintId].filter(Boolean).join(" ") || undefined}
      />
      {hint !== undefined && (
        <p className="hint" id={hintId}>
          {hint}
        </p>
      )}
      {problems.length > 0 && (
        <p className="problem" id={problemsId}>
          {problems.join(" ")}
        </p>
      )}
    </div>
  );
}
