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
      ... on CreateVirtualMfaDevicePayload {
        virtualMfaDevice {
          serialNumber
        }
        base32StringSeed
        qrCodePng
      }
      ... on IamError {
        code
        message
      }
      ... on InvalidInputError {
        issues {
          path
          message
        }
      }
    }
  }
`;

const enableMutation = graphql`
  mutation deviceMutationsEnableMutation($input: EnableMfaDeviceInput!) {
    enableMfaDevice(input: $input) {
      ... on IamError {
        code
        message
      }
      ... on InvalidInputError {
        issues {
          path
          message
        }
      }
    }
  }
`;

const deleteMutation = graphql`
  mutation deviceMutationsDeleteMutation($input: DeleteVirtualMfaDeviceInput!) {
    deleteVirtualMfaDevice(input: $input) {
      ... on IamError {
        code
        message
      }
    }
  }
`;

/** A typed error, of any type: the schema can get new ones. */
export interface Refusal {
  /** IAM's error code, such as `EntityAlreadyExists`. */
  readonly code: string;
  readonly message: string;
  /** The problems of an invalid input. */
  readonly issues?: readonly { readonly path: readonly string[]; readonly message: string }[] | undefined;
}

export interface CreatedDevice {
  readonly serialNumber: string;
  readonly base32StringSeed: string;
  readonly qrCodePng: string;
}

/** The result of a mutation that returns something: that, or why nothing was done. */
export type CreateAnswer =
  | { readonly device: CreatedDevice; readonly refusal?: undefined }
  | { readonly device?: undefined; readonly refusal: Refusal };

/** Mutations of MFA devices. They throw the errors of `Gateway.ask`. */
export function deviceMutations(gateway: Gateway) {
  return {
    async create(virtualMfaDeviceName: string, idempotencyKey: string): Promise<CreateAnswer> {
      const variables = { input: { virtualMfaDeviceName } };
      const data = await change<deviceMutationsCreateMutation>(gateway, createMutation, variables, { idempotencyKey });
      const result = data.createVirtualMfaDevice;
      const refusal = refusalOf(result);
      if (refusal) return { refusal };
      const { virtualMfaDevice, base32StringSeed, qrCodePng } = result ?? {};
      if (!virtualMfaDevice || !base32StringSeed || !qrCodePng) throw new GatewayError([]);
      return { device: { ...virtualMfaDevice, base32StringSeed, qrCodePng } };
    },
    /** Returns why nothing was done; `undefined` if the device is enabled. */
    async enable(input: deviceMutationsEnableMutation["variables"]["input"]): Promise<Refusal | undefined> {
      const data = await change<deviceMutationsEnableMutation>(gateway, enableMutation, { input }, {});
      return refusalOf(data.enableMfaDevice);
    },
    /**
     * Returns why nothing was done; `undefined` if the device is deleted.
     * @param options `keepalive` if the page is about to close
     */
    async remove(serialNumber: string, options: Pick<AskOptions, "keepalive"> = {}): Promise<Refusal | undefined> {
      const variables = { input: { serialNumber } };
      const data = await change<deviceMutationsDeleteMutation>(gateway, deleteMutation, variables, options);
      return refusalOf(data.deleteVirtualMfaDevice);
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

/** The typed error of a result; `undefined` if it is the payload. Throws if the result is null. */
function refusalOf(result: Partial<Refusal> | null | undefined): Refusal | undefined {
  if (!result) throw new GatewayError([]);
  const { code, message, issues } = result;
  return code === undefined || message === undefined ? undefined : { code, message, issues };
}
