import { Suspense } from "react";
import { graphql, useFragment } from "react-relay/hooks";
import { RelativeTime } from "../page/relative-time.tsx";
import type { userRow_user$key } from "./__generated__/userRow_user.graphql.ts";
import { Unknown } from "./unknown.tsx";
import { UserDevices } from "./user-devices.tsx";

/** Begins the ceremony that gives a user a device. */
export type GiveDevice = (user: { readonly userName: string }) => void;

/** A user in a line. Its devices come later than all else, and have a place of their own until then. */
export function UserRow({ user, giveDevice }: { user: userRow_user$key; giveDevice: GiveDevice }) {
  const { userName, path, passwordLastUsed, passwordEnabled, hasMfa, ...devices } = useFragment(
    graphql`
      fragment userRow_user on User {
        userName
        path
        passwordLastUsed
        passwordEnabled @catch(to: RESULT)
        hasMfa @catch(to: RESULT)
        ...userDevices_user @defer
      }
    `,
    user,
  );
  const isExposed = passwordEnabled.ok && passwordEnabled.value === true && hasMfa.ok && hasMfa.value === false;
  return (
    <tr className={isExposed ? "is-exposed" : undefined}>
      <th scope="row">
        <span className="user-name">{userName}</span> <span className="path">{path}</span>
      </th>
      <td data-label="Console access">
        <Fact userName={userName} result={passwordEnabled} yes="Password" no={<span className="quiet">None</span>} />
      </td>
      <td data-label="Last login">
        {passwordLastUsed ? <RelativeTime of={passwordLastUsed} /> : <span className="quiet">Never</span>}
      </td>
      <td data-label="MFA">
        <Fact
          userName={userName}
          result={hasMfa}
          yes={<span className="state state-on">On</span>}
          no={<span className={isExposed ? "state state-exposed" : "state state-off"}>Off</span>}
        />
      </td>
      <td data-label="Devices">
        <Suspense
          fallback={
            <span className="skeleton">
              <span className="unseen">Loading</span>
            </span>
          }
        >
          <UserDevices userName={userName} user={devices} />
        </Suspense>
      </td>
      <td className="actions">
        <button
          type="button"
          className={isExposed ? "primary" : undefined}
          aria-label={`Give device to ${userName}`}
          onClick={() => giveDevice({ userName })}
        >
          Give device
        </button>
      </td>
    </tr>
  );
}

interface FactProps {
  readonly userName: string;
  readonly result:
    | { readonly ok: true; readonly value: boolean | null | undefined }
    | { readonly ok: false; readonly errors: readonly unknown[] };
  readonly yes: React.ReactNode;
  readonly no: React.ReactNode;
}

/** What is known, or that it is not. */
function Fact({ userName, result, yes, no }: FactProps) {
  if (!result.ok) return <Unknown userName={userName} errors={result.errors} />;
  if (result.value === null || result.value === undefined) return <span className="quiet">Unknown</span>;
  return result.value ? yes : no;
}
