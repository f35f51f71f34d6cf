import { describe, expect, it } from "vitest";
import { names, refusalOf, startService } from "../../test-service.ts";
import { administrator, allow, allowOfSize, holderKinds, holders, missing } from "./policy-scene.ts";

describe.each(holderKinds)("the inline policies of a %s", (kind) => {
  async function startWith() {
    const { iam } = await startService();
    const holder = holders[kind](iam);
    await holder.create("x");
    return holder;
  }

  it("are stored verbatim and returned encoded", async () => {
    const holder = await startWith();
    const document = `${allow()}  \n`;
    await holder.put("X", "Read", document);
    const { $metadata, ...answer } = { $metadata: undefined, ...(await holder.get("X", "Read")) };
    expect(answer).toMatchObject({ PolicyName: "Read" });
    expect(Object.values(answer)).toContain("X");
    expect(decodeURIComponent(answer.PolicyDocument ?? "")).toBe(document);
  });

  it("have names without regard to case: the first spelling is listed, the requested one returned", async () => {
    const holder = await startWith();
    await holder.put("x", "MixedName", allow("s3:One"));
    await holder.put("x", "mixedname", allow("s3:Two"));
    expect((await holder.list("x")).PolicyNames).toEqual(["MixedName"]);
    const answer = await holder.get("x", "MIXEDNAME");
    expect(answer.PolicyName).toBe("MIXEDNAME");
    expect(decodeURIComponent(answer.PolicyDocument ?? "")).toBe(allow("s3:Two"));
    await holder.remove("x", "mixedNAME");
    expect(await holder.list("x")).toMatchObject({ PolicyNames: [], IsTruncated: false });
  });

  it("are listed by name, in pages", async () => {
    const holder = await startWith();
    for (const name of [...names("p", 3)].reverse()) await holder.put("x", name, allow());
    const first = await holder.list("x", { MaxItems: 2 });
    expect([first.PolicyNames, first.IsTruncated]).toEqual([["p-000", "p-001"], true]);
    const rest = await holder.list("x", { Marker: first.Marker ?? "" });
    expect([rest.PolicyNames, rest.IsTruncated]).toEqual([["p-002"], false]);
  });

  it("are reported if they are missing, after their owner", async () => {
    const holder = await startWith();
    const text = `404 NoSuchEntity: The ${kind} policy with name Read cannot be found.`;
    expect(await refusalOf(holder.get("x", "Read"))).toBe(text);
    expect(await refusalOf(holder.remove("x", "Read"))).toBe(text);
    for (const call of [
      holder.put("no", "Read", "{}"),
      holder.get("no", "Read"),
      holder.remove("no", "Read"),
      holder.list("no"),
    ]) {
      expect(await refusalOf(call)).toBe(missing(kind, "no"));
    }
  });

  it("have a common size, without white space and without the document that is replaced", async () => {
    const holder = await startWith();
    const limit = { user: 2048, group: 5120, role: 10240 }[kind];
    const exceeded = `409 LimitExceeded: Maximum policy size of ${limit} bytes exceeded for ${kind} X`;
    const half = limit / 2;
    await holder.put("X", "one", `${allowOfSize(half)}${" ".repeat(2000)}`);
    expect(await refusalOf(holder.put("X", "two", allowOfSize(half + 1)))).toBe(exceeded);
    expect((await holder.list("x")).PolicyNames).toEqual(["one"]);
    expect(await refusalOf(holder.put("X", "two", allowOfSize(half)))).toBe("no refusal");
    expect(await refusalOf(holder.put("X", "ONE", allowOfSize(half)))).toBe("no refusal");
    expect(await refusalOf(holder.put("X", "one", allowOfSize(half + 1)))).toBe(exceeded);
  });

  it("must be valid documents", async () => {
    const holder = await startWith();
    expect(await refusalOf(holder.put("x", "Read", allow("nothing")))).toBe(
      "400 MalformedPolicyDocument: Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
    );
  });

  it("prevent a deletion", async () => {
    const holder = await startWith();
    await holder.put("x", "Read", allow());
    const deletion = () => refusalOf(holder.delete("x"));
    expect(await deletion()).toBe("409 DeleteConflict: Cannot delete entity, must delete policies first.");
    await holder.attach("x", administrator);
    expect(await deletion()).toMatch(/^409 DeleteConflict: Cannot delete entity, must /);
    await holder.remove("x", "Read");
    await holder.detach("x", administrator);
    expect(await deletion()).toBe("no refusal");
  });
});
