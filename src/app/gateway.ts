import { createGateway, type Gateway, IdempotencyRecords, type Limits } from "../http/index.ts";
import { createIam, createLedger } from "../iam/index.ts";
import { createLoaders } from "../loaders/index.ts";
import { defaultLimits } from "../settings/index.ts";
import { openStateFile } from "../state/index.ts";
import type { IamqlOptions } from "./options.ts";

/** Creates the gateway of one account. Its `fetch` answers requests; it is also a listener for `node:http`. */
export function createIamql(options: IamqlOptions): Gateway {
  const { client, log, iamTimeoutMs, newId, propagation, audit = async () => {}, now = Date.now, ...others } = options;
  const { idempotency = new IdempotencyRecords(openStateFile(":memory:")) } = options;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const { iamCallRate: rate, iamCache: cache, detailsCarryBoundary, experience, credentialReports } = options;
  const iamFor = createIam({
    client,
    timeoutMs: iamTimeoutMs,
    propagation,
    rate,
    sockets: options.iamSockets,
    cache,
    detailsCarryBoundary,
    experience,
    credentialReports,
    state: options.accountState,
    now,
  });
  return createGateway({
    log,
    newId,
    ...others,
    limits,
    idempotency: { records: idempotency, now },
    answerAgeMs: cache?.ttlMs,
    createContext({ caller, requestId, isFresh }) {
      const ledger = createLedger({
        limit: limits.maxIamCalls,
        caller: caller.subject,
        deadline: performance.now() + limits.requestTimeoutMs,
        fresh: isFresh,
      });
      const iam = iamFor(ledger);
      const noted = () => ({ time: new Date(now()).toISOString(), requestId, caller: caller.subject });
      return {
        caller,
        loaders: createLoaders(iam),
        iam,
        audit: { note: (entry) => audit(JSON.stringify({ ...noted(), ...entry })) },
        log,
        shownSecrets: new Map(),
        mutationOutcomes: [],
        iamCalls: () => Object.fromEntries(ledger.calls),
        iamBill: () => ledger.bill(),
        iamWrites: () => ledger.writes,
        endIamCalls: () => iam.endCalls(),
        iamCallsHaveEnded: () => ledger.hasEnded(),
      };
    },
  });
}
