import { IAM } from "@aws-sdk/client-iam";
import { expect } from "vitest";
import { startCommand, temporaryFolder } from "../../../support/command.ts";
import { Random } from "../random.ts";
import { storeFaults } from "../store-check.ts";
import { readAccount } from "./account.ts";
import { Writer } from "./writer.ts";
import { writerKinds } from "./writer-kinds.ts";

export interface KillReport {
  acknowledged: number;
  /** The number of unacknowledged writes that were present after a restart, and of those that were not. */
  kept: number;
  lost: number;
}

/**
 * Kills the command repeatedly, each time after a seeded number of acknowledged writes of concurrent writers, two of each kind.
 * Checks after each restart that no acknowledged write is lost and no write is partial.
 */
export async function killUnderLoad(seed: number, kills: number): Promise<KillReport> {
  await using temporary = await temporaryFolder();
  const file = temporary.file("iam.sqlite");
  const random = new Random(seed);
  const writers = Object.entries(writerKinds).flatMap(([kind, choosers]) =>
    [1, 2].map((number) => new Writer(`${kind}${number}`, choosers, new Random(random.below(2 ** 31)))),
  );
  const report: KillReport = { acknowledged: 0, kept: 0, lost: 0 };
  for (let kill = 0; kill <= kills; kill++) {
    const when = `seed ${seed}, after kill ${kill}`;
    await using command = await startCommand(["iam"], {
      IAMQL_EMBEDDED_IAM_FILE: file,
      IAMQL_EMBEDDED_IAM_SAMPLE: "off",
    });
    const iam = sdk(command.ready.iam);
    const found = await readAccount(iam);
    for (const writer of writers) {
      const fate = writer.compare(found, when);
      if (fate !== undefined) report[fate] += 1;
    }
    if (kill === kills) {
      expect((await command.stop()).code, when).toBe(0);
    } else {
      let left = 10 + random.below(60);
      let dead = false;
      const acknowledged = () => {
        report.acknowledged += 1;
        left -= 1;
        if (left === 0) {
          dead = true;
          command.signal("SIGKILL");
        }
      };
      await Promise.all(writers.map((writer) => writer.write(iam, () => dead, acknowledged)));
      await command.ended;
    }
    iam.destroy();
    expect(storeFaults(file), when).toEqual([]);
  }
  return report;
}

/** An SDK client without retries: a retry would hide a lost response. */
function sdk(endpoint = ""): IAM {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return new IAM({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
}
