import { pbkdf2 } from "node:crypto";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { serveGateway } from "../../src/app/serve.ts";
import { createLogger } from "../../src/platform/logger/logger.ts";
import { parseConfig } from "../../src/settings/config.ts";
import { findFreePort } from "../support/http-server.ts";

/** Keeps Node's thread pool busy, so that files are opened after connections. */
function delayFiles(): Promise<unknown> {
  const work = () => promisify(pbkdf2)("password", "salt", 400_000, 32, "sha512");
  return Promise.all(Array.from({ length: 8 }, work));
}

describe("a start that fails after it listens on its port", () => {
  it("ends immediately although a client waits for a response: the client gets 503", async () => {
    const port = await findFreePort();
    const config = parseConfig({
      IAMQL_PORT: String(port),
      IAMQL_EMBEDDED_IAM_PORT: "off",
      IAMQL_EMBEDDED_IAM_FILE: ":memory:",
      IAMQL_STATE_FILE: ":memory:",
      // A folder.
      IAMQL_AUDIT_FILE: tmpdir(),
    });
    const busy = delayFiles();
    const statuses: number[] = [];
    let isOver = false;
    const askAgainAndAgain = async () => {
      while (!isOver) {
        const asked = fetch(`http://127.0.0.1:${port}/health/ready`);
        await asked.then(
          ({ status }) => statuses.push(status),
          () => new Promise(setImmediate),
        );
      }
    };
    const client = askAgainAndAgain();
    await expect(serveGateway(config, createLogger("silent"))).rejects.toThrow("Set IAMQL_AUDIT_FILE");
    isOver = true;
    await client;
    expect([...new Set(statuses)]).toEqual([503]);
    await busy;
  });
});
