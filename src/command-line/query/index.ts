import { readFileSync } from "node:fs";
import { text as readAll } from "node:stream/consumers";
import { OperationTypeNode } from "graphql";
import { type Answer, failureOf, type Question } from "../gateway/ask.ts";
import { openGateway } from "../gateway/open.ts";
import { chooseGateway, type GatewayChoice, gatewayOptions } from "../gateway/options.ts";
import { defineCommand, type Environment } from "../shell/command.ts";
import { CommandFailure, UsageError } from "../shell/failures.ts";
import { Interrupted, interruptible, pendingSignals } from "../shell/signals.ts";
import { findOperation, parseDocument } from "./document.ts";
import { parseVariables, readVariables } from "./variables.ts";

export const command = defineCommand({
  name: "query",
  words: ["DOCUMENT"],
  description: [
    "Sends a GraphQL document and prints the answer, as JSON: indented on a terminal, otherwise in one line. DOCUMENT is the\ndocument itself (which has a {), a file that holds it, or - for stdin.",
    "A variable's value is read by the type that the document declares. String and ID take it as it stands; Int, Float,\nBoolean and lists take JSON; all others take JSON where it begins with {, and otherwise text, as for enums, ARNs and\ndates. For null, and for secrets, which others on the machine can see among a command's words, there is --variables.",
    "With --local, an answer comes from this process: no port is taken, whoever may run it may do everything, and changes\nare audited (IAMQL_AUDIT_FILE). The embedded IAM's file must not be open in another process.",
  ],
  options: {
    var: { type: "string", multiple: true, value: "NAME=VALUE", meaning: "a variable; may be given several times" },
    variables: {
      type: "string",
      value: "JSON|FILE",
      meaning: "a JSON object with variables, a file that holds one, or - for stdin; --var goes before it",
    },
    operation: { type: "string", value: "NAME", meaning: "which operation is to run, where the document has several" },
    ...gatewayOptions,
  },
  examples: [
    ["iamql query '{ accountSummary { users } }'", "how many users there are"],
    [
      "iamql query 'query ($name: String!) { user(userName: $name) { arn } }' --var name=amara.okafor",
      "a user's ARN, by the name",
    ],
    ["iamql query report.graphql --operation Monthly --local", "an operation of a file, without a gateway"],
  ],
  async run({ options, words: [word = ""], env, output }) {
    if (word === "-" && options.variables === "-") throw new UsageError("Expected - once: stdin can be read once.");
    const choice = chooseGateway(options, env);
    const query = await readSource("a document, which has a {", word);
    const operation = findOperation(parseDocument(query), options.operation);
    const all = options.variables === undefined ? "{}" : await readSource("a JSON object", options.variables);
    const variables = { ...parseVariables(all, operation), ...readVariables(options.var ?? [], operation) };

    const question = { query, operationName: options.operation, variables };
    const isMutation = operation.operation === OperationTypeNode.MUTATION;

    await interruptible(async (signal) => {
      const answer = await ask(choice, env, question, isMutation, signal);
      await output.write(`${JSON.stringify(answer.body, null, output.isTerminal ? 2 : undefined)}\n`);
      const failure = failureOf(answer);
      if (failure) throw failure;
      await pendingSignals();
      signal.throwIfAborted();
    });
  },
});

/** Asks, and lets go of the gateway: the answer is printed when everything is closed. */
async function ask(
  choice: GatewayChoice,
  env: Environment,
  question: Question,
  isMutation: boolean,
  signal: AbortSignal,
): Promise<Answer> {
  await using gateway = await openGateway(choice, env);
  signal.throwIfAborted();
  // What has begun to change things in this process is let finish.
  if (isMutation && choice.kind === "local") return await gateway.ask(question, new AbortController().signal);
  try {
    return await gateway.ask(question, signal);
  } catch (error) {
    if (!isMutation || !(error instanceof Interrupted)) throw error;
    throw new CommandFailure(error.exitCode, `${error.message} ${MAY_BE_DONE}`);
  }
}

const MAY_BE_DONE = "What was asked for may have been done all the same: look before you repeat it.";

/** What a word stands for: itself if it has a brace, stdin, or a file. @throws UsageError where that cannot be read */
async function readSource(expected: string, word: string): Promise<string> {
  if (word.includes("{")) return word;
  if (word === "-") return readAll(process.stdin);
  try {
    return readFileSync(word, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? ` (${error.code})` : "";
    throw new UsageError(`Expected ${expected}, or a file, or - for stdin; "${word}" cannot be read as a file${code}.`);
  }
}
