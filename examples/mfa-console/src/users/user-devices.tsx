import { useEffect } from "react";
import { graphql, useFragment } from "react-relay/hooks";
import type { userDevices_user$key } from "./__generated__/userDevices_user.graphql.ts";
import { nameOfKind } from "./device-kinds.ts";
import { Unknown } from "./unknown.tsx";

interface UserDevicesProps {
  readonly userName: string;
  readonly user: userDevices_user$key;
}

/** A user's MFA devices. Suspends until they have arrived. */
export function UserDevices({ userName, user }: UserDevicesProps) {
  const { mfaDevices } = useFragment(
    graphql`
      fragment userDevices_user on User {
        mfaDevices(first: 8) @catch(to: RESULT) {
          isComplete
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
  // The response was interrupted before the devices.
  if (mfaDevices === undefined) return <Unknown userName={userName} />;
  if (!mfaDevices.ok) return <Unknown userName={userName} errors={mfaDevices.errors} />;
  if (!mfaDevices.value) return <span className="quiet">Unknown</span>;
  const devices = mfaDevices.value.nodes;
  if (devices.length === 0) return <span className="quiet">{mfaDevices.value.isComplete ? "None" : "Unknown"}</span>;
  return (
    <ul className="devices">
      {devices.map(({ id, serialNumber, kind }) => (
        <li key={id} title={serialNumber}>
          {nameOf(serialNumber)} <span className="kind">{nameOfKind(kind)}</span>
        </li>
      ))}
      {mfaDevices.value.isComplete ? null : <li className="quiet">There may be more.</li>}
    </ul>
  );
}

/** The name in a virtual device's ARN. Other devices have a serial number. */
function nameOf(serialNumber: string): string {
  return serialNumber.replace(/^arn:[^/]*\//, "");
}
