import { errorTexts } from "../../../iam-model/error-texts.ts";
import { certificateId, parseCertificate } from "../../key-material/index.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { SigningCertificateRow } from "../../store/index.ts";
import { timestamp } from "../../timestamp.ts";
import {
  type OperationContext,
  type Owner,
  operation,
  requireOwner,
  requireSettableStatus,
  requireWithinQuota,
  takePage,
} from "../framework/index.ts";

/**
 * Uploading the owner's own certificate again succeeds with its id and date, and shows it as active although its status
 * stays (AWS-capture). An expired certificate is malformed (AWS-capture).
 */
export const uploadSigningCertificate = operation(
  "UploadSigningCertificate",
  ({ UserName, CertificateBody }, context) => {
    const { clock, quotas, signingCertificates } = context;
    const owner = requireOwner(context, UserName);
    const parsed = parseCertificate(CertificateBody);
    if (parsed === undefined || parsed.validToDate < clock()) {
      throw new ServiceError("MalformedCertificate", errorTexts.certificateMalformed(CertificateBody));
    }
    const id = certificateId(parsed);
    const present = signingCertificates.find(id);
    if (present?.userId === owner.id) {
      return { Certificate: certificateElement(owner, { ...present, status: "Active" }) };
    }
    if (present !== undefined) throw new ServiceError("DuplicateCertificate", errorTexts.certificateDuplicate());
    const count = signingCertificates.countOfOwner(owner.id);
    requireWithinQuota("CertificatesPerUser", count, quotas.signingCertificatesPerUser);
    const certificate: SigningCertificateRow = {
      certificateId: id,
      userId: owner.id,
      body: CertificateBody,
      status: "Active",
      uploadDate: timestamp(clock()),
    };
    signingCertificates.insert(certificate);
    return { Certificate: certificateElement(owner, certificate) };
  },
);

export const listSigningCertificates = operation("ListSigningCertificates", ({ UserName, ...input }, context) => {
  const { markers, signingCertificates } = context;
  const owner = requireOwner(context, UserName);
  const page = takePage(markers, ["ListSigningCertificates", owner.id ?? ""], input, {
    rows: (after, limit) => signingCertificates.ofOwner(owner.id, after, limit),
    keyOf: (certificate) => certificate.certificateId,
  });
  return { Certificates: page.rows.map((certificate) => certificateElement(owner, certificate)), ...page.ending };
});

export const updateSigningCertificate = operation(
  "UpdateSigningCertificate",
  ({ UserName, CertificateId, Status }, context) => {
    const certificate = requireSigningCertificate(context, requireOwner(context, UserName), CertificateId);
    requireSettableStatus(Status);
    context.signingCertificates.setStatus(certificate.certificateId, Status);
  },
);

export const deleteSigningCertificate = operation(
  "DeleteSigningCertificate",
  ({ UserName, CertificateId }, context) => {
    const certificate = requireSigningCertificate(context, requireOwner(context, UserName), CertificateId);
    context.signingCertificates.delete(certificate.certificateId);
  },
);

/** The same text for an unknown certificate (AWS-recorded) and another user's (AWS-capture). */
function requireSigningCertificate(
  { signingCertificates }: Pick<OperationContext, "signingCertificates">,
  owner: Owner,
  id: string,
): SigningCertificateRow {
  const certificate = signingCertificates.find(id);
  if (certificate === undefined || certificate.userId !== owner.id) {
    throw new ServiceError("NoSuchEntity", errorTexts.certificateNotFound(id));
  }
  return certificate;
}

function certificateElement({ user }: Owner, certificate: SigningCertificateRow) {
  return {
    UserName: user?.name,
    CertificateId: certificate.certificateId,
    CertificateBody: certificate.body,
    Status: certificate.status,
    UploadDate: certificate.uploadDate,
  };
}
