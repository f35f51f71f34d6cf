import { errorTexts } from "../../../iam-model/error-texts.ts";
import { arns } from "../../arns.ts";
import { findChainFault, parseCertificate, parseCertificates, parsePrivateKey } from "../../key-material/index.ts";
import { ServiceError } from "../../protocol/index.ts";
import type { ServerCertificateRow } from "../../store/index.ts";
import { timestamp } from "../../timestamp.ts";
import {
  addTags,
  echoTags,
  type OperationContext,
  operation,
  requireTagKeys,
  requireWithinQuota,
  tagElement,
  takePage,
} from "../framework/index.ts";
import { requireServerCertificate } from "./look-up.ts";

export const uploadServerCertificate = operation(
  "UploadServerCertificate",
  ({ Path = "/", ServerCertificateName, CertificateBody, PrivateKey, CertificateChain, Tags = [] }, context) => {
    const { clock, newId, quotas, serverCertificates, serverCertificateTags } = context;
    requireFreeName(context, ServerCertificateName);
    const expiration = requireValid(clock(), CertificateBody, PrivateKey, CertificateChain);
    requireTagKeys(serverCertificateTags, Tags);
    requireWithinQuota("ServerCertificatesPerAccount", serverCertificates.count(), quotas.serverCertificatesPerAccount);
    const certificate: ServerCertificateRow = {
      certificateId: newId("serverCertificate"),
      name: ServerCertificateName,
      path: Path,
      // Without the white space around it (AWS-capture).
      body: CertificateBody.trim(),
      chain: CertificateChain?.trim() ?? null,
      uploadDate: timestamp(clock()),
      expiration: timestamp(expiration),
    };
    serverCertificates.insert(certificate);
    addTags(context, serverCertificateTags, certificate.certificateId, Tags);
    return { ServerCertificateMetadata: metadataElement(context, certificate), ...echoTags(Tags) };
  },
);

/** Tags are always present (AWS-recorded). The private key is never returned (docs). */
export const getServerCertificate = operation("GetServerCertificate", ({ ServerCertificateName }, context) => {
  const certificate = requireServerCertificate(context, ServerCertificateName);
  return {
    ServerCertificate: {
      ServerCertificateMetadata: metadataElement(context, certificate),
      CertificateBody: certificate.body,
      CertificateChain: certificate.chain ?? undefined,
      Tags: context.serverCertificateTags.of(certificate.certificateId).map(tagElement),
    },
  };
});

export const listServerCertificates = operation("ListServerCertificates", ({ PathPrefix = "/", ...input }, context) => {
  const { markers, serverCertificates } = context;
  const page = takePage(markers, ["ListServerCertificates", PathPrefix], input, {
    rows: (after, limit) => serverCertificates.list(PathPrefix, after, limit),
    keyOf: (certificate) => certificate.name,
  });
  return {
    ServerCertificateMetadataList: page.rows.map((certificate) => metadataElement(context, certificate)),
    ...page.ending,
  };
});

export const updateServerCertificate = operation(
  "UpdateServerCertificate",
  ({ ServerCertificateName, NewPath, NewServerCertificateName }, context) => {
    const certificate = requireServerCertificate(context, ServerCertificateName);
    const name = NewServerCertificateName ?? certificate.name;
    if (name !== certificate.name) requireFreeName(context, name);
    context.serverCertificates.rename(certificate.certificateId, name, NewPath ?? certificate.path);
  },
);

/** No service of this account can use the certificate, so nothing prevents its deletion. */
export const deleteServerCertificate = operation("DeleteServerCertificate", ({ ServerCertificateName }, context) => {
  const { certificateId } = requireServerCertificate(context, ServerCertificateName);
  context.serverCertificates.delete(certificateId);
});

function requireFreeName({ serverCertificates }: Pick<OperationContext, "serverCertificates">, name: string): void {
  if (serverCertificates.find(name) !== undefined) {
    throw new ServiceError("EntityAlreadyExists", errorTexts.serverCertificateExists(name));
  }
}

/** Returns when the certificate expires. MalformedCertificate or KeyPairMismatch (AWS-capture; their order inferred). */
function requireValid(now: Date, body: string, privateKey: string, chain: string | undefined): Date {
  const certificate = parseCertificate(body);
  if (certificate === undefined) throw malformed(errorTexts.serverCertificateUnparsable());
  const key = parsePrivateKey(privateKey);
  if (key === undefined) throw malformed(errorTexts.privateKeyUnparsable());
  if (!certificate.checkPrivateKey(key)) {
    throw new ServiceError("KeyPairMismatch", errorTexts.privateKeyMismatch());
  }
  if (certificate.validToDate < now) throw malformed(errorTexts.serverCertificateExpired());
  if (chain !== undefined) {
    const certificates = parseCertificates(chain);
    if (certificates === undefined) throw malformed(errorTexts.certificateChainUnparsable());
    const index = findChainFault(certificate, certificates);
    if (index !== undefined) throw malformed(errorTexts.certificateChainInvalid(index));
  }
  return certificate.validToDate;
}

function malformed(text: string): ServiceError {
  return new ServiceError("MalformedCertificate", text);
}

function metadataElement({ account }: Pick<OperationContext, "account">, certificate: ServerCertificateRow) {
  return {
    Path: certificate.path,
    ServerCertificateName: certificate.name,
    ServerCertificateId: certificate.certificateId,
    Arn: arns.serverCertificate(account, certificate.path, certificate.name),
    UploadDate: certificate.uploadDate,
    Expiration: certificate.expiration,
  };
}
