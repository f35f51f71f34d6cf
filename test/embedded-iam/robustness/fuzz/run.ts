import { IAM } from "@aws-sdk/client-iam";
import fc from "fast-check";
import { expect } from "vitest";
import { createEmbeddedIam } from "../../../../src/embedded-iam/index.ts";
import { type OperationName, operations } from "../../../../src/iam-model/operations/index.ts";
import { startCommand, temporaryFolder } from "../../../support/command.ts";
import { readAccount } from "../kill/account.ts";
import { storeFaults } from "../store-check.ts";
import { codeOf, faultOf } from "./answer.ts";
import { exchange } from "./connection.ts";
import { furnish } from "./furnish.ts";
import { type FuzzRequest, fuzzRequests, requestsOf } from "./requests.ts";

/** The number of responses by label and code. */
export type Tally = Map<string, Map<string, number>>;

/**
 * Sends about this many requests to the command over HTTP and checks each response: half of them are nearly valid, and as many
 * of each operation as of the others, so that none is left to chance. Afterwards checks that the process lives
 * and has logged no failure, and that its store is intact and can be listed with the SDK.
 */
export async function fuzz(seed: number, requests: number): Promise<Tally> {
  await using temporary = await temporaryFolder();
  const file = temporary.file("iam.sqlite");
  await using command = await startCommand(["iam"], {
    IAMQL_EMBEDDED_IAM_FILE: file,
    IAMQL_EMBEDDED_IAM_SAMPLE: "off",
  });
  const endpoint = command.ready.iam ?? "";
  const port = Number(new URL(endpoint).port);
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const iam = new IAM({ endpoint, region: "us-east-1", credentials });
  const tally: Tally = new Map();
  const check = (kind: fc.Arbitrary<FuzzRequest>) =>
    fc.asyncProperty(kind, async ({ label, bytes, mayBeCutOff = false }) => {
      const answers = await exchange(port, bytes, mayBeCutOff);
      if (answers.length === 0) throw new Error("the server did not respond");
      for (const answer of answers) {
        const fault = faultOf(answer);
        if (fault !== undefined) throw new Error(fault.slice(0, 2000));
        count(tally, label, codeOf(answer));
      }
    });
  const names = Object.keys(operations) as OperationName[];
  const rounds = Math.ceil(requests / 2 / names.length);
  for (let round = 0; round < rounds; round++) {
    await furnish(iam);
    for (const [place, name] of names.entries()) {
      await fc.assert(check(requestsOf(name)), { seed: seed + round * names.length + place, numRuns: 1 });
    }
  }
  const others = Math.ceil(requests / 2);
  await fc.assert(check(fuzzRequests), { seed, numRuns: others, endOnFailure: false });

  expect((await iam.getUser()).User?.Arn).toBe("arn:aws:iam::123456789012:root");
  const before = await readAccount(iam);
  iam.destroy();
  const { code, stderr } = await command.stop();
  expect(code).toBe(0);
  expect(stderr).not.toMatch(/"level":"error"|\n\s+at /);
  expect(storeFaults(file)).toEqual([]);
  expect(await readFile(file)).toEqual(before);
  return tally;
}

/** Returns the account of a database file. */
async function readFile(file: string) {
  const service = await createEmbeddedIam({ file });
  const { requestHandler, rootCredentials } = service;
  try {
    return await readAccount(new IAM({ region: "us-east-1", requestHandler, credentials: rootCredentials }));
  } finally {
    await service.close();
  }
}

function count(tally: Tally, label: string, code: string): void {
  const codes = tally.get(label) ?? new Map<string, number>();
  tally.set(label, codes.set(code, (codes.get(code) ?? 0) + 1));
}
