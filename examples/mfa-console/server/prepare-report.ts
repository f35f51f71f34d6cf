/**
 * Has IAM make its credential report, which takes it some seconds, before somebody opens the page. Where the gateway wants
 * a token, or IAM cannot be asked, nothing is lost: the page asks again, and says what is wrong.
 * @param signal ends it with the gateway
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
