/** Which users are shown. */
export interface Selection {
  readonly show: Show;
  readonly pathPrefix: string;
}

/** By what they can sign in with; the first is what the page opens with: it answers the question that is its title. */
export const SHOWS = {
  exposed: {
    label: "Password, no MFA",
    told: "can sign in without MFA",
    filter: { hasMfa: false, passwordEnabled: true },
  },
  "without-mfa": { label: "No MFA", told: "have no MFA device", filter: { hasMfa: false } },
  everyone: { label: "Everyone", told: "in all", filter: {} },
} as const;

export type Show = keyof typeof SHOWS;

export function isShow(text: string): text is Show {
  return Object.hasOwn(SHOWS, text);
}

/** The selection in a page's address. */
export function readSelection(search: string): Selection {
  const parameters = new URLSearchParams(search);
  const show = parameters.get("show") ?? "";
  return { show: isShow(show) ? show : "exposed", pathPrefix: parameters.get("path") ?? "" };
}

/** The selection as what comes behind a page's path. */
export function writeSelection({ show, pathPrefix }: Selection): string {
  const parameters = new URLSearchParams();
  if (show !== "exposed") parameters.set("show", show);
  if (pathPrefix !== "") parameters.set("path", pathPrefix);
  return parameters.size > 0 ? `?${parameters}` : "";
}

/** The selection as the gateway takes it. */
export function selectionVariables({ show, pathPrefix }: Selection) {
  const { filter } = SHOWS[show];
  return { filter, pathPrefix: pathPrefix === "" ? null : pathPrefix, isByMfa: "hasMfa" in filter };
}
