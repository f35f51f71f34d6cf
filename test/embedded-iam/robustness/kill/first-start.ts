import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { IAM } from "@aws-sdk/client-iam";
import { expect } from "vitest";
import { createEmbeddedIam } from "../../../../src/embedded-iam/index.ts";
import { startCommand, temporaryFolder } from "../../../support/command.ts";
import { main } from "../../../support/process.ts";
import { Random } from "../random.ts";
import { storeFaults } from "../store-check.ts";
import { type Account, readAccount } from "./account.ts";

/** A first start changes the folder's files about thirty times. */
const changesOfStart = 30;

/**
 * Kills the command repeatedly while it creates a new database with the sample account, each time after a seeded number
 * of file changes. The next start must give the complete sample account. Returns how many processes were killed before
 * they were ready.
 */
export async function killDuringFirstStart(seed: number, kills: number): Promise<number> {
  const random = new Random(seed);
  const expected = await sampleAccount();
  let early = 0;
  for (let kill = 1; kill <= kills; kill++) {
    const changes = 1 + random.below(changesOfStart);
    const when = `seed ${seed}, first start ${kill}, killed at change ${changes}`;
    await using temporary = await temporaryFolder();
    const file = temporary.file("iam.sqlite");
    if (!(await killAtChange(temporary.folder, file, changes))) early += 1;
    expect(storeFaults(file), when).toEqual([]);
    await using command = await startCommand(["iam"], { IAMQL_EMBEDDED_IAM_FILE: file }).catch((error: unknown) => {
      throw new Error(`${when}: the next start failed`, { cause: error });
    });
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const iam = new IAM({ endpoint: command.ready.iam ?? "", region: "us-east-1", credentials });
    expect(await readAccount(iam), when).toEqual(expected);
    iam.destroy();
    expect((await command.stop()).code, when).toBe(0);
    expect(storeFaults(file), when).toEqual([]);
  }
  return early;
}

/** Starts the command and kills it at this change of the folder, or when it is ready. Returns whether it was ready. */
async function killAtChange(folder: string, file: string, changes: number): Promise<boolean> {
  let left = changes;
  let child: ChildProcess | undefined;
  using watcher = { folder: watch(folder), [Symbol.dispose]: () => watcher.folder.close() };
  watcher.folder.on("change", () => {
    left -= 1;
    if (left === 0) child?.kill("SIGKILL");
  });
  const { PATH = "", HOME = "" } = process.env;
  child = spawn(process.execPath, [main, "iam"], {
    env: { PATH, HOME, IAMQL_EMBEDDED_IAM_PORT: "0", IAMQL_EMBEDDED_IAM_FILE: file },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let ready = false;
  child.stdout?.once("data", () => {
    ready = true;
    child?.kill("SIGKILL");
  });
  await once(child, "close");
  return ready;
}

async function sampleAccount(): Promise<Account> {
  const service = await createEmbeddedIam({ file: ":memory:", sample: true });
  const { requestHandler, rootCredentials: credentials } = service;
  try {
    return await readAccount(new IAM({ region: "us-east-1", requestHandler, credentials }));
  } finally {
    await service.close();
  }
}
