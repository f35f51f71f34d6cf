import { copyFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { IAM } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../../support/command.ts";
import { describeWithPeer, terraformPlugins } from "../../support/peers.ts";
import { runClient, startIam } from "./iam-command.ts";
import { type Call, type Reading, sequences } from "./terraform-sequences.ts";

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

/** The value at a place such as `Users.0.UserName`. */
function valueAt(value: unknown, place: string): unknown {
  return place.split(".").reduce<unknown>((outer, name) => (outer === undefined ? outer : Object(outer)[name]), value);
}

/** Executes calls in order. Returns the members of all outputs, or the code of the first error. */
async function callAll(iam: IAM, calls: readonly Call[]): Promise<Record<string, unknown> | string> {
  const outputs: Record<string, unknown> = {};
  for (const [operation, input] of calls) {
    const filled = Object.entries(input).map(([name, value]) =>
      typeof value === "string" && value.startsWith("$") ? [name, valueAt(outputs, value.slice(1))] : [name, value],
    );
    // The SDK has a method for each operation. A text has no type that selects it.
    const methods = iam as unknown as Record<string, (input: object) => Promise<object>>;
    const method = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}`;
    try {
      Object.assign(outputs, await methods[method]?.call(iam, Object.fromEntries(filled)));
    } catch (error) {
      return error instanceof Error ? error.name.replace(/Exception$/, "") : String(error);
    }
  }
  return outputs;
}

/** The attributes of a resource that are present. Documents are parsed, as Terraform compares them. */
async function read(iam: IAM, { calls, attributes }: Reading): Promise<unknown> {
  const outputs = await callAll(iam, calls);
  if (typeof outputs === "string") return outputs;
  const present = Object.entries(attributes).map(([name, place]) => {
    const value = valueAt(outputs, place);
    const isDocument = typeof value === "string" && value.startsWith("%7B");
    return [name, isDocument ? JSON.parse(decodeURIComponent(value)) : value];
  });
  return Object.fromEntries(present.filter(([, value]) => value !== undefined));
}

describe("the calls of Terraform's provider", () => {
  let iam: IAM;
  beforeAll(async () => {
    const { url } = stack.use(await startIam());
    iam = new IAM({
      region: "us-east-1",
      endpoint: url,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
  });

  it.each(Object.entries(sequences))("leave no difference after each step of %s", async (_resource, steps) => {
    for (const { title, calls, reading, wanted } of steps) {
      expect([title, typeof (await callAll(iam, calls))]).toEqual([title, "object"]);
      expect([title, await read(iam, reading)]).toEqual([title, wanted]);
    }
  });
});

describeWithPeer("terraform")("Terraform itself", { timeout: 900_000 }, () => {
  it("creates, changes and destroys all these resources, and plans no change after each", async () => {
    const { url } = stack.use(await startIam());
    const temporary = stack.use(await temporaryFolder());
    await copyFile(fileURLToPath(new URL("resources.tf", import.meta.url)), temporary.file("main.tf"));
    const settings = temporary.file("settings.tfrc");
    const path = JSON.stringify(terraformPlugins);
    await writeFile(settings, `provider_installation {\n  filesystem_mirror {\n    path = ${path}\n  }\n}\n`);
    const terraform = (...args: readonly string[]) =>
      runClient("terraform", args, {
        cwd: temporary.folder,
        env: { TF_CLI_CONFIG_FILE: settings, TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1", TF_VAR_url: url },
      });

    await terraform("init", "-no-color");
    for (const stage of ["first", "second"]) {
      const variables = ["-no-color", "-input=false", `-var=stage=${stage}`];
      expect(await terraform("apply", "-auto-approve", ...variables)).toContain("Apply complete!");
      // Exit code 2, an error here, means that there are changes.
      expect(await terraform("plan", "-detailed-exitcode", ...variables)).toContain("No changes.");
    }
    expect(await terraform("destroy", "-auto-approve", "-no-color", "-input=false")).toContain("Destroy complete!");
    expect(await terraform("state", "list")).toBe("");
  });
});
