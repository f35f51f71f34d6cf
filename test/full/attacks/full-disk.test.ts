import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { expectBounded } from "../../attacks/attack.ts";
import { startAttacked } from "../../attacks/attacked-process.ts";
import { iamAnswer, startFakeIam } from "../../support/fake-iam.ts";
import { describeWithSmallDisk, mountSmallDisk } from "../../support/small-disk.ts";

const REPEATS = 50;

const group =
  "<Group><Path>/</Path><GroupName>developers</GroupName><GroupId>AGPA</GroupId><Arn>arn:aws:iam::123456789012:group/developers</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></Group>";
const createGroup =
  'mutation { createGroup(input: { groupName: "developers" }) { ... on CreateGroupPayload { group { groupName } } } }';
const created = { createGroup: { group: { groupName: "developers" } } };

function aws(url: string, env: Record<string, string>): Record<string, string> {
  return {
    IAMQL_IAM_BACKEND: "aws",
    IAMQL_AUTH: "none",
    AWS_ENDPOINT_URL_IAM: url,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    IAMQL_CALLER_REQUESTS_PER_MINUTE: "1000000",
    ...env,
  };
}

/** Sends the mutation; resolves to the answer's status, data and error codes. */
async function send(url: string, key?: string) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(key === undefined ? {} : { "idempotency-key": key }) },
    body: JSON.stringify({ query: createGroup }),
  });
  const { data, errors = [] } = await response.json();
  const codes = errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code);
  return { status: response.status, data, codes };
}

describeWithSmallDisk("a disk of 1 MiB that fills while the gateway runs", () => {
  it("between the begin and the end of a mutation with a key leaves its outcome unknown for repeats, also after a restart", async () => {
    await using disk = await mountSmallDisk();
    await using iam = await startFakeIam({
      answer({ action }) {
        if (iam.counts()["CreateGroup"] === 1) disk.fill();
        return iamAnswer(action, group);
      },
    });
    const env = aws(iam.url, { IAMQL_STATE_FILE: disk.file("gateway.sqlite") });
    const unknown = { status: 409, data: undefined, codes: ["IDEMPOTENCY_OUTCOME_UNKNOWN"] };
    {
      await using attacked = await startAttacked(env);
      const report = await attacked.during(async () => {
        const first = await send(attacked.url, "k1");
        const repeats = await Promise.all(Array.from({ length: REPEATS }, () => send(attacked.url, "k1")));
        return { first, repeats, other: await send(attacked.url, "k2") };
      });
      const { result } = report;
      expect(result.first).toEqual({ status: 200, data: created, codes: [] });
      expect(result.repeats).toEqual(Array.from({ length: REPEATS }, () => unknown));
      expect(result.other).toEqual({ status: 503, data: undefined, codes: ["IDEMPOTENCY_UNAVAILABLE"] });
      expectBounded(report);
      disk.makeRoom();
      expect(await send(attacked.url, "k1")).toEqual(unknown);
      expect((await attacked.stop()).code).toBe(0);
    }
    await using again = await startAttacked(env);
    expect(await send(again.url, "k1")).toEqual(unknown);
    expect(await send(again.url, "k2")).toEqual({ status: 200, data: created, codes: [] });
    expect(iam.counts()).toMatchObject({ CreateGroup: 2 });
  });

  it("lets no mutation reach IAM without its audit entry, and begins the next entry on a line of its own", async () => {
    await using disk = await mountSmallDisk();
    await using iam = await startFakeIam({ answer: ({ action }) => iamAnswer(action, group) });
    const auditFile = disk.file("audit.jsonl");
    await using attacked = await startAttacked(aws(iam.url, { IAMQL_AUDIT_FILE: auditFile }));
    expect(await send(attacked.url)).toMatchObject({ data: created });
    disk.fill();
    const report = await attacked.during(() => Promise.all(Array.from({ length: REPEATS }, () => send(attacked.url))));
    // The file's last block still has room for some entries.
    expect(report.result.at(-1)?.codes).toEqual(["AUDIT_UNAVAILABLE"]);
    expectBounded(report);
    disk.makeRoom();
    expect(await send(attacked.url)).toMatchObject({ data: created });
    const events = readFileSync(auditFile, "utf8").trimEnd().split("\n").map(eventOf);
    expect(events.filter((event) => event === "intent").length).toBe(iam.counts()["CreateGroup"]);
    expect(events.slice(-2)).toEqual(["intent", "outcome"]);
  });
});

/** The event of a line, or undefined for a line that was cut off. */
function eventOf(line: string): string | undefined {
  try {
    return JSON.parse(line).event;
  } catch {
    return undefined;
  }
}
