import { useEffect, useState } from "react";
import { Field } from "../page/field.tsx";
import { isShow, type Selection, SHOWS } from "./selection.ts";

interface UserFilterBarProps {
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
}

/** The delay after the last key before a path is applied, in milliseconds. */
const TYPING_MS = 300;

/** Filters for the users, by how they can sign in and by path. */
export function UserFilterBar({ selection, onSelect }: UserFilterBarProps) {
  const [path, setPath] = useState(selection.pathPrefix);
  const wanted = path.trim();
  // IAM rejects a path prefix that does not start with a slash.
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
        label="Path prefix"
        type="text"
        placeholder="/"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="none"
        value={path}
        onChange={(event) => setPath(event.target.value)}
        problems={isPath ? [] : ["A path starts with a slash."]}
      />
    </search>
  );
}
