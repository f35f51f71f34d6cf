import type { IAM } from "@aws-sdk/client-iam";
import { expect } from "vitest";
import { refusalOf } from "../../embedded-iam/test-service.ts";
import type { Scenarios } from "../sandbox.ts";

/** Gives the text of the last answer that came, as the SDK got it. */
function keepAnswers(iam: IAM): () => string {
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
    // Below the SDK's own deserializer.
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

/** Without the declaration and the space between elements, which mean nothing; the request's id, if it is one, by name. */
function normalized(xml: string): string {
  return xml
    .replace(/^<\?xml[^>]*>/, "")
    .replaceAll(/>\s+</g, "><")
    .replace(/<RequestId>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}</, "<RequestId>a UUID<")
    .trim();
}

const namespace = "https://iam.amazonaws.com/doc/2010-05-08/";

// "Wire protocol" (1): raw answers reported from AWS (issues of nixops, ansible and legion).
export const wireScenarios: Scenarios = {
  "an error is one Error in an ErrorResponse, and the request's id beside it": async ({ iam, name }) => {
    const lastAnswer = keepAnswers(iam);
    const UserName = name("nobody");
    await refusalOf(iam.getUser({ UserName }));
    expect(normalized(lastAnswer())).toBe(
      [
        `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>NoSuchEntity</Code>`,
        `<Message>The user with name ${UserName} cannot be found.</Message></Error>`,
        "<RequestId>a UUID</RequestId></ErrorResponse>",
      ].join(""),
    );
  },

  // Documented.
  "the answer of an operation without output is the request's id": async ({ iam, name, path }) => {
    const GroupName = name("team");
    await iam.createGroup({ GroupName, Path: path });
    const lastAnswer = keepAnswers(iam);
    await iam.deleteGroup({ GroupName });
    expect(normalized(lastAnswer())).toBe(
      [
        `<DeleteGroupResponse xmlns="${namespace}"><ResponseMetadata>`,
        "<RequestId>a UUID</RequestId></ResponseMetadata></DeleteGroupResponse>",
      ].join(""),
    );
  },
};
