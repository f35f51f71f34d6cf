import { randomBytes } from "node:crypto";
import { makeId } from "../../src/embedded-iam/ids.ts";
import { createEmbeddedIam } from "../../src/embedded-iam/index.ts";
import { Database } from "../../src/embedded-iam/store/database/database.ts";
import { UserStore } from "../../src/embedded-iam/store/users.ts";
import { type KeyPair, requestMaker, unknownKeyPair } from "./requests.ts";

/** Data of a filled account that requests need. */
export interface Account {
  readonly size: number;
  readonly file: string;
  /** ListUsers markers from the middle half of the names. */
  readonly markers: readonly string[];
  /** A key that the account issued to a user. */
  readonly keys: KeyPair;
}

const ACCOUNT_ID = "123456789012";
const MARKERS = 100;

/** The name of a user by its position in the order of names. */
export function userName(place: number): string {
  return `user-${String(place).padStart(7, "0")}`;
}

/**
 * Creates a database with `size` users. The first users are spread over the middle, and a short walk with one user a
 * page gives their markers. Markers stay valid when the other users are added.
 */
export async function makeAccount(file: string, size: number): Promise<Account> {
  const early = Array.from({ length: MARKERS + 1 }, (_, index) => Math.floor(size / 4 + (index * size) / 2 / MARKERS));
  await (await createEmbeddedIam({ file, accountId: ACCOUNT_ID })).close();
  insertUsers(file, early);
  const iam = await createEmbeddedIam({ file, accountId: ACCOUNT_ID });
  const make = requestMaker("127.0.0.1", unknownKeyPair);
  const call = async (parameters: Record<string, string>) => {
    const { response } = await iam.requestHandler.handle({ method: "POST", path: "/", ...make(parameters) });
    const text = Buffer.from(response.body).toString("utf8");
    return (name: string) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(text)?.[1] ?? "";
  };
  const key = await call({ Action: "CreateAccessKey", UserName: userName(early[0] ?? 0) });
  const keys = { accessKeyId: key("AccessKeyId"), secretAccessKey: key("SecretAccessKey") };
  const markers: string[] = [];
  for (let page = await call({ Action: "ListUsers", MaxItems: "1" }); page("Marker") !== ""; ) {
    markers.push(page("Marker"));
    page = await call({ Action: "ListUsers", MaxItems: "1", Marker: page("Marker") });
  }
  await iam.close();
  const present = new Set(early);
  insertUsers(file, iterateOthers(size, present));
  return { size, file, markers, keys };
}

function* iterateOthers(size: number, present: ReadonlySet<number>): Generator<number> {
  for (let place = 0; place < size; place++) if (!present.has(place)) yield place;
}

/** Inserts users through the store, in one transaction. */
function insertUsers(file: string, places: Iterable<number>): void {
  const database = new Database(file);
  try {
    // The ids are in random order. With SQLite's default cache of 2 MB their index would be written and read
    // repeatedly.
    database.execute("PRAGMA cache_size = -400000");
    const users = new UserStore(database, ACCOUNT_ID);
    const createDate = "2026-01-01T00:00:00Z";
    database.transaction(() => {
      for (const place of places) {
        const userId = makeId("user", ACCOUNT_ID, randomBytes);
        users.insert({
          userId,
          name: userName(place),
          path: "/",
          createDate,
          passwordLastUsed: null,
          permissionsBoundary: null,
        });
      }
    });
  } finally {
    database.close();
  }
}
