/** Exit codes of the process. */
export const EXIT = { done: 0, unexpected: 1, usage: 2, graphql: 3, transport: 4, SIGINT: 130, SIGTERM: 143 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit codes with their meanings, for `--help` and the documentation. */
export const exitCodeTable: readonly { readonly code: ExitCode; readonly meaning: string }[] = [
  { code: EXIT.done, meaning: "success" },
  { code: EXIT.unexpected, meaning: "unexpected error" },
  { code: EXIT.usage, meaning: "usage error: fix the command, a setting, a port or a file" },
  { code: EXIT.graphql, meaning: "the response has GraphQL errors (query prints the response)" },
  {
    code: EXIT.transport,
    meaning: "no gateway at the URL, or its response has status 401, 403 or 5xx, or is not GraphQL",
  },
  { code: EXIT.SIGINT, meaning: "stopped by Ctrl-C (start and iam exit with 0)" },
  { code: EXIT.SIGTERM, meaning: "stopped by SIGTERM (start and iam exit with 0)" },
];
