import { isVirtualMfaDevice } from "../../iam-model/arns.ts";
import type { IamReads } from "../reads/reads.ts";
import type { CompleteGroup, DetailedUser, Page, User, VirtualMfaDevice } from "../records/records.ts";
import type { Answers, ListRead } from "./answers.ts";
import type { RecentWrites } from "./expectations.ts";
import { type Listing, PagesRead, wholeExtent } from "./list-extents.ts";
import type { Presence } from "./presences.ts";
import type { Bounds } from "./repetition.ts";

/** The lists of the account's users, groups, virtual MFA devices and OIDC providers. */
export type Lists = Pick<
  IamReads,
  "listUsers" | "getUserDetails" | "listGroups" | "listVirtualMfaDevices" | "listOidcProviders"
>;

/**
 * The same lists, but each page waits until it shows what this process wrote a moment ago. A new entity is waited for on the
 * page of a sorted list that covers its name, and on a page that is the whole list; a deleted or changed one, on every page.
 * For one request.
 * @param freshReads what reads again, after an answer that did not show it
 * @param bounds within which it reads again
 */
export function settledLists(lists: Lists, freshReads: Lists, recent: RecentWrites, bounds: Bounds): Lists {
  const settled = <Kind extends ListRead, Answer extends Answers[Kind]>(
    kind: Kind,
    listing: Listing<Answer>,
    read: (lists: Lists) => Promise<Answer>,
  ) => recent.settledPage(kind, listing, (isFirst) => read(isFirst ? lists : freshReads), bounds);
  const userPages = new PagesRead<User>(({ userName }) => userName, true);
  // AWS does not document the order of the details.
  const detailPages = new PagesRead<DetailedUser>(({ userName }) => userName, false);
  const groupPages = new PagesRead<CompleteGroup>(({ groupName }) => groupName, true);
  const devicePages = new PagesRead<VirtualMfaDevice>(({ serialNumber }) => serialNumber, false);

  return {
    listUsers: (request) =>
      settled("users", entitiesBelow("user", userPages, request), (from) => from.listUsers(request)),

    getUserDetails: (request) =>
      settled("userDetails", entitiesBelow("user", detailPages, request), (from) => from.getUserDetails(request)),

    listGroups: (request) =>
      settled("groups", entitiesBelow("group", groupPages, request), (from) => from.listGroups(request)),

    listVirtualMfaDevices: (request) =>
      settled(
        "virtualMfaDevices",
        {
          thing: "assignment",
          requires: ({ name, isThere }) =>
            isVirtualMfaDevice(name) &&
            (request.assignmentStatus === "Any" || isThere === (request.assignmentStatus === "Assigned")),
          extentOf: (page) => devicePages.extentOf(request.assignmentStatus, request.marker, page),
        },
        (from) => from.listVirtualMfaDevices(request),
      ),

    listOidcProviders: () =>
      settled(
        "oidcProviders",
        { thing: "oidcProvider", requires: ({ isThere }) => isThere, extentOf: wholeExtent },
        (from) => from.listOidcProviders(),
      ),
  };
}

/** The users or groups whose path begins with the request's prefix. */
function entitiesBelow<Item>(
  thing: "user" | "group",
  pages: PagesRead<Item>,
  { marker, pathPrefix }: { readonly marker?: string; readonly pathPrefix?: string },
): Listing<Page<Item>> {
  const isBelow = ({ path }: Presence) => pathPrefix === undefined || path?.startsWith(pathPrefix) === true;
  return {
    thing,
    requires: (presence) => presence.isThere && isBelow(presence),
    extentOf: (page) => pages.extentOf(pathPrefix ?? "", marker, page),
  };
}
