import { IAMClient } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { createEmbeddedIam } from "../../src/embedded-iam/index.ts";
import { createUsers } from "../support/account.ts";
import { post, startCommand, temporaryFolder } from "../support/command.ts";
import { residentMiB } from "../support/process.ts";

describe("a gateway over 5,000 users", () => {
  it("lists them in pages of 1000, forwards and backwards, within 250 MiB resident", async () => {
    await using temporary = await temporaryFolder();
    const file = temporary.file("iam.sqlite");
    const embedded = await createEmbeddedIam({ file });
    const { requestHandler, rootCredentials: credentials } = embedded;
    await createUsers(new IAMClient({ region: "us-east-1", requestHandler, credentials }), 5000);
    await embedded.close();

    await using command = await startCommand([], { IAMQL_EMBEDDED_IAM_FILE: file });
    const query = `query ($first: Int, $after: String, $last: Int, $before: String) {
      users(first: $first, after: $after, last: $last, before: $before) {
        edges { cursor node { id userName userId arn path createDate passwordLastUsed } }
        pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
      }
    }`;
    const atStart = residentMiB(command.pid, "VmHWM");
    for (const direction of ["forwards", "backwards"]) {
      const names = new Set<string>();
      let cursor: string | false | null = null;
      do {
        const window: Record<string, unknown> =
          direction === "forwards" ? { first: 1000, after: cursor } : { last: 1000, before: cursor };
        const { edges, pageInfo } = (await post(command.ready.graphql, query, window)).data.users;
        for (const { node } of edges) names.add(node.userName);
        const { hasNextPage, endCursor, hasPreviousPage, startCursor } = pageInfo;
        cursor = direction === "forwards" ? hasNextPage && endCursor : hasPreviousPage && startCursor;
      } while (cursor);
      expect(names.size).toBe(5000);
    }
    const peak = residentMiB(command.pid, "VmHWM");
    console.log(`resident: ${atStart.toFixed(0)} MiB at the start, ${peak.toFixed(0)} MiB at most`);
    expect(peak).toBeLessThan(250);
  });
});
