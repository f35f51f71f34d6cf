import { readFileSync } from "node:fs";
import { text as readAll } from "node:stream/consumers";
import { OperationTypeNode } from "graphql";
import { failureOf, type GatewayRequest, type GatewayResponse } from "../gateway/client.ts";
import { chooseGateway, type GatewayChoice, gatewayOptions, openGateway } from "../gateway/options.ts";
import { defineCommand, type Environment } from "../shell/command.ts";
import { CommandFailure, UsageError } from "../shell/failures.ts";
import { Interrupted, interruptible, pendingSignals } from "../shell/signals.ts";
import { findOperation, parseDocument } from "./document.ts";
import { parseVariables, readVariables } from "./variables.ts";

export const command = defineCommand({
  name: "query",
  positionals: ["DOCUMENT"],
  description: [
    "Sends a GraphQL document and prints the response as JSON: indented on a terminal, otherwise on one line. DOCUMENT is the\ndocument itself (a text that contains {), a file, or - for stdin.",
    "The declared type of a variable determines how --var reads its value: String and ID take the text; Int, Float, Boolean and\nlists take JSON; other types take JSON if the value starts with {, and otherwise text, for example for enums, ARNs and dates.\nUse --variables for null, and for secrets: other users of the machine can see a command's arguments.",
    "With --local, a gateway runs in this process: it takes no port and gives the caller full access. Mutations are audited\n(IAMQL_AUDIT_FILE). The embedded IAM's file must not be open in another process.",
  ],
  options: {
    var: { type: "string", multiple: true, value: "NAME=VALUE", meaning: "a variable; can be repeated" },
    variables: {
      type: "string",
      value: "JSON|FILE",
      meaning: "variables as a JSON object, a file that contains one, or - for stdin; --var takes precedence",
    },
    operation: {
      type: "string",
      value: "NAME",
      meaning: "the operation to run, if the document has several",
    },
    ...gatewayOptions,
  },
  examples: [
    ["iamql query '{ accountSummary { users } }'", "the number of users"],
    [
      "iamql query 'query ($name: String!) { user(userName: $name) { arn } }' --var name=amara.okafor",
      "the ARN of a user",
    ],
    ["iamql query report.graphql --operation Monthly --local", "an operation of a file, without a running gateway"],
  ],
  async run({ options, positionals: [source = ""], env, output }) {
    if (source === "-" && options.variables === "-") {
      throw new UsageError("Expected - only once: stdin can only be read once.");
    }
    const choice = chooseGateway(options, env);
    const query = await readSource("a document, which contains {", source);
    const operation = findOperation(parseDocument(query), options.operation);
    const all = options.variables === undefined ? "{}" : await readSource("a JSON object", options.variables);
    const variables = { ...parseVariables(all, operation), ...readVariables(options.var ?? [], operation) };

    const request = { query, operationName: options.operation, variables };
    const isMutation = operation.operation === OperationTypeNode.MUTATION;

    await interruptible(async (signal) => {
      const response = await send(choice, env, request, isMutation, signal);
      await output.write(`${JSON.stringify(response.body, null, output.isTerminal ? 2 : undefined)}\n`);
      const failure = failureOf(response);
      if (failure) throw failure;
      await pendingSignals();
      signal.throwIfAborted();
    });
  },
});

/** Sends the request and closes the gateway before the response is printed. */
async function send(
  choice: GatewayChoice,
  env: Environment,
  request: GatewayRequest,
  isMutation: boolean,
  signal: AbortSignal,
): Promise<GatewayResponse> {
  await using gateway = await openGateway(choice, env);
  signal.throwIfAborted();
  // A mutation that runs in this process is not interrupted.
  if (isMutation && choice.kind === "local") return await gateway.send(request, new AbortController().signal);
  try {
    return await gateway.send(request, signal);
  } catch (error) {
    if (!isMutation || !(error instanceof Interrupted)) throw error;
    throw new CommandFailure(error.exitCode, `${error.message} ${MAY_BE_APPLIED}`);
  }
}

const MAY_BE_APPLIED = "The mutation may still have been applied: check before you repeat it.";

/** The text itself if it contains {, stdin, or the content of a file. @throws UsageError if the file cannot be read */
async function readSource(expected: string, source: string): Promise<string> {
  if (source.includes("{")) return source;
  if (source === "-") return readAll(process.stdin);
  try {
    return readFileSync(source, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? ` (${error.code})` : "";
    throw new UsageError(`Expected ${expected}, a file, or - for stdin; the file "${source}" cannot be read${code}.`);
  }
}
