import { graphql, useFragment } from "react-relay/hooks";
import type { userMfa_user$key } from "./__generated__/userMfa_user.graphql.ts";
import { Fact } from "./fact.tsx";
import { Unknown } from "./unknown.tsx";
import { UserDevices } from "./user-devices.tsx";

interface UserMfaProps {
  readonly userName: string;
  /** Whether the user can sign in with a password, so that missing MFA is a problem. */
  readonly hasPassword: boolean;
  readonly user: userMfa_user$key;
}

/** The cells for a user's MFA state and devices. Suspends until both have arrived. */
export function UserMfa({ userName, hasPassword, user }: UserMfaProps) {
  const { hasMfa, ...devices } = useFragment(
    graphql`
      fragment userMfa_user on User {
        hasMfa @catch(to: RESULT)
        ...userDevices_user
      }
    `,
    user,
  );
  return (
    <>
      <td data-label="MFA">
        {hasMfa === undefined ? (
          // The response was interrupted before this field.
          <Unknown userName={userName} />
        ) : (
          <Fact
            userName={userName}
            result={hasMfa}
            yes={<span className="state state-on">On</span>}
            no={<span className={hasPassword ? "state state-exposed" : "state state-off"}>Off</span>}
          />
        )}
      </td>
      <td data-label="Devices">
        <UserDevices userName={userName} user={devices} />
      </td>
    </>
  );
}

/** The same cells while they are loading. */
export function UserMfaSkeleton() {
  return (
    <>
      <td data-label="MFA">
        <span className="skeleton" />
      </td>
      <td data-label="Devices">
        <span className="skeleton">
          <span className="unseen">Loading</span>
        </span>
      </td>
    </>
  );
}
