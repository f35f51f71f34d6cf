import { onTestFinished } from "vitest";
import { createServices, type Services } from "../../../src/embedded-iam/services.ts";
import type { Database } from "../../../src/embedded-iam/store/database/database.ts";
import { openDatabase } from "../../../src/embedded-iam/store/open.ts";
import { defaultQuotas } from "../../../src/iam-model/quotas.ts";
import { repeatableBytes } from "../test-service.ts";

export const someDate = "2026-01-01T00:00:00Z";

/** An empty in-memory store with the services over it. It is closed after the test. */
export function openStore(): { readonly database: Database; readonly services: Services } {
  const account = {
    accountId: "123456789012",
    partition: "aws" as const,
    createDate: someDate,
    markerKey: new Uint8Array(32),
  };
  const { database } = openDatabase(":memory:", account, () => {});
  onTestFinished(() => database.close());
  const services = createServices(database, {
    account,
    quotas: defaultQuotas,
    clock: () => new Date(someDate),
    idBytes: repeatableBytes(),
    secretBytes: repeatableBytes(),
  });
  return { database, services };
}

/** Inserts `count` users u0000000, u0000001 ... in one transaction. Each id contains the number. */
export function insertUsers(
  { database, services }: { readonly database: Database; readonly services: Pick<Services, "users"> },
  count: number,
  pathOf: (place: number) => string,
): void {
  database.transaction(() => {
    for (let place = 0; place < count; place++) {
      services.users.insert({
        userId: `AIDA${place}`,
        name: `u${String(place).padStart(7, "0")}`,
        path: pathOf(place),
        createDate: someDate,
        passwordLastUsed: null,
        permissionsBoundary: null,
      });
    }
  });
}
