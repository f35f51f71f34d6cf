import { EXIT } from "../shell/exit-codes.ts";
import { asOneLine, CommandFailure } from "../shell/failures.ts";
import type { Asking } from "./asking.ts";
import type { Node } from "./columns.ts";
import { hasUnknownDevices, withDevices } from "./mfa-devices.ts";
import { Pace, timeLeft } from "./pace.ts";
import type { Page } from "./pages.ts";
import { type DevicesOfUsers, readDevicesOfUsers } from "./user-devices.ts";

/**
 * The same pages in the same order, with all MFA devices of their users. From the first page on whose users are not all
 * known, pages are held until the list has been read: that takes seconds, in which the gateway reads the account once.
 * Then each user that is not known is asked once, which takes minutes. IAM's quota of 5,000 users bounds what is held.
 * A user that IAM no longer has is left out, with a line on stderr.
 * @param prefix the gateway's IAMQL_SCHEMA_PREFIX
 * @throws CommandFailure; Interrupted
 */
export async function* completePages(
  pages: AsyncIterable<Page>,
  prefix: string,
  asking: Asking,
): AsyncGenerator<Page, void> {
  const { progress } = asking;
  const held: Page[] = [];
  for await (const page of pages) {
    if (held.length === 0 && !page.nodes.some(hasUnknownDevices)) {
      yield page;
      continue;
    }
    held.push(page);
    progress.note("reads the list before it asks for MFA devices");
  }

  const unknown = new Set(held.flatMap(({ nodes }) => nodes.filter(hasUnknownDevices).map(nameOf)));
  const devices = new Map<string, readonly string[] | null>();
  const pace = new Pace(() => performance.now());
  const showProgress = () => {
    const left = timeLeft(pace.secondsFor(unknown.size - devices.size));
    progress.show(devices.size, unknown.size, `users asked for their MFA devices, ${left}`);
  };
  if (unknown.size > 0) showProgress();
  for await (const found of readDevicesOfUsers([...unknown], prefix, asking)) {
    for (const [userName, serialNumbers] of found) devices.set(userName, serialNumbers);
    pace.add(found.size);
    for (let [page] = held; page !== undefined && isKnown(page, devices); [page] = held) {
      held.shift();
      yield completed(page, devices, asking);
    }
    showProgress();
  }
}

function isKnown({ nodes }: Page, devices: DevicesOfUsers): boolean {
  return nodes.every((node) => !hasUnknownDevices(node) || devices.has(nameOf(node)));
}

function completed(page: Page, devices: DevicesOfUsers, { progress, tell }: Asking): Page {
  const gone: string[] = [];
  const nodes = page.nodes.flatMap((node): Node[] => {
    if (!hasUnknownDevices(node)) return [node];
    const serialNumbers = devices.get(nameOf(node)) ?? null;
    if (serialNumbers !== null) return [withDevices(node, serialNumbers)];
    gone.push(nameOf(node));
    return [];
  });
  if (gone.length > 0) {
    progress.clear();
    tell(asOneLine(`IAM no longer has ${gone.length} of the listed users, which are left out: ${gone.join(", ")}`));
  }
  return { ...page, nodes };
}

function nameOf({ userName }: Node): string {
  if (typeof userName === "string") return userName;
  throw new CommandFailure(EXIT.transport, "The answer has a user without a name: expected a gateway.");
}
