/** Who an access key or an assigned MFA device belongs to: a user, by id, or null for the account's root user. */
export type OwnerId = string | null;
