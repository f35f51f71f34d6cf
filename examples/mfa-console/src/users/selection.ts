/** The users that the page shows. */
export interface Selection {
  readonly show: Show;
  readonly pathPrefix: string;
}

/** Groups of users by how they can sign in. The page opens with the first one, which answers the question in its title. */
export const SHOWS = {
  exposed: {
    label: "Password, no MFA",
    description: "can sign in without MFA",
    filter: { hasMfa: false, passwordEnabled: true },
  },
  "without-mfa": { label: "No MFA", description: "have no MFA device", filter: { hasMfa: false } },
  everyone: { label: "Everyone", description: "in total", filter: {} },
} as const;

export type Show = keyof typeof SHOWS;

export function isShow(text: string): text is Show {
  return Object.hasOwn(SHOWS, text);
}

/** Reads the selection from the query string of the page's address. */
export function readSelection(search: string): Selection {
  const parameters = new URLSearchParams(search);
  const show = parameters.get("show") ?? "";
  return { show: isShow(show) ? show : "exposed", pathPrefix: parameters.get("path") ?? "" };
}

/** The query string for a selection. */
export function writeSelection({ show, pathPrefix }: Selection): string {
  const parameters = new URLSearchParams();
  if (show !== "exposed") parameters.set("show", show);
  if (pathPrefix !== "") parameters.set("path", pathPrefix);
  return parameters.size > 0 ? `?${parameters}` : "";
}

/** The variables of the users query for a selection. */
export function selectionVariables({ show, pathPrefix }: Selection) {
  const { filter } = SHOWS[show];
  return { filter: { ...filter, pathPrefix: pathPrefix === "" ? null : pathPrefix }, isByMfa: "hasMfa" in filter };
}
