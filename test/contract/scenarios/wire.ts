import type { IAM } from "@aws-sdk/client-iam";
import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Scenarios } from "../sandbox.ts";

/** Returns a function that gives the body of the last response, as the SDK received it. */
function keepResponses(iam: IAM): () => string {
  let text = "";
  iam.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { response } = result;
      if (typeof response === "object" && response !== null && "body" in response) {
        const bytes = await bytesOf(response.body);
        response.body = bytes;
        text = bytes.toString("utf8");
      }
      return result;
    },
    // Before the SDK's own deserializer.
    { step: "deserialize", priority: "low" },
  );
  return () => text;
}

async function bytesOf(body: unknown): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body);
  if (typeof body !== "object" || body === null || !(Symbol.asyncIterator in body)) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The XML without its declaration and without space between elements. A valid request id is replaced. */
function normalized(xml: string): string {
  return xml
    .replace(/^<\?xml[^>]*>/, "")
    .replaceAll(/>\s+</g, "><")
    .replace(/<RequestId>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}</, "<RequestId>a UUID<")
    .trim();
}

const namespace = "https://iam.amazonaws.com/doc/2010-05-08/";

// "Wire protocol" (1): raw responses reported from AWS (issues of nixops, ansible and legion).
export const wireScenarios: Scenarios = {
  "an error is one Error in an ErrorResponse, next to the request id": async ({ iam, name }) => {
    const lastResponse = keepResponses(iam);
    const UserName = name("missing");
    await refusalOf(iam.getUser({ UserName }));
    expect(normalized(lastResponse())).toBe(
      [
        `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>NoSuchEntity</Code>`,
        `<Message>The user with name ${UserName} cannot be found.</Message></Error>`,
        "<RequestId>a UUID</RequestId></ErrorResponse>",
      ].join(""),
    );
  },

  // Documented.
  "the response of an operation without output has only the request id": async ({ iam, name, path }) => {
    const GroupName = name("team");
    await iam.createGroup({ GroupName, Path: path });
    const lastResponse = keepResponses(iam);
    await iam.deleteGroup({ GroupName });
    expect(normalized(lastResponse())).toBe(
      [
        `<DeleteGroupResponse xmlns="${namespace}"><ResponseMetadata>`,
        "<RequestId>a UUID</RequestId></ResponseMetadata></DeleteGroupResponse>",
      ].join(""),
    );
  },
};
