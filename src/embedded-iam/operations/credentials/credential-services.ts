import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";

/** How a service's credentials look: a user name and a password, or an alias and an API key with a prefix. */
export type CredentialForm = { readonly kind: "password" } | { readonly kind: "key"; readonly prefix: string };

/** The services with service-specific credentials (AWS-capture). The prefixes of all keys except ABSK are 3p. */
const services: Readonly<Record<string, CredentialForm>> = {
  "codecommit.amazonaws.com": { kind: "password" },
  "cassandra.amazonaws.com": { kind: "password" },
  "bedrock.amazonaws.com": { kind: "key", prefix: "ABSK" },
  "logs.amazonaws.com": { kind: "key", prefix: "ACWL" },
  "cloudwatch.amazonaws.com": { kind: "key", prefix: "APIAACWM" },
  "aws-external-anthropic.amazonaws.com": { kind: "key", prefix: "AEAA" },
};

/** The name of a service as IAM returns it: in lower case (AWS-capture). */
export function requireCredentialService(name: string): string {
  if (!/^[a-zA-Z0-9.-]*$/.test(name)) {
    throw new ServiceError("ValidationError", errorTexts.credentialServiceMalformed());
  }
  const service = name.toLowerCase();
  if (!Object.hasOwn(services, service)) {
    throw new ServiceError("NoSuchEntity", errorTexts.credentialServiceUnknown(name));
  }
  return service;
}

/** The form of the credentials of a service that `requireCredentialService` returned. */
export function credentialForm(service: string): CredentialForm {
  return services[service] ?? { kind: "password" };
}

/** A new secret: 60 characters that end with `=`, or a key that contains the alias (AWS-capture for the lengths). */
export function makeCredentialSecret(
  form: CredentialForm,
  alias: string,
  randomBytes: (size: number) => Uint8Array,
): string {
  const password = Buffer.from(randomBytes(44)).toString("base64");
  return form.kind === "password" ? password : form.prefix + Buffer.from(`${alias}:${password}`).toString("base64");
}
