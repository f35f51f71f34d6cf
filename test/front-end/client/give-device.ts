import type { ResultOf, VariablesOf } from "@graphql-typed-document-node/core";
import { graphql } from "../../generated/index.ts";

export const createDevice = graphql(`mutation FrontEndCreateDevice($input: CreateVirtualMfaDeviceInput!) {
  createVirtualMfaDevice(input: $input) {
    __typename
    ... on CreateVirtualMfaDevicePayload { qrCodePng virtualMfaDevice { id serialNumber assignmentStatus } }
    ... on EntityAlreadyExistsError { message }
    ... on InvalidInputError { message issues { path message } }
    ... on LimitExceededError { message }
    ... on ConcurrentModificationError { message }
  }
}`);

export type CreateDeviceResult = ResultOf<typeof createDevice>["createVirtualMfaDevice"];

/** The QR code to scan, or the problem to show. `__typename` distinguishes the members of the union. */
export function show(result: NonNullable<CreateDeviceResult>): { readonly src: string } | { readonly problem: string } {
  switch (result.__typename) {
    case "CreateVirtualMfaDevicePayload":
      return { src: `data:image/png;base64,${result.qrCodePng}` };
    case "InvalidInputError":
      return { problem: result.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n") };
    case "EntityAlreadyExistsError":
    case "LimitExceededError":
    case "ConcurrentModificationError":
      return { problem: result.message };
    default:
      // A new member of the union makes this a type error.
      return result satisfies never;
  }
}

export function inputFor(userName: string): VariablesOf<typeof createDevice> {
  return { input: { virtualMfaDeviceName: userName, path: "/console/" } };
}
