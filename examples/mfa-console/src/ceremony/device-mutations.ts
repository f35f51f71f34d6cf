import { graphql } from "react-relay/hooks";
import { type GraphQLTaggedNode, getRequest, type OperationType } from "relay-runtime";
import { GatewayError } from "../network/errors.ts";
import type { AskOptions, Gateway } from "../network/gateway.ts";
import type { deviceMutationsCreateMutation } from "./__generated__/deviceMutationsCreateMutation.graphql.ts";
import type { deviceMutationsDeleteMutation } from "./__generated__/deviceMutationsDeleteMutation.graphql.ts";
import type { deviceMutationsEnableMutation } from "./__generated__/deviceMutationsEnableMutation.graphql.ts";

/*
 * These mutations do not use Relay's environment. Its store would keep the seed and, in the names of its fields, the codes, while
 * the page is open. Here, only the caller gets them.
 */

const createMutation = graphql`
  mutation deviceMutationsCreateMutation($input: CreateVirtualMfaDeviceInput!) {
    createVirtualMfaDevice(input: $input) {
      __typename
      ... on CreateVirtualMfaDevicePayload {
        virtualMfaDevice {
          serialNumber
        }
        base32StringSeed
        qrCodePng
      }
      ... on InvalidInputError {
        message
        issues {
          path
          message
        }
      }
      ... on EntityAlreadyExistsError {
        message
      }
      ... on LimitExceededError {
        message
      }
      ... on ConcurrentModificationError {
        message
      }
    }
  }
`;

const enableMutation = graphql`
  mutation deviceMutationsEnableMutation($input: EnableMfaDeviceInput!) {
    enableMfaDevice(input: $input) {
      __typename
      ... on EnableMfaDevicePayload {
        __typename
      }
      ... on InvalidInputError {
        message
        issues {
          path
          message
        }
      }
      ... on InvalidAuthenticationCodeError {
        message
      }
      ... on EntityAlreadyExistsError {
        message
      }
      ... on EntityTemporarilyUnmodifiableError {
        message
      }
      ... on LimitExceededError {
        message
      }
      ... on NoSuchEntityError {
        message
      }
      ... on ConcurrentModificationError {
        message
      }
    }
  }
`;

const deleteMutation = graphql`
  mutation deviceMutationsDeleteMutation($input: DeleteVirtualMfaDeviceInput!) {
    deleteVirtualMfaDevice(input: $input) {
      __typename
      ... on DeleteVirtualMfaDevicePayload {
        deletedId
      }
      ... on InvalidInputError {
        message
      }
      ... on DeleteConflictError {
        message
      }
      ... on LimitExceededError {
        message
      }
      ... on NoSuchEntityError {
        message
      }
      ... on ConcurrentModificationError {
        message
      }
    }
  }
`;

type Answer<Field> = Exclude<NonNullable<Field>, { readonly __typename: "%other" }>;
export type CreateAnswer = Answer<deviceMutationsCreateMutation["response"]["createVirtualMfaDevice"]>;
export type EnableAnswer = Answer<deviceMutationsEnableMutation["response"]["enableMfaDevice"]>;
export type DeleteAnswer = Answer<deviceMutationsDeleteMutation["response"]["deleteVirtualMfaDevice"]>;

/** Mutations of MFA devices. They throw the errors of `Gateway.ask`. */
export function deviceMutations(gateway: Gateway) {
  return {
    async create(virtualMfaDeviceName: string, idempotencyKey: string): Promise<CreateAnswer> {
      const variables = { input: { virtualMfaDeviceName } };
      const data = await change<deviceMutationsCreateMutation>(gateway, createMutation, variables, { idempotencyKey });
      return answered(data.createVirtualMfaDevice);
    },
    async enable(input: deviceMutationsEnableMutation["variables"]["input"]): Promise<EnableAnswer> {
      const data = await change<deviceMutationsEnableMutation>(gateway, enableMutation, { input }, {});
      return answered(data.enableMfaDevice);
    },
    /** @param options `keepalive` if the page is about to close */
    async remove(serialNumber: string, options: Pick<AskOptions, "keepalive"> = {}): Promise<DeleteAnswer> {
      const variables = { input: { serialNumber } };
      const data = await change<deviceMutationsDeleteMutation>(gateway, deleteMutation, variables, options);
      return answered(data.deleteVirtualMfaDevice);
    },
  };
}

/** Sends a mutation. The types come from relay-compiler, which has checked the document against the schema. */
async function change<Operation extends OperationType>(
  gateway: Gateway,
  mutation: GraphQLTaggedNode,
  variables: Operation["variables"],
  options: AskOptions,
): Promise<Operation["response"]> {
  const { text } = getRequest(mutation).params;
  for await (const { data } of gateway.ask(text ?? "", variables, options)) return data as Operation["response"];
  throw new GatewayError([]);
}

/** Throws if the result is null or a type that this page does not know. */
function answered<Field extends { readonly __typename: string }>(field: Field | null | undefined) {
  if (!field || !isKnown(field)) throw new GatewayError([]);
  return field;
}

function isKnown<Field extends { readonly __typename: string }>(field: Field): field is Answer<Field> {
  return field.__typename !== "%other";
}
