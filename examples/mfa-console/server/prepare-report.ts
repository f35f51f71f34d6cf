/**
 * Requests the credential report before the page is opened, because IAM needs several seconds to create it. Errors are ignored:
 * the page requests the report again, and shows them.
 * @param signal aborts the request
 */
export function prepareReport(gateway: URL, signal: AbortSignal): void {
  fetch(gateway, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ credentialReport { asOf } }" }),
    signal,
  })
    .then((response) => response.body?.cancel())
    .catch(() => {});
}
