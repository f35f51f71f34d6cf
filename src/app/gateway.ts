import { createGateway, type Gateway, IdempotencyRecords, type Limits } from "../http/index.ts";
import { createIam, createUsage } from "../iam/index.ts";
import { createLoaders } from "../loaders/index.ts";
import { defaultLimits } from "../settings/index.ts";
import { openStateFile } from "../state/index.ts";
import type { IamqlOptions } from "./options.ts";

/** Creates the gateway of one account. Its `fetch` answers requests; it is also a listener for `node:http`. */
export function createIamql(options: IamqlOptions): Gateway {
  const { log, newId, audit = async () => {}, now = Date.now, ...others } = options;
  const { idempotency = new IdempotencyRecords(openStateFile(":memory:")) } = options;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const iamFor = createIam({ ...options, now });
  return createGateway({
    log,
    newId,
    ...others,
    limits,
    idempotency: { records: idempotency, now },
    answerAgeMs: options.iamCache?.ttlMs,
    createContext({ caller, requestId, isFresh }) {
      const usage = createUsage({
        limit: limits.maxIamCalls,
        caller: caller.subject,
        deadline: performance.now() + limits.requestTimeoutMs,
        fresh: isFresh,
      });
      const iam = iamFor(usage);
      const noted = () => ({ time: new Date(now()).toISOString(), requestId, caller: caller.subject });
      return {
        caller,
        loaders: createLoaders(iam),
        iam,
        audit: { note: (entry) => audit(JSON.stringify({ ...noted(), ...entry })) },
        log,
        shownSecrets: new Map(),
        mutationOutcomes: [],
        iamCalls: () => Object.fromEntries(usage.calls),
        iamUsage: () => usage.report(),
        iamWrites: () => usage.writes,
        endIamCalls: () => iam.endCalls(),
        iamCallsHaveEnded: () => usage.hasEnded(),
      };
    },
  });
}
