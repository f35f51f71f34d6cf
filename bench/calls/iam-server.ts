import { z } from "zod";
import { type Running, start } from "./process.ts";

/** Each call takes so long, and each action has this bucket: what the gateway's own budget is kept below. */
const WEATHER = { latencyMs: 40, throttle: { "*": { perSecond: 16, burst: 32 } } };

const ledger = z.object({ calls: z.array(z.object({ time: z.string(), action: z.string(), outcome: z.string() })) });

/** A call that the embedded IAM got. */
export interface Call {
  /** In milliseconds. */
  readonly time: number;
  readonly action: string;
  readonly outcome: string;
}

/** The embedded IAM over HTTP, as far away as a real one, and as impatient. */
export interface IamServer extends AsyncDisposable {
  readonly url: string;
  /** Fills all buckets, and forgets all calls. */
  reset(): Promise<void>;
  calls(): Promise<readonly Call[]>;
}

/** Serves a database in a process of its own. */
export async function startIam(file: string): Promise<IamServer> {
  const server: Running = await start(["src/main.ts", "iam"], {
    EMBEDDED_IAM_FILE: file,
    EMBEDDED_IAM_PORT: "0",
    LOG_LEVEL: "silent",
  });
  const control = `${server.ready["iam"]}/_iamql/control`;
  return {
    url: String(server.ready["iam"]),
    async reset() {
      await fetch(`${control}/weather`, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(WEATHER),
      });
      await fetch(`${control}/ledger`, { method: "DELETE" });
    },
    async calls() {
      const { calls } = ledger.parse(await (await fetch(`${control}/ledger`)).json());
      return calls.map(({ time, ...call }) => ({ ...call, time: Date.parse(time) }));
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
