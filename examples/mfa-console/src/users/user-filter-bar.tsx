import { useEffect, useState } from "react";
import { Field } from "../page/field.tsx";
import { isShow, type Selection, SHOWS } from "./selection.ts";

interface UserFilterBarProps {
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
}

/** How long after the last key a typed path counts, in milliseconds. */
const TYPING_MS = 300;

/** Which users to show, by what they can sign in with and by path. */
export function UserFilterBar({ selection, onSelect }: UserFilterBarProps) {
  const [path, setPath] = useState(selection.pathPrefix);
  const wanted = path.trim();
  // IAM's paths begin and end with a slash, and IAM refuses a prefix that does not begin with one.
  const isPath = wanted === "" || wanted.startsWith("/");
  useEffect(() => {
    if (!isPath || wanted === selection.pathPrefix) return undefined;
    const timer = setTimeout(() => onSelect({ ...selection, pathPrefix: wanted }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [wanted, isPath, selection, onSelect]);
  return (
    <search className="filters" aria-label="Users">
      <fieldset className="segments">
        <legend>Show</legend>
        <div className="choices">
          {Object.entries(SHOWS).map(([show, { label }]) => (
            <label key={show}>
              <input
                type="radio"
                name="show"
                value={show}
                checked={selection.show === show}
                onChange={() => isShow(show) && onSelect({ ...selection, show })}
              />
              <span>{label}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <Field
        id="path"
        label="Path begins with"
        type="text"
        placeholder="/"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="none"
        value={path}
        onChange={(event) => setPath(event.target.value)}
        problems={isPath ? [] : ["A path begins with a slash."]}
      />
    </search>
  );
}
