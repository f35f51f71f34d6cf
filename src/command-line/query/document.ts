import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode, parse } from "graphql";
import { UsageError } from "../shell/failures.ts";

/** Parses a document. @throws UsageError with the line and column of a syntax error */
export function parseDocument(text: string): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { line = 1, column = 1 } = error.locations?.[0] ?? {};
    throw new UsageError(
      `The document has a syntax error at line ${line}, column ${column}: ${withoutStrings(error.message)}`,
    );
  }
}

/** Removes strings of the document, which can be secrets. */
function withoutStrings(message: string): string {
  return message.replace(/^Syntax Error: /, "").replace(/\b(String|BlockString) "[\s\S]*"/, "$1");
}

/** The operation to run. @throws UsageError if there is none with this name, or several and no name */
export function findOperation(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const names = operations.map((operation) => operation.name?.value ?? "(without a name)").join(", ");
  const [operation] =
    name === undefined ? operations : operations.filter((operation) => operation.name?.value === name);
  if (operations.length === 0) throw new UsageError("Expected an operation in the document; it has only fragments.");
  if (operation === undefined) throw new UsageError(`Expected --operation to be one of ${names}; got another name.`);
  if (name === undefined && operations.length > 1) {
    throw new UsageError(`Expected --operation NAME, because the document has several operations: ${names}.`);
  }
  return operation;
}
