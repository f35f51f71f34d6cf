import { useState, useSyncExternalStore } from "react";
import type { TokenRequest } from "../network/bearer-token.ts";
import { Field } from "./field.tsx";
import { useGateway } from "./gateway-context.ts";
import { Modal } from "./modal.tsx";

/** Asks for a bearer token when the gateway wants one. */
export function TokenPrompt() {
  const { request } = useGateway().token;
  const asked = useSyncExternalStore(request.watch, request.get);
  return asked ? <TokenDialog request={asked} /> : null;
}

function TokenDialog({ request: { wasRefused, give, refuse } }: { request: TokenRequest }) {
  const [token, setToken] = useState("");
  const [problem, setProblem] = useState(wasRefused ? "The gateway does not take this token (any more)." : undefined);
  return (
    <Modal labelledBy="token-title" onDismiss={refuse}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          // What a header can carry; anything else would fail the request, not be refused.
          if (/^[\x21-\x7e]+$/.test(token.trim())) give(token.trim());
          else setProblem("Expected a token: letters, digits and signs without spaces.");
        }}
      >
        <header className="dialog-head">
          <h2 id="token-title">Who are you?</h2>
          <p>This gateway answers only callers with a bearer token.</p>
        </header>
        <Field
          id="token"
          label="Bearer token"
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={token}
          onChange={(event) => setToken(event.target.value)}
          hint="Kept in this page's memory only: a reload forgets it."
          problems={problem === undefined ? [] : [problem]}
        />
        <footer className="dialog-foot">
          <button type="button" onClick={refuse}>
            Not now
          </button>
          <button type="submit" className="primary">
            Continue
          </button>
        </footer>
      </form>
    </Modal>
  );
}
