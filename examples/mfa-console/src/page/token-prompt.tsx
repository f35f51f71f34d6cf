import { useState, useSyncExternalStore } from "react";
import type { TokenRequest } from "../network/bearer-token.ts";
import { Field } from "./field.tsx";
import { useGateway } from "./gateway-context.ts";
import { Modal } from "./modal.tsx";

/** Asks for a bearer token when the gateway requires one. */
export function TokenPrompt() {
  const { request } = useGateway().token;
  const asked = useSyncExternalStore(request.watch, request.get);
  return asked ? <TokenDialog request={asked} /> : null;
}

function TokenDialog({ request: { wasRefused, give, refuse } }: { request: TokenRequest }) {
  const [token, setToken] = useState("");
  const [problem, setProblem] = useState(
    wasRefused ? "The gateway rejected this token; it may have expired." : undefined,
  );
  return (
    <Modal labelledBy="token-title" onDismiss={refuse}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          // A header can contain these characters only. Others would fail the request.
          if (/^[\x21-\x7e]+$/.test(token.trim())) give(token.trim());
          else setProblem("Invalid token: use letters, digits and signs without spaces.");
        }}
      >
        <header className="dialog-head">
          <h2 id="token-title">Sign in</h2>
          <p>This gateway requires a bearer token.</p>
        </header>
        <Field
          id="token"
          label="Bearer token"
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={token}
          onChange={(event) => setToken(event.target.value)}
          hint="Kept in memory only. A reload forgets it."
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
