import { EXIT } from "../shell/exit-codes.ts";
import { asOneLine, CommandFailure } from "../shell/failures.ts";
import type { Node } from "./columns.ts";
import type { ExportContext } from "./context.ts";
import { hasUnknownDevices, withDevices } from "./mfa-devices.ts";
import { Pace, timeLeft } from "./pace.ts";
import type { Page } from "./pages.ts";
import { type DevicesOfUsers, readDevicesOfUsers } from "./user-devices.ts";

/**
 * Completes the MFA devices of the users on these pages, in the same order. From the first page with unknown devices on, pages
 * are held back until the whole list has been read, which takes seconds. Then the devices of each user with unknown devices are
 * requested once, which takes minutes. IAM's quota of 5,000 users limits the memory that this needs. Users that IAM no longer
 * has are omitted, with a line on stderr.
 * @param prefix the gateway's IAMQL_SCHEMA_PREFIX
 * @throws CommandFailure; Interrupted
 */
export async function* completePages(
  pages: AsyncIterable<Page>,
  prefix: string,
  context: ExportContext,
): AsyncGenerator<Page, void> {
  const { progress } = context;
  const held: Page[] = [];
  for await (const page of pages) {
    if (held.length === 0 && !page.nodes.some(hasUnknownDevices)) {
      yield page;
      continue;
    }
    held.push(page);
    progress.note("reading the list before the MFA devices");
  }

  const unknown = new Set(held.flatMap(({ nodes }) => nodes.filter(hasUnknownDevices).map(nameOf)));
  const devices = new Map<string, readonly string[] | null>();
  const pace = new Pace(() => performance.now());
  const showProgress = () => {
    const left = timeLeft(pace.secondsFor(unknown.size - devices.size));
    progress.show(devices.size, unknown.size, `users with MFA devices read, ${left}`);
  };
  if (unknown.size > 0) showProgress();
  for await (const found of readDevicesOfUsers([...unknown], prefix, context)) {
    for (const [userName, serialNumbers] of found) devices.set(userName, serialNumbers);
    pace.add(found.size);
    for (let [page] = held; page !== undefined && isKnown(page, devices); [page] = held) {
      held.shift();
      yield completed(page, devices, context);
    }
    showProgress();
  }
}

function isKnown({ nodes }: Page, devices: DevicesOfUsers): boolean {
  return nodes.every((node) => !hasUnknownDevices(node) || devices.has(nameOf(node)));
}

function completed(page: Page, devices: DevicesOfUsers, { progress, writeNotice }: ExportContext): Page {
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
    writeNotice(asOneLine(`Omitted ${gone.length} users that IAM no longer has: ${gone.join(", ")}`));
  }
  return { ...page, nodes };
}

function nameOf({ userName }: Node): string {
  if (typeof userName === "string") return userName;
  throw new CommandFailure(
    EXIT.transport,
    "The response has a user without a name: it does not come from an iamql gateway.",
  );
}
