import type { ResultOf, VariablesOf } from "@graphql-typed-document-node/core";
import { type CreateDeviceResult, createDevice } from "./give-device.ts";
import type { usersPage } from "./users.ts";

// Each of these is a mistake that the types find: the compiler complains where one is none.

type User = NonNullable<ResultOf<typeof usersPage>["users"]>["edges"][number]["node"];

export function mistakes(user: User, result: NonNullable<CreateDeviceResult>): unknown[] {
  // @ts-expect-error: a DateTime is text on the client
  const created: Date = user.createDate;
  // @ts-expect-error: whoever never signed in has no such date
  const lastSeen: string = user.passwordLastUsed;
  // @ts-expect-error: tags can be null, where IAM could not be asked
  const tags: number = user.tags.length;
  // @ts-expect-error: what was not selected is not there
  const path: string = user.path;
  // @ts-expect-error: only one member of the union has a picture
  const picture: string = result.qrCodePng;
  // @ts-expect-error: a kind is one of several words
  const kind: "PLASTIC" | undefined = user.mfaDevices?.nodes[0]?.kind;
  // @ts-expect-error: the device wants a name
  const noName: VariablesOf<typeof createDevice> = { input: { path: "/" } };
  // @ts-expect-error: an argument of another name
  const otherName: VariablesOf<typeof createDevice> = { input: { virtualMfaDeviceName: "a", folder: "/" } };
  const text: string = user.arn;
  return [created, lastSeen, tags, path, picture, kind, noName, otherName, text, createDevice];
}
