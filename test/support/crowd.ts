import { setImmediate } from "node:timers/promises";
import { createGroup, createUsers } from "./account.ts";
import { createTestGateway, type TestGateway, type TestGatewayOptions } from "./gateway.ts";

/** A gateway over an account with many similar users. */
export interface Crowd extends TestGateway {
  /** `user-0000` and so on. Each is tagged with its own name, is in the group `all`, and has the virtual device `mfa/<name>`. */
  readonly names: readonly string[];
}

export const account = "arn:aws:iam::123456789012";

/** Creates a crowd. Each call takes at least one turn of the event loop, as with a real IAM. */
export async function createCrowd(count: number, options: TestGatewayOptions = {}): Promise<Crowd> {
  const gateway = await createTestGateway({ delay: () => setImmediate(), ...options });
  const names = await createUsers(gateway.admin, count, "user-", "/p/");
  await createGroup(gateway.admin, "all", names);
  for (const userName of names) gateway.embedded.addMfaDevice({ serialNumber: deviceOf(userName), userName });
  return Object.assign(gateway, { names });
}

/** The serial number of the user's virtual device. */
export function deviceOf(userName: string): string {
  return `${account}:mfa/${userName}`;
}
