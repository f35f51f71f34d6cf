import { Component, type ReactNode, useEffect } from "react";
import { GatewayError, NoAnswerError, UnauthenticatedError } from "../network/errors.ts";
import { useGateway } from "./gateway-context.ts";

interface FailureBoundaryProps {
  /** The subject of the message, such as "The users". */
  readonly what: string;
  /** The current attempt. A new one clears the error of the previous one. */
  readonly attempt: unknown;
  readonly onRetry: () => void;
  readonly children: ReactNode;
}

interface FailureBoundaryState {
  readonly attempt: unknown;
  readonly error?: unknown;
}

/** Shows an error instead of its children, with a button to try again. */
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
        <strong>{what} could not be read.</strong> {describeError(error)}
      </p>
      {!isUnreached && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** The message of an error, for people. */
export function describeError(error: unknown): string {
  if (error instanceof GatewayError) return error.code ? `${error.message} (${error.code})` : error.message;
  if (error instanceof NoAnswerError || error instanceof UnauthenticatedError) return error.message;
  return "Something went wrong in this page.";
}
