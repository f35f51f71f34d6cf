import { errorTexts } from "../../../iam-model/error-texts.ts";
import { arns } from "../../arns.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { SamlProviderRow } from "../../store/index.ts";
import type { OperationContext } from "../framework/index.ts";

/** Finds a provider by ARN. ValidationError if it is not an ARN of a SAML provider (inferred), NoSuchEntity if unknown. */
export function requireSamlProvider(
  { account, samlProviders }: Pick<OperationContext, "account" | "samlProviders">,
  arn: string,
): SamlProviderRow {
  const [, name] = /^arn:[\w-]+:iam::\d{12}:saml-provider\/([\w._-]+)$/.exec(arn) ?? [];
  if (name === undefined) throw new ServiceError("ValidationError", errorTexts.arnInvalid());
  const provider = samlProviders.find(name);
  if (provider === undefined || arns.samlProvider(account, provider.name) !== arn) {
    throw new ServiceError("NoSuchEntity", errorTexts.samlProviderNotFound(arn));
  }
  return provider;
}
