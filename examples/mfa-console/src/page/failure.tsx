import { Component, type ReactNode, useEffect } from "react";
import { GatewayError, NoAnswerError, UnauthenticatedError } from "../network/errors.ts";
import { useGateway } from "./gateway-context.ts";

interface FailureBoundaryProps {
  /** What could not be shown, as the beginning of a sentence: "The users". */
  readonly what: string;
  /** What is tried; with another one, what went wrong before is over. */
  readonly attempt: unknown;
  readonly onRetry: () => void;
  readonly children: ReactNode;
}

interface FailureBoundaryState {
  readonly attempt: unknown;
  readonly error?: unknown;
}

/** Shows what went wrong in place of its children, with a way to try again. */
export class FailureBoundary extends Component<FailureBoundaryProps, FailureBoundaryState> {
  override readonly state: FailureBoundaryState = { attempt: this.props.attempt };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  static getDerivedStateFromProps({ attempt }: FailureBoundaryProps, state: FailureBoundaryState) {
    return attempt === state.attempt ? null : { attempt, error: undefined };
  }

  override render() {
    const { what, onRetry, children } = this.props;
    const { error } = this.state;
    return error === undefined ? children : <Failure what={what} error={error} onRetry={onRetry} />;
  }
}

function Failure({ what, error, onRetry }: { what: string; error: unknown; onRetry: () => void }) {
  const { reachability } = useGateway();
  const isUnreached = error instanceof NoAnswerError;
  useEffect(() => (isUnreached ? reachability.whenFound(onRetry) : undefined), [isUnreached, reachability, onRetry]);
  return (
    <div className="failure" role="alert">
      <p>
        <strong>{what} could not be read.</strong> {tell(error)}
      </p>
      {!isUnreached && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** An error in a sentence, for people. */
export function tell(error: unknown): string {
  if (error instanceof GatewayError) return error.code ? `${error.message} (${error.code})` : error.message;
  if (error instanceof NoAnswerError || error instanceof UnauthenticatedError) return error.message;
  return "Something went wrong in this page.";
}
