import { useState, useSyncExternalStore } from "react";
import { useGateway } from "./gateway-context.ts";

/** A banner that is visible while the gateway does not respond. */
export function LostBanner() {
  const gateway = useGateway();
  const { isLost } = gateway.reachability;
  const lost = useSyncExternalStore(isLost.watch, isLost.get);
  const [isAsking, setAsking] = useState(false);
  async function retry() {
    setAsking(true);
    await gateway.probe();
    setAsking(false);
  }
  // The region always exists, because screen readers announce changes to existing regions only.
  return (
    <div className="banner-region" role="alert">
      {lost && (
        <div className="banner">
          <p>
            <strong>The gateway does not respond.</strong> What you see may be out of date.
          </p>
          <button type="button" onClick={retry} aria-disabled={isAsking}>
            {isAsking ? "Trying…" : "Try again"}
          </button>
        </div>
      )}
    </div>
  );
}
