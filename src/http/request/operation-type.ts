import { type DocumentNode, getOperationAST, OperationTypeNode } from "graphql";

/** Which operation of a document is executed. */
interface Executed {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
}

/** Whether a mutation is executed. */
export function isMutation({ document, operationName }: Executed): boolean {
  return getOperationAST(document, operationName)?.operation === OperationTypeNode.MUTATION;
}

/** Whether a query is executed. */
export function isQuery({ document, operationName }: Executed): boolean {
  return getOperationAST(document, operationName)?.operation === OperationTypeNode.QUERY;
}
