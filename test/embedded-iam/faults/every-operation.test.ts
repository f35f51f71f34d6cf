import { describe, expect, it } from "vitest";
import type { Faults } from "../../../src/embedded-iam/index.ts";
import { apiOf, apis, type OperationName, operations } from "../../../src/iam-model/operations/index.ts";
import { startService } from "../test-service.ts";

const all = Object.keys(operations) as OperationName[];

/** Sends every operation without parameters. Returns the codes of the responses by operation. */
async function codesOfAll(faults: Faults): Promise<Record<string, string | undefined>> {
  const { wire } = await startService({ faults });
  const codes: Record<string, string | undefined> = {};
  for (const Action of all) {
    const { xml } = await wire({ Action, Version: apis[apiOf(Action)].version });
    codes[Action] = /<Code>(\w+)<\/Code>/.exec(xml)?.[1];
  }
  return codes;
}

function each(code: string): Record<string, string> {
  return Object.fromEntries(all.map((name) => [name, code]));
}

describe("every operation", () => {
  it("fails with ServiceFailure, before its input is checked", async () => {
    expect(await codesOfAll({ failures: 1 })).toEqual(each("ServiceFailure"));
  });

  it("is denied by deny: *, except GetCallerIdentity, which needs no permission", async () => {
    expect(await codesOfAll({ deny: ["*"] })).toEqual({ ...each("AccessDenied"), GetCallerIdentity: undefined });
  });

  it("has its own bucket of calls", async () => {
    const throttle = Object.fromEntries(all.map((name) => [name, { perSecond: 1, burst: 1 }]));
    const { wire } = await startService({ faults: { throttle } });
    const second: Record<string, boolean> = {};
    for (const Action of all) {
      const request = { Action, Version: apis[apiOf(Action)].version };
      const [first, again] = [await wire(request), await wire(request)];
      second[Action] = !first.xml.includes("<Code>Throttling<") && again.xml.includes("<Code>Throttling<");
    }
    expect(Object.keys(second).filter((name) => !second[name])).toEqual([]);
  });
});
