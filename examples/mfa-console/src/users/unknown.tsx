import { createContext, use, useEffect, useSyncExternalStore } from "react";
import { UnknownFacts } from "./unknown-facts.ts";

export const UnknownFactsContext = createContext(new UnknownFacts());

/** The errors of a response that was interrupted. */
const NO_ERRORS: readonly unknown[] = [];

/** Replaces a fact that could not be read. The table's banner says why. */
export function Unknown({ userName, errors = NO_ERRORS }: { userName: string; errors?: readonly unknown[] }) {
  const facts = use(UnknownFactsContext);
  useEffect(() => facts.add(userName, errors), [facts, userName, errors]);
  return <span className="problem">Unknown</span>;
}

/** The reasons why facts in the table are unknown, each once. */
export function UnknownBanner({ onRetry }: { onRetry: () => void }) {
  const { groups } = use(UnknownFactsContext);
  const causes = useSyncExternalStore(groups.watch, groups.get);
  // The region always exists, because screen readers announce changes to existing regions only.
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
