import { markUnreadable } from "../errors/index.ts";
import type { Stack } from "./attempts.ts";
import { readBody, responseOf } from "./response-body.ts";

/**
 * Marks the errors of one command whose response arrived and could not be read: see `isUnreadable`.
 * @param element that a successful response must contain, such as `TagUserResponse`. Responses to writes can consist of this
 *   element alone, and the SDK accepts any other document in its place.
 */
export function markUnreadableResponses(stack: Stack, element?: string): void {
  const toMiddleware = "deserializerMiddleware";
  let hasResponse = false;
  stack.addRelativeTo(
    (next) => async (attempt) => {
      hasResponse = false;
      try {
        return await next(attempt);
      } catch (error) {
        if (hasResponse && error instanceof Error && !("$fault" in error)) markUnreadable(error);
        throw error;
      }
    },
    { name: "markUnreadableResponses", relation: "before", toMiddleware },
  );
  stack.addRelativeTo(
    (next) => async (attempt) => {
      const output = await next(attempt);
      hasResponse = true;
      if (element !== undefined) await requireElement(element, output);
      return output;
    },
    { name: "noteResponses", relation: "after", toMiddleware },
  );
}

/** @throws Error if a successful response does not contain the element */
async function requireElement(element: string, output: unknown): Promise<void> {
  const response = responseOf(output);
  if (response !== undefined && response.statusCode >= 300) return;
  const bytes = response && (await readBody(response));
  if (!bytes?.includes(`<${element}`)) throw new Error(`the response has no element ${element}`);
}
