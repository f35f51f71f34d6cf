import { setImmediate } from "node:timers/promises";
import { createGroup, createUsers } from "./account.ts";
import { createTestGateway, type TestGateway, type TestGatewayOptions } from "./gateway.ts";

/** Users of whom IAM tells in bulk what it tells of each. */
export interface Crowd extends TestGateway {
  /** `user-0000` and on, each tagged with its own name, in the group `all`, and with the virtual device `mfa/<name>`. */
  readonly names: readonly string[];
}

export const account = "arn:aws:iam::123456789012";

/** A gateway over an account with so many users. No call is answered as fast as a gateway can think, as in life. */
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
