export {
  type Certificate,
  certificateId,
  findChainFault,
  matchesPrivateKey,
  parseCertificate,
  parseCertificates,
  parsePrivateKey,
} from "./certificates.ts";
export { type MetadataFault, samlMetadataFault } from "./saml-metadata.ts";
export { parseSshPublicKey, type SshPublicKey } from "./ssh-public-keys.ts";
