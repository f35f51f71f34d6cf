/**
 * IAM's messages about passwords, keys, certificates, service-specific credentials and SAML providers. The comment at each states
 * its evidence, in the words of `errorTexts`.
 */
export const credentialErrorTexts = {
  /** AWS-recorded. */
  accessKeyNotFound: (id: string) => `The Access Key with id ${id} cannot be found.`,

  /** Unverified, also its code ValidationError: GetAccessKeyInfo with an id that contains no account. */
  accessKeyIdInvalid: (id: string) => `${id} is not a valid access key id`,

  /** AWS-capture (InvalidInput) for SSH keys, certificates and service-specific credentials; inferred for access keys. */
  statusNotSettable: (status: string) => `Operation does not support status ${status}`,

  /** AWS-recorded. */
  loginProfileExists: (userName: string) => `Login Profile for user ${userName} already exists.`,
  /** AWS-recorded, with a capital U. */
  loginProfileNotFound: (userName: string) => `Login Profile for User ${userName} cannot be found.`,
  /** AWS-report. */
  passwordRefused: () => "Password does not conform to the account password policy.",

  /** AWS-recorded: GetAccountPasswordPolicy, and the other text of DeleteAccountPasswordPolicy. */
  passwordPolicyNotFound: (accountId: string) => `The Password Policy with domain name ${accountId} cannot be found.`,
  passwordPolicyNotFoundOnDelete: () => "The account policy with name PasswordPolicy cannot be found.",
  /** Unverified, all three: the codes InvalidUserType (model) and AccessDenied (AWS-capture) of ChangePassword are known. */
  passwordOfNoUser: () => "Only IAM Users can change their own password",
  oldPasswordWrong: () => "The old password was incorrect.",
  newPasswordEqual: () => "The new password must differ from the old password.",

  /** AWS-capture (UnrecognizedPublicKeyEncoding). */
  publicKeyUnrecognized: () => "Invalid public key uploaded.",
  /** AWS-capture (InvalidPublicKey): an RSA key of less than 2048 bits. */
  publicKeyInvalid: () => "Invalid body for public key",
  /** AWS-capture (DuplicateSSHPublicKey). */
  publicKeyDuplicate: () => "Duplicate SSH public key uploaded.",
  /** AWS-recorded. */
  publicKeyNotFound: (id: string) => `The Public Key with id ${id} cannot be found.`,
  /** AWS-capture (NoSuchEntity): the key belongs to another user. */
  publicKeyOfAnother: (id: string) => `User has no Public Key with id ${id}.`,

  /** AWS-recorded (MalformedCertificate), also of an expired certificate (AWS-capture). */
  certificateMalformed: (body: string) => `Certificate ${body} is malformed.`,
  /** AWS-capture (DuplicateCertificate): another user has it. */
  certificateDuplicate: () => "Duplicate certificate uploaded.",
  /** AWS-recorded. */
  certificateNotFound: (id: string) => `The Certificate with id ${id} cannot be found.`,

  /** AWS-capture (ValidationError, without a period). */
  credentialServiceMalformed: () => "ServiceName must match [a-zA-Z0-9.-]*",
  /** AWS-capture (NoSuchEntity). */
  credentialServiceUnknown: (name: string) => `No such service ${name} is supported for Service Specific Credentials`,
  /** AWS-capture (NoSuchEntity). */
  credentialNotFound: (id: string) => `No such credential ${id} exists`,
  /** AWS-capture (ValidationError). */
  credentialOfAnother: (userName: string, id: string) =>
    `User ${userName} does not have a service specific credential with id ${id}`,
  /** Unverified, also its code ValidationError (model: AllUsers excludes UserName). */
  credentialsOfOneAndAll: () => "Specify either UserName or AllUsers.",

  /** AWS-recorded, both. */
  serverCertificateNotFound: (name: string) => `The Server Certificate with name ${name} cannot be found.`,
  serverCertificateExists: (name: string) => `The Server Certificate with name ${name} already exists.`,
  /** AWS-capture (MalformedCertificate). */
  serverCertificateUnparsable: () => "Unable to parse certificate. Please ensure the certificate is in PEM format.",
  /** AWS-capture (MalformedCertificate). */
  serverCertificateExpired: () =>
    "Certificate is no longer valid. The 'Not After' date restriction on the certificate has passed.",
  /** Unverified, also its code MalformedCertificate. */
  privateKeyUnparsable: () => "Unable to parse private key. Please ensure the private key is in PEM format.",
  /** AWS-capture (KeyPairMismatch). */
  privateKeyMismatch: () =>
    "The private key did not match the public key provided. Please verify the key material and try again.",
  /** AWS-capture (MalformedCertificate), both. */
  certificateChainUnparsable: () => "Unknown",
  certificateChainInvalid: (index: number) =>
    `Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order. The index within the chain of the invalid certificate is: ${index}`,
  /** AWS-capture (InvalidInput): TagServerCertificate and UntagServerCertificate with an empty list. */
  tagMapEmpty: () => "The provided tag map must not be null/empty.",
  tagKeysEmpty: () => "The provided tag keys must not be null/empty.",

  /** AWS-recorded, for Get and Delete; inferred for the other operations. */
  samlProviderNotFound: (arn: string) => `Manifest not found for arn ${arn}`,
  /** AWS-report (aws-resource-providers#59). */
  samlProviderExists: (name: string) => `Provider with name ${name} already exists.`,
  /** AWS-capture (InvalidInput), both. */
  samlMetadataUnparsable: () => "Could not parse metadata",
  samlMetadataWithoutIssuer: () => "SAML Providers must reference at least one SAML assertion issuer.",
  /** AWS-capture (ValidationError): CreateSAMLProvider, UpdateSAMLProvider, UpdateSAMLProvider. */
  samlEncryptionKeyNotProvided: () =>
    "Unable to set assertion encryption mode to Required because no private key is provided.",
  samlProviderUnchanged: () =>
    "Unable to update identity provider. No updates are defined for metadata or encryption assertion.",
  samlKeysAddedAndRemoved: () =>
    "Unable to add and remove private keys in the same request. Set a value for only one of the two parameters.",
  /** AWS-capture (InvalidInput): UpdateSAMLProvider, both. */
  samlEncryptionKeyMissing: () =>
    "Failed to set assertion encryption mode to Required because no private key is present.",
  samlKeyNotRemovable: () => "Failed to remove private key.",
  /** AWS-capture (LimitExceeded). */
  samlKeysExceeded: (limit: number) => `Private key limit of ${limit} is reached.`,
  /** Unverified (InvalidInput). */
  samlKeyUnparsable: () => "Failed to parse private key.",

  /** Unverified (NoSuchEntity): the job of GetServiceLastAccessedDetails. */
  accessReportNotFound: (jobId: string) => `The job with id ${jobId} cannot be found.`,
};
