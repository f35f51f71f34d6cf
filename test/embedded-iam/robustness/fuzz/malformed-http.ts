import fc from "fast-check";

const getUser = "Action=GetUser&Version=2010-05-08";
const length = `Content-Length: ${getUser.length}`;
const start = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n";

/** Complete requests that violate HTTP. */
export const malformedHttp: fc.Arbitrary<string> = fc.constantFrom(
  "GARBAGE\r\n\r\n",
  "GET /\r\n\r\n",
  "GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
  "get / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
  "GET / HTTP/1.0\r\n\r\n",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03",
  "<?xml version='1.0'?><a/>\r\n\r\n",
  // No Host header, and two of them.
  `POST / HTTP/1.1\r\n${length}\r\n\r\n${getUser}`,
  `${start}Host: example.org\r\n${length}\r\n\r\n${getUser}`,
  // Wrong or contradicting lengths, as in request smuggling.
  `${start}Content-Length: -1\r\n\r\n${getUser}`,
  `${start}Content-Length: abc\r\n\r\n${getUser}`,
  `${start}Content-Length: 99999999999999999999\r\n\r\n${getUser}`,
  `${start}Content-Length: 5, 6\r\n\r\n${getUser}`,
  `${start}Content-Length: 5\r\nContent-Length: 6\r\n\r\n${getUser}`,
  `${start}${length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  `${start}Transfer-Encoding: nonsense\r\n\r\n${getUser}`,
  `${start}Transfer-Encoding: chunked\r\n\r\nzz\r\n${getUser}\r\n0\r\n\r\n`,
  `${start}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n${getUser}\r\n0\r\n\r\n`,
  `${start}Transfer-Encoding: chunked\r\n\r\n5\r\nActio`,
  // Truncated in the headers and in the body.
  "POST / HTTP/1.1\r\nHost: 127",
  `${start}Content-Length: 1000\r\n\r\n${getUser}`,
  // Invalid headers.
  `${start}No colon\r\n\r\n`,
  `${start}Space : before the colon\r\n\r\n`,
  `${start}: no name\r\n\r\n`,
  `${start}Nul: \x00\r\n\r\n`,
  `${start}Folded: one\r\n two\r\n\r\n`,
  `${start}Bare: carriage\rreturn\r\n\r\n`,
  `POST / HTTP/1.1\nHost: 127.0.0.1\n${length}\n\n${getUser}`,
  // Oversized parts.
  `${start}Long: ${"a".repeat(20_000)}\r\n\r\n`,
  `${start}${"Many: a\r\n".repeat(3000)}\r\n`,
  `GET /?${"a".repeat(20_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
  // Protocols that the server does not support.
  `${start}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  `${start}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n`,
  `${start}Expect: nonsense\r\n${length}\r\n\r\n${getUser}`,
  // Several requests on one connection, the last of them malformed.
  `${start}${length}\r\n\r\n${getUser}${start}Content-Length: x\r\n\r\n`,
);
