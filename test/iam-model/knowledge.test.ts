import { describe, expect, it } from "vitest";
import {
  bulkReadsOf,
  type FieldGroup,
  isBulkRead,
  knowledge,
  knows,
  lookUpOf,
  mayOmit,
  sourcesOf,
} from "../../src/iam-model/knowledge.ts";

const expected: Readonly<Record<FieldGroup, { readonly lookUp: string; readonly bulkReads: readonly string[] }>> = {
  identity: { lookUp: "GetUser", bulkReads: ["ListUsers", "GetAccountAuthorizationDetails"] },
  passwordLastUsed: { lookUp: "GetUser", bulkReads: ["ListUsers"] },
  tags: { lookUp: "GetUser", bulkReads: ["GetAccountAuthorizationDetails"] },
  permissionsBoundary: { lookUp: "GetUser", bulkReads: ["GetAccountAuthorizationDetails"] },
  groups: { lookUp: "ListGroupsForUser", bulkReads: ["GetAccountAuthorizationDetails"] },
  mfaDevices: { lookUp: "ListMFADevices", bulkReads: ["ListVirtualMFADevices"] },
  group: { lookUp: "GetGroup", bulkReads: ["ListGroups"] },
};
const fieldGroups = Object.keys(expected).filter((name): name is FieldGroup => Object.hasOwn(expected, name));

describe("the knowledge table", () => {
  it.each(fieldGroups)("has one look-up and the bulk reads of %s, in order of preference", (fieldGroup) => {
    const { lookUp, bulkReads } = expected[fieldGroup];
    expect(sourcesOf(fieldGroup)).toEqual([lookUp, ...bulkReads]);
    expect(lookUpOf(fieldGroup)).toBe(lookUp);
    expect([...bulkReadsOf([fieldGroup])]).toEqual(bulkReads.slice(0, 1));
  });

  it("has no operation that knows nothing, and no field group of another kind of entity", () => {
    for (const { of, knows: known } of Object.values(knowledge)) {
      expect(known.length).toBeGreaterThan(0);
      expect(known.every((fieldGroup: FieldGroup) => knowledge[lookUpOf(fieldGroup)].of === of)).toBe(true);
    }
  });

  it("names each preferred bulk read once", () => {
    expect([...bulkReadsOf(["tags", "groups", "passwordLastUsed", "identity"])]).toEqual([
      "GetAccountAuthorizationDetails",
      "ListUsers",
    ]);
  });

  it("marks only boundaries in the account's details as possibly omitted", () => {
    const omitted = fieldGroups.flatMap((fieldGroup) =>
      sourcesOf(fieldGroup)
        .filter((source) => mayOmit(source, fieldGroup))
        .map((source) => `${source} ${fieldGroup}`),
    );
    expect(omitted).toEqual(["GetAccountAuthorizationDetails permissionsBoundary"]);
    expect(knows("GetAccountAuthorizationDetails", "permissionsBoundary")).toBe(true);
    expect(knows("ListUsers", "tags")).toBe(false);
  });

  it("names the calls that complete a bulk read only for virtual MFA devices", () => {
    const completed = Object.entries(knowledge).filter(([, row]) => "confirmedBy" in row || "supplementedBy" in row);
    expect(completed.map(([source]) => source)).toEqual(["ListVirtualMFADevices"]);
    expect(isBulkRead("ListVirtualMFADevices")).toBe(true);
    expect(isBulkRead("ListMFADevices")).toBe(false);
  });
});
