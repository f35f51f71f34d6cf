import { createContext, use, useEffect, useSyncExternalStore } from "react";
import { UnknownFacts } from "./unknown-facts.ts";

export const UnknownFactsContext = createContext(new UnknownFacts());

/** Of an answer that broke off. */
const NO_ERRORS: readonly unknown[] = [];

/** Shown instead of a user's fact that could not be read; the table's banner says why. */
export function Unknown({ userName, errors = NO_ERRORS }: { userName: string; errors?: readonly unknown[] }) {
  const facts = use(UnknownFactsContext);
  useEffect(() => facts.add(userName, errors), [facts, userName, errors]);
  return <span className="problem">Unknown</span>;
}

/** Why facts in the table are unknown, each cause once. */
export function UnknownBanner({ onRetry }: { onRetry: () => void }) {
  const { groups } = use(UnknownFactsContext);
  const causes = useSyncExternalStore(groups.watch, groups.get);
  // The region is there from the start: what comes into it later is read out.
  return (
    <div role="alert">
      {causes.length > 0 && (
        <div className="failure">
          {causes.map(({ cause, text, users }) => (
            <p key={cause}>
              <strong>
                Unknown for {users} {users === 1 ? "user" : "users"}.
              </strong>{" "}
              {text}
            </p>
          ))}
          <button type="button" onClick={onRetry}>
            Try again
          </button>
        </div>
      )}
    </div>
  );
}
