import { Suspense } from "react";
import { graphql, useFragment } from "react-relay/hooks";
import { RelativeTime } from "../page/relative-time.tsx";
import type { userRow_user$key } from "./__generated__/userRow_user.graphql.ts";
import { Fact } from "./fact.tsx";
import { UserMfa, UserMfaSkeleton } from "./user-mfa.tsx";

/** Opens the dialog that gives a user a device. */
export type GiveDevice = (user: { readonly userName: string }) => void;

/** A row of the table. MFA devices arrive later, and have placeholders until then. */
export function UserRow({ user, giveDevice }: { user: userRow_user$key; giveDevice: GiveDevice }) {
  const { userName, path, passwordLastUsed, passwordEnabled, ...mfa } = useFragment(
    graphql`
      fragment userRow_user on User {
        userName
        path
        passwordLastUsed
        passwordEnabled @catch(to: RESULT)
        ...userMfa_user @defer
      }
    `,
    user,
  );
  const hasPassword = passwordEnabled.ok && passwordEnabled.value === true;
  return (
    <tr>
      <th scope="row">
        <span className="user-name">{userName}</span> <span className="path">{path}</span>
      </th>
      <td data-label="Console access">
        <Fact userName={userName} result={passwordEnabled} yes="Password" no={<span className="quiet">None</span>} />
      </td>
      <td data-label="Last login">
        {passwordLastUsed ? <RelativeTime of={passwordLastUsed} /> : <span className="quiet">Never</span>}
      </td>
      <Suspense fallback={<UserMfaSkeleton />}>
        <UserMfa userName={userName} hasPassword={hasPassword} user={mfa} />
      </Suspense>
      <td className="actions">
        <button type="button" aria-label={`Give device to ${userName}`} onClick={() => giveDevice({ userName })}>
          Give device
        </button>
      </td>
    </tr>
  );
}
