/** What the process tells its shell when it ends. */
export const EXIT = { done: 0, unexpected: 1, usage: 2, graphql: 3, transport: 4, SIGINT: 130, SIGTERM: 143 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The same for people: what `--help` and the README say. */
export const exitCodeTable: readonly { readonly code: ExitCode; readonly meaning: string }[] = [
  { code: EXIT.done, meaning: "done" },
  { code: EXIT.unexpected, meaning: "what nobody expected" },
  { code: EXIT.usage, meaning: "the command, its settings, a port or a file: mend them" },
  { code: EXIT.graphql, meaning: "the answer has GraphQL errors (query prints it all the same)" },
  { code: EXIT.transport, meaning: "no gateway answers there, or it answers 401, 403, 5xx or no GraphQL" },
  { code: EXIT.SIGINT, meaning: "stopped by Ctrl-C (start and iam exit 0)" },
  { code: EXIT.SIGTERM, meaning: "stopped by SIGTERM (start and iam exit 0)" },
];
