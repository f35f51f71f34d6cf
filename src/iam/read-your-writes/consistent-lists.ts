import { isVirtualMfaDevice } from "../../iam-model/arns.ts";
import type { IamReads } from "../reads/index.ts";
import type { CompleteGroup, DetailedUser, Page, User, VirtualMfaDevice } from "../records/index.ts";
import type { Answers, ListRead } from "./answers.ts";
import type { Expectations } from "./expectations.ts";
import { type AccountList, PagesRead, wholeExtent } from "./list-extents.ts";
import type { Presence } from "./presences.ts";
import type { Bounds } from "./repetition.ts";

/** The lists of the account's users, groups, virtual MFA devices and OIDC providers. */
export type Lists = Pick<
  IamReads,
  "listUsers" | "getUserDetails" | "listGroups" | "listVirtualMfaDevices" | "listOidcProviders"
>;

/**
 * Wraps the account's lists for one request: each page waits until it shows this process's recent writes. A new entity is
 * expected on the page of a sorted list that covers its name, and on a page that is the complete list; a deletion or a change,
 * on every page.
 * @param freshReads returns the reads that repeat a read whose response did not show a write
 * @param bounds limit the repetitions
 */
export function consistentLists(
  lists: Lists,
  freshReads: () => Lists,
  expectations: Expectations,
  bounds: Bounds,
): Lists {
  const consistent = <Kind extends ListRead, Answer extends Answers[Kind]>(
    kind: Kind,
    list: AccountList<Answer>,
    read: (lists: Lists) => Promise<Answer>,
  ) => expectations.readPageUntilShown(kind, list, (isFirst) => read(isFirst ? lists : freshReads()), bounds);
  const userPages = new PagesRead<User>(({ userName }) => userName, true);
  // AWS does not document the order of GetAccountAuthorizationDetails.
  const detailPages = new PagesRead<DetailedUser>(({ userName }) => userName, false);
  const groupPages = new PagesRead<CompleteGroup>(({ groupName }) => groupName, true);
  const devicePages = new PagesRead<VirtualMfaDevice>(({ serialNumber }) => serialNumber, false);

  return {
    listUsers: (request) =>
      consistent("users", entitiesBelow("user", userPages, request), (from) => from.listUsers(request)),

    getUserDetails: (request) =>
      consistent("userDetails", entitiesBelow("user", detailPages, request), (from) => from.getUserDetails(request)),

    listGroups: (request) =>
      consistent("groups", entitiesBelow("group", groupPages, request), (from) => from.listGroups(request)),

    listVirtualMfaDevices: (request) =>
      consistent(
        "virtualMfaDevices",
        {
          thing: "assignment",
          requires: ({ name, exists }) =>
            isVirtualMfaDevice(name) &&
            (request.assignmentStatus === "Any" || exists === (request.assignmentStatus === "Assigned")),
          extentOf: (page) => devicePages.extentOf(request.assignmentStatus, request.marker, page),
        },
        (from) => from.listVirtualMfaDevices(request),
      ),

    listOidcProviders: () =>
      consistent(
        "oidcProviders",
        { thing: "oidcProvider", requires: ({ exists }) => exists, extentOf: wholeExtent },
        (from) => from.listOidcProviders(),
      ),
  };
}

/** The users or groups whose path starts with the request's prefix. */
function entitiesBelow<Item>(
  thing: "user" | "group",
  pages: PagesRead<Item>,
  { marker, pathPrefix }: { readonly marker?: string; readonly pathPrefix?: string },
): AccountList<Page<Item>> {
  const isBelow = ({ path }: Presence) => pathPrefix === undefined || path?.startsWith(pathPrefix) === true;
  return {
    thing,
    requires: (presence) => presence.exists && isBelow(presence),
    extentOf: (page) => pages.extentOf(pathPrefix ?? "", marker, page),
  };
}
