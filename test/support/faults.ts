import { setImmediate } from "node:timers/promises";
import { CreateOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { expect } from "vitest";
import { createUsers } from "./account.ts";
import { type Crowd, createCrowd } from "./crowd.ts";
import type { Answer, TestGatewayOptions } from "./gateway.ts";

/** Selects all facts that reads know, through every operation. */
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

/** Creates nine users with devices, groups and tags, another user outside of the lists above, and two providers. */
export async function createFullAccount(options: TestGatewayOptions = {}): Promise<Crowd> {
  const account = await createCrowd(9, options);
  await createUsers(account.admin, 1, "zoe");
  for (const Url of ["https://a.example", "https://b.example"]) {
    await account.admin.send(new CreateOpenIDConnectProviderCommand({ Url, ClientIDList: ["app"] }));
  }
  return account;
}

/** Collects unhandled rejections until it is disposed of. */
export function watchRejections() {
  const reasons: unknown[] = [];
  const listener = (reason: unknown) => void reasons.push(reason);
  process.on("unhandledRejection", listener);
  return {
    /** All rejections so far, including those of this turn. */
    async all() {
      await setImmediate();
      return reasons;
    },
    [Symbol.dispose]: () => void process.off("unhandledRejection", listener),
  };
}

/** The paths at which a response differs from the complete one, and whether its value there is null. */
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

/** Expects that a response differs from the complete one only by nulls with an error at their path or below. */
export function expectOnlyErrorsAtNulls(whole: Data, { data, errors = [] }: Answer<Data>) {
  const paths = errors.map(({ path = [] }) => `${path.join(".")}.`);
  const found = differences(whole, data);
  for (const { path, isNull } of found) {
    const hasError = paths.some((of) => of.startsWith(`${path.join(".")}.`));
    expect({ path, isNull, hasError }).toEqual({ path, isNull: true, hasError: true });
  }
  if (errors.length > 0) expect(found).not.toEqual([]);
}
