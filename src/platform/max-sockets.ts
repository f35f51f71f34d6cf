/** How many connections to one host an agent opens. The calls of IAM share them: see src/iam/budget/connection-slots.ts. */
export const MAX_SOCKETS = 256;
