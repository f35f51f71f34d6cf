import { setImmediate } from "node:timers/promises";
import { CreateOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { expect } from "vitest";
import { createUsers } from "./account.ts";
import { type Crowd, createCrowd } from "./crowd.ts";
import type { Answer, TestGatewayOptions } from "./gateway.ts";

/** Asks for all that reads can tell, by every operation that tells it. */
export const everything = `{
  users(first: 9) { nodes { userName tags { value } groups { nodes { groupName arn } } mfaDevices { nodes { serialNumber } } } }
  listed: users(pathPrefix: "/p/") { nodes { userName path permissionsBoundary { arn } } }
  user(userName: "zoe0000") { arn tags { value } groups { nodes { groupName } } mfaDevices { totalCount } }
  group(groupName: "all") { groupId users { nodes { userName tags { value } } } }
  groups { nodes { groupName } }
  mfaDevices(userName: "user-0002") { nodes { serialNumber user { userName createDate } } }
  virtualMfaDevices { nodes { serialNumber tags { key } user { userName groups { totalCount } } } }
  oidcProviders { nodes { arn clientIds } }
  accountSummary { users mfaDevicesInUse }
}`;

export type Data = Record<string, unknown>;
export type Path = readonly (string | number)[];

/** Nine users with devices, groups, tags, another one whom no list shows, and two providers. */
export async function createFullAccount(options: TestGatewayOptions = {}): Promise<Crowd> {
  const account = await createCrowd(9, options);
  await createUsers(account.admin, 1, "zoe");
  for (const Url of ["https://a.example", "https://b.example"]) {
    await account.admin.send(new CreateOpenIDConnectProviderCommand({ Url, ClientIDList: ["app"] }));
  }
  return account;
}

/** Collects what nobody caught while it is in use. */
export function watchRejections() {
  const reasons: unknown[] = [];
  const listener = (reason: unknown) => void reasons.push(reason);
  process.on("unhandledRejection", listener);
  return {
    /** What came so far, and what is still on its way. */
    async all() {
      await setImmediate();
      return reasons;
    },
    [Symbol.dispose]: () => void process.off("unhandledRejection", listener),
  };
}

/** Where an answer differs from the whole one: by a null for what is missing, and else by anything. */
function differences(whole: unknown, answer: unknown, path: Path = []): { path: Path; isNull: boolean }[] {
  if (typeof whole !== "object" || whole === null || typeof answer !== "object" || answer === null) {
    return whole === answer ? [] : [{ path, isNull: answer === null }];
  }
  const [one, other] = [Object.entries(whole), new Map(Object.entries(answer))];
  if (one.length !== other.size) return [{ path, isNull: false }];
  return one.flatMap(([key, value]) =>
    differences(value, other.get(key), [...path, Array.isArray(whole) ? Number(key) : key]),
  );
}

/** Checks that what is missing of an answer is null with an error at its path or below, and that nothing else is otherwise. */
export function expectOnlyErrorsAtNulls(whole: Data, { data, errors = [] }: Answer<Data>) {
  const paths = errors.map(({ path = [] }) => `${path.join(".")}.`);
  const found = differences(whole, data);
  for (const { path, isNull } of found) {
    const hasError = paths.some((of) => of.startsWith(`${path.join(".")}.`));
    expect({ path, isNull, hasError }).toEqual({ path, isNull: true, hasError: true });
  }
  if (errors.length > 0) expect(found).not.toEqual([]);
}
