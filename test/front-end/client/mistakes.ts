import type { ResultOf, VariablesOf } from "@graphql-typed-document-node/core";
import { type CreateDeviceResult, createDevice } from "./give-device.ts";
import type { usersPage } from "./users.ts";

// Each line below a directive is a mistake that the types find. The compiler reports a directive without a mistake.

type User = NonNullable<ResultOf<typeof usersPage>["users"]>["edges"][number]["node"];

export function mistakes(user: User, result: NonNullable<CreateDeviceResult>): unknown[] {
  // @ts-expect-error: a DateTime is a string on the client
  const created: Date = user.createDate;
  // @ts-expect-error: null for users who have never signed in
  const lastSeen: string = user.passwordLastUsed;
  // @ts-expect-error: tags are null if the IAM call failed
  const tags: number = user.tags.length;
  // @ts-expect-error: a field that is not selected
  const path: string = user.path;
  // @ts-expect-error: only one member of the union has this field
  const picture: string = result.qrCodePng;
  // @ts-expect-error: a value that is not in the enum
  const kind: "PLASTIC" | undefined = user.mfaDevices?.nodes[0]?.kind;
  // @ts-expect-error: a required input field is missing
  const noName: VariablesOf<typeof createDevice> = { input: { path: "/" } };
  // @ts-expect-error: an unknown input field
  const otherName: VariablesOf<typeof createDevice> = { input: { virtualMfaDeviceName: "a", folder: "/" } };
  const text: string = user.arn;
  return [created, lastSeen, tags, path, picture, kind, noName, otherName, text, createDevice];
}
