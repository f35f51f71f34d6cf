/**
 * A policy document as responses contain it: percent-encoded by RFC 3986, which leaves fewer characters than
 * `encodeURIComponent` (AWS-recorded).
 */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
