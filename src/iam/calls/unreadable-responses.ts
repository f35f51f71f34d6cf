import type { Stack } from "./attempts.ts";
import { readBody, responseOf } from "./response-body.ts";

/** What was thrown after an answer had begun to arrive, other than the errors that IAM answers. */
const thrownByAnswers = new WeakSet<Error>();

/** Whether an answer arrived that could not be read: nothing is known of what IAM did. */
export function isUnreadableAnswer(thrown: unknown): boolean {
  return thrown instanceof Error && thrownByAnswers.has(thrown);
}

/**
 * Notes for one command which errors its answers throw, wherever the SDK reads them: `isUnreadableAnswer` knows them.
 * @param element that a successful answer has to contain, such as `TagUserResponse`. Answers of writes may have nothing else,
 *   and the SDK takes any other document for one.
 */
export function noteUnreadableAnswers(stack: Stack, element?: string): void {
  const toMiddleware = "deserializerMiddleware";
  let hasAnswer = false;
  stack.addRelativeTo(
    (next) => async (attempt) => {
      hasAnswer = false;
      try {
        return await next(attempt);
      } catch (error) {
        if (hasAnswer && error instanceof Error && !("$fault" in error)) thrownByAnswers.add(error);
        throw error;
      }
    },
    { name: "noteUnreadableAnswers", relation: "before", toMiddleware },
  );
  stack.addRelativeTo(
    (next) => async (attempt) => {
      const answer = await next(attempt);
      hasAnswer = true;
      if (element !== undefined) await expectElement(element, answer);
      return answer;
    },
    { name: "noteAnswers", relation: "after", toMiddleware },
  );
}

/** @throws where a successful answer does not contain the element */
async function expectElement(element: string, answer: unknown): Promise<void> {
  const response = responseOf(answer);
  if (response !== undefined && response.statusCode >= 300) return;
  const bytes = response && (await readBody(response));
  if (!bytes?.includes(`<${element}`)) throw new Error(`The answer has no element ${element}`);
}
