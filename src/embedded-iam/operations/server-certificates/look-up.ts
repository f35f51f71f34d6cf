import { errorTexts } from "../../../iam-model/error-texts.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { ServerCertificateRow } from "../../store/index.ts";
import type { OperationContext } from "../framework/index.ts";

/** Finds a server certificate by name, ignoring case (AWS-capture). NoSuchEntity quotes the name as given. */
export function requireServerCertificate(
  { serverCertificates }: Pick<OperationContext, "serverCertificates">,
  name: string,
): ServerCertificateRow {
  const certificate = serverCertificates.find(name);
  if (certificate === undefined) throw new ServiceError("NoSuchEntity", errorTexts.serverCertificateNotFound(name));
  return certificate;
}
