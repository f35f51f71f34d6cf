/** The value of a JSON text; undefined if the text is not JSON. The value has no known type: check it before use. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
