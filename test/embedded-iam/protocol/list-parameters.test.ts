import { describe, expect, it } from "vitest";
import { messageIn, startService } from "../test-service.ts";

/** Sends TagUser for an existing user. Returns the outcome and the user's tags afterwards. */
async function tag(parameters: Readonly<Record<string, string>>) {
  const { iam, wire } = await startService();
  await iam.createUser({ UserName: "alice" });
  const { status, xml } = await wire({ Action: "TagUser", UserName: "alice", ...parameters });
  const code = /<Code>(\w+)/.exec(xml)?.[1];
  const { Tags = [] } = await iam.listUserTags({ UserName: "alice" });
  return { outcome: code === undefined ? `${status}` : `${status} ${code}: ${messageIn(xml)}`, tags: Tags };
}

const team = { Key: "team", Value: "a" };
const tagAt = (index: string) => ({ [`Tags.member.${index}.Key`]: "team", [`Tags.member.${index}.Value`]: "a" });
const nullFaults = (count: number, ...elements: readonly number[]) =>
  `400 ValidationError: ${count} validation errors detected: ${elements
    .flatMap((element) =>
      ["value", "key"].map(
        (member) => `Value at 'tags.${element}.member.${member}' failed to satisfy constraint: Member must not be null`,
      ),
    )
    .join("; ")}`;

describe("a list of structures", () => {
  it.each(["1", "01", "0001"])("has the index %s as its first element", async (index) => {
    expect(await tag(tagAt(index))).toEqual({ outcome: "200", tags: [team] });
  });

  it("treats two spellings of an index as one element", async () => {
    const parameters = { "Tags.member.01.Key": "team", "Tags.member.1.Value": "a" };
    expect(await tag(parameters)).toEqual({ outcome: "200", tags: [team] });
  });

  it("rejects a repeated member of an element, in two spellings of the index", async () => {
    expect(await tag({ ...tagAt("1"), "Tags.member.01.Value": "b" })).toEqual({
      outcome: "400 MalformedInput: The request must contain the parameter Tags.member.01.Value only once.",
      tags: [],
    });
  });

  it.each([
    ["2", nullFaults(2, 1)],
    ["3", nullFaults(4, 1, 2)],
    ["11", nullFaults(10, 1, 2, 3, 4, 5)],
    ["12", "400 MalformedInput: Excessively sparse input would skip 11 list elements"],
    ["51", "400 MalformedInput: Excessively sparse input would skip 50 list elements"],
    ["1500", "400 MalformedInput: Excessively sparse input would skip 1,499 list elements"],
    ["99999999999", "400 MalformedInput: Excessively sparse input would skip 2,147,483,646 list elements"],
  ])("has null elements before the single index %s, and nothing is stored", async (index, outcome) => {
    expect(await tag(tagAt(index))).toEqual({ outcome, tags: [] });
  });

  it("has null elements in a gap", async () => {
    const parameters = { ...tagAt("1"), "Tags.member.3.Key": "other", "Tags.member.3.Value": "a" };
    expect(await tag(parameters)).toEqual({ outcome: nullFaults(2, 2), tags: [] });
  });

  it.each(["one", "+1", "1x", "", "__proto__"])(
    "does not accept %j as an index and has one empty element",
    async (index) => {
      expect(await tag(tagAt(index))).toEqual({ outcome: nullFaults(2, 1), tags: [] });
    },
  );

  it.each([
    ["0", "400 MalformedInput: 0 is not a valid index"],
    ["00", "400 MalformedInput: 0 is not a valid index"],
    ["-1", "400 MalformedInput: Key -1 may not have a leading '-'"],
    ["1.0", "400 MalformedInput: Two index elements may not occur back to back"],
    ["1.2", "400 MalformedInput: Two index elements may not occur back to back"],
  ])("rejects the index %s", async (index, outcome) => {
    expect(await tag(tagAt(index))).toEqual({ outcome, tags: [] });
  });

  it("ignores unknown members of an element", async () => {
    expect(await tag({ ...tagAt("1"), "Tags.member.1.Unknown": "x" })).toEqual({ outcome: "200", tags: [team] });
  });
});

describe("a list of scalars", () => {
  /** Returns the outcome of UntagUser for these keys. */
  async function untag(...indexes: readonly string[]) {
    const { iam, wire } = await startService();
    await iam.createUser({ UserName: "alice" });
    const keys = Object.fromEntries(indexes.map((index) => [`TagKeys.member.${index}`, "team"]));
    const { status, xml } = await wire({ Action: "UntagUser", UserName: "alice", ...keys });
    const code = /<Code>(\w+)/.exec(xml)?.[1];
    return code === undefined ? `${status}` : `${status} ${code}: ${messageIn(xml)}`;
  }

  const nullKey =
    "400 ValidationError: 1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: Member must " +
    "satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or " +
    "equal to 1, Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+, Member must not be null]";

  it.each([
    [["1"], "200"],
    [["01"], "200"],
    [["2"], nullKey],
    [["1", "3"], nullKey],
    [["1", "8", "15"], nullKey],
    [["11"], nullKey],
    [["12"], "400 MalformedInput: Excessively sparse input would skip 11 list elements"],
    [["1", "12"], "400 MalformedInput: Excessively sparse input would skip 11 list elements"],
    [["12", "1"], "400 MalformedInput: Excessively sparse input would skip 11 list elements"],
    [["1", "2", "14"], "400 MalformedInput: Excessively sparse input would skip 12 list elements"],
    [["0"], "400 MalformedInput: 0 is not a valid index"],
    [["-1"], "400 MalformedInput: Key -1 may not have a leading '-'"],
    [["1.0"], "400 MalformedInput: Two index elements may not occur back to back"],
    [["one"], "400 MalformedInput: Start of list found where not expected"],
    [["+1"], "400 MalformedInput: Start of list found where not expected"],
    [["1", "one"], "400 MalformedInput: Start of list found where not expected"],
  ])("with the indexes %j: %s", async (indexes, outcome) => {
    expect(await untag(...indexes)).toBe(outcome);
  });

  it("has its elements in the order of their indexes, not of the request", async () => {
    const { iam, wire } = await startService();
    const clientIds = { "ClientIDList.member.3": "c", "ClientIDList.member.02": "b", "ClientIDList.member.1": "a" };
    await wire({ Action: "CreateOpenIDConnectProvider", Url: "https://id.example.com", ...clientIds });
    const OpenIDConnectProviderArn = "arn:aws:iam::123456789012:oidc-provider/id.example.com";
    expect((await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn })).ClientIDList).toEqual(["a", "b", "c"]);
  });
});
