import { useEffect } from "react";
import { graphql, useFragment } from "react-relay/hooks";
import { tellFieldErrors } from "../page/field-errors.ts";
import type { userDevices_user$key } from "./__generated__/userDevices_user.graphql.ts";

const KINDS: Readonly<Record<string, string>> = {
  VIRTUAL: "virtual",
  HARDWARE: "hardware",
  FIDO: "passkey",
  SMS: "SMS",
  UNKNOWN: "unknown kind",
};

/** A user's MFA devices; suspends until they are there. */
export function UserDevices({ user }: { user: userDevices_user$key }) {
  const { mfaDevices } = useFragment(
    graphql`
      fragment userDevices_user on User {
        mfaDevices(first: 8) @catch(to: RESULT) {
          nodes {
            id
            serialNumber
            kind
          }
        }
      }
    `,
    user,
  );
  useEffect(() => void performance.mark("devices-shown"), []);
  // The answer broke off before they came.
  if (mfaDevices === undefined) return <span className="problem">Not loaded</span>;
  if (!mfaDevices.ok) return <span className="problem">Unknown: {tellFieldErrors(mfaDevices.errors)}</span>;
  const devices = mfaDevices.value?.nodes ?? [];
  if (devices.length === 0) return <span className="quiet">None</span>;
  return (
    <ul className="devices">
      {devices.map(({ id, serialNumber, kind }) => (
        <li key={id} title={serialNumber}>
          {nameOf(serialNumber)} <span className="kind">{KINDS[kind] ?? kind.toLowerCase()}</span>
        </li>
      ))}
    </ul>
  );
}

/** The name in a virtual device's ARN; other devices have a number. */
function nameOf(serialNumber: string): string {
  return serialNumber.replace(/^arn:[^/]*\//, "");
}
