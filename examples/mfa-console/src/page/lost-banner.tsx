import { useState, useSyncExternalStore } from "react";
import { useGateway } from "./gateway-context.ts";

/** Says that the gateway does not answer, as long as it does not. */
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
  // The region is there from the start: what comes into it later is read out.
  return (
    <div className="banner-region" role="alert">
      {lost && (
        <div className="banner">
          <p>
            <strong>The gateway does not answer.</strong> What you see may be out of date.
          </p>
          <button type="button" onClick={retry} aria-disabled={isAsking}>
            {isAsking ? "Trying…" : "Try again"}
          </button>
        </div>
      )}
    </div>
  );
}
