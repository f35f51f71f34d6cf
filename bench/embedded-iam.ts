// Measures the speed of the embedded IAM, also in large accounts, and compares it with other servers: `npm run bench:embedded-iam`.
// About four minutes. It asserts nothing. All servers listen on 127.0.0.1, and all files are in a temporary folder.
import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Account, makeAccount, userName } from "./embedded-iam/account.ts";
import { Figures } from "./embedded-iam/figures.ts";
import { load, spellOut } from "./embedded-iam/load.ts";
import {
  fillPermissions,
  listRoles,
  makePermissionsAccount,
  PERMISSIONS,
  wholeAccountRate,
} from "./embedded-iam/permissions.ts";
import {
  type OwnServerProcess,
  startBareServers,
  startMoto,
  startService,
  timeStart,
} from "./embedded-iam/processes.ts";
import { READS, type Read, report, SIZES } from "./embedded-iam/report.ts";
import { type IamRequest, type KeyPair, requestMaker, unknownKeyPair } from "./embedded-iam/requests.ts";

const [SMALL] = SIZES;
const ROUNDS = 12;
const FEW_ROUNDS = 5;
const ROUND = { connections: 16, milliseconds: 300 };
const REQUESTS = 10_000;

/** An account with a running service. */
interface Subject {
  readonly account: Account;
  readonly service: OwnServerProcess;
  readonly url: string;
  readonly requests: Readonly<Record<Read, readonly IamRequest[]>>;
}

const figures = new Figures();
const begun = performance.now();
const stack = new AsyncDisposableStack();
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.once(signal, () => stack.disposeAsync().finally(() => process.exit(code)));
}
try {
  await measure();
  report(figures);
  console.log(`\nThe run took ${Math.round((performance.now() - begun) / 1000)} s.`);
} finally {
  await stack.disposeAsync();
}

async function measure(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "iamql-bench-"));
  stack.defer(() => rm(folder, { recursive: true }));
  const subjects: Subject[] = [];
  for (const size of SIZES) {
    logStep(`filling an account of ${size} users`);
    const account = await makeAccount(path.join(folder, `${size}.sqlite`), size);
    figures.add(`file ${size}`, (await stat(account.file)).size / 1e6);
    const service = stack.use(await startService(account.file));
    const url = firstOf(service.urls);
    subjects.push({ account, service, url, requests: readRequests(url, account) });
  }
  await measureReads(subjects);
  await measureInProcess(subjects);
  await measureWrites(subjects, folder);
  await measureStarts(subjects);
  await measurePermissions(path.join(folder, "permissions.sqlite"));
}

/** Roles and policies: the embedded IAM, and moto if it is installed, in turn. */
async function measurePermissions(file: string): Promise<void> {
  logStep(
    `filling accounts of ${PERMISSIONS.users} users, ${PERMISSIONS.roles} roles and ${PERMISSIONS.policies} policies`,
  );
  await makePermissionsAccount(file);
  const servers = [{ name: "embedded", url: firstOf(stack.use(await startService(file)).urls) }];
  const moto = await startMoto();
  if (moto !== undefined) {
    const url = firstOf(stack.use(moto).urls);
    await fillPermissions(url);
    servers.push({ name: "moto", url });
  }
  logStep("reads of roles and policies");
  for (let round = -1; round < FEW_ROUNDS; round++) {
    for (const { name, url } of servers) {
      const { perSecond } = await load(url, spellOut([listRoles(url)]), { ...ROUND, milliseconds: 1000 });
      const whole = await wholeAccountRate(url);
      // The first round only compiles.
      if (round < 0) continue;
      figures.add(`roles ${name}`, perSecond);
      figures.add(`details ${name}`, whole);
    }
  }
}

/** A server with one kind of requests. */
interface Run {
  readonly name: string;
  readonly url: string;
  readonly requests: readonly IamRequest[];
  /** Undefined if its processor time is unknown. */
  readonly server?: OwnServerProcess;
  /** @default 1: every round */
  readonly everyRounds?: number;
}

/** Reads over HTTP from the embedded IAM and, for comparison, from a server that does nothing and from moto. */
async function measureReads(subjects: readonly Subject[]): Promise<void> {
  const small = firstOf(subjects);
  const sizes = await Promise.all(READS.map((read) => answerSize(small.url, firstOf(small.requests[read]))));
  const bare = stack.use(await startBareServers(sizes));
  const runs: readonly Run[] = [
    ...subjects.flatMap(({ account, service, url, requests }) =>
      READS.map((read) => ({ name: `http ${read} ${account.size}`, url, requests: requests[read], server: service })),
    ),
    // Only the middle size, so that the smallest and the largest, which are compared, get the same number of calls.
    ...subjects.slice(1, 2).map(({ account, service, url }) => ({
      name: "http issued key",
      url,
      requests: getUserRequests(url, account.size, account.keys),
      server: service,
    })),
    ...bare.urls.map((url, index) => {
      const read = READS[index] ?? "GetUser";
      return { name: `bare ${read}`, url, requests: small.requests[read], server: bare };
    }),
    ...(await motoRuns()),
  ];

  logStep("reads over HTTP");
  const spelled = runs.map((run) => ({ ...run, bytes: spellOut(run.requests) }));
  // The first load only compiles.
  for (const { url, bytes } of spelled) await load(url, bytes, { ...ROUND, milliseconds: 1000 });
  for (let round = 0; round < ROUNDS; round++) {
    // Each run starts a round once, so that no run always follows the same one.
    const turned = [...spelled.slice(round % spelled.length), ...spelled.slice(0, round % spelled.length)];
    for (const { name, url, bytes, server, everyRounds = 1 } of turned) {
      if (round % everyRounds !== 0) continue;
      const before = await server?.ask({ ask: "processor time" });
      const { answers, perSecond } = await load(url, bytes, ROUND);
      figures.add(name, perSecond);
      if (server === undefined || before === undefined) continue;
      figures.add(`processor ${name}`, ((await server.ask({ ask: "processor time" })) - before) / answers);
    }
  }
  for (const { account, service } of subjects) {
    figures.add(`memory ${account.size}`, (await service.ask({ ask: "resident bytes" })) / 1e6);
  }
}

async function measureInProcess(subjects: readonly Subject[]): Promise<void> {
  logStep("reads in-process");
  for (let round = -1; round < ROUNDS; round++) {
    for (const { account, service, requests } of subjects) {
      for (const read of READS) {
        const { milliseconds } = ROUND;
        const rate = await service.ask({ ask: "in-process rate", requests: requests[read], milliseconds });
        if (round >= 0) figures.add(`in-process ${read} ${account.size}`, rate);
      }
    }
  }
}

/** CreateUser, each acknowledged when it is on disk, and the speed of the disk itself. */
async function measureWrites(subjects: readonly Subject[], folder: string): Promise<void> {
  logStep("writes");
  for (let round = 0; round < FEW_ROUNDS; round++) {
    figures.add("disk", appendRate(path.join(folder, `${round}.bytes`), ROUND.milliseconds));
    for (const { account, url } of subjects) {
      const make = requestMaker(new URL(url).host, unknownKeyPair);
      const requests = Array.from({ length: REQUESTS }, (_, index) =>
        make({ Action: "CreateUser", UserName: `new-${round}-${index}` }),
      );
      const { perSecond } = await load(url, spellOut(requests), { ...ROUND, milliseconds: 500 });
      figures.add(`create ${account.size}`, perSecond);
    }
  }
}

async function measureStarts(subjects: readonly Subject[]): Promise<void> {
  logStep("start-up");
  // One process owns a file.
  for (const { service } of subjects) await service[Symbol.asyncDispose]();
  for (let round = 0; round < FEW_ROUNDS; round++) {
    for (const { account } of subjects) figures.add(`start ${account.size}`, await timeStart(account.file));
  }
}

function readRequests(url: string, account: Account): Subject["requests"] {
  const make = requestMaker(new URL(url).host, unknownKeyPair);
  const list = (Marker: string) => make({ Action: "ListUsers", MaxItems: "100", Marker });
  return { GetUser: getUserRequests(url, account.size, unknownKeyPair), ListUsers: account.markers.map(list) };
}

/** Requests for users of the whole account: a prime step reaches all users, and no page of the file twice in a row. */
function getUserRequests(url: string, size: number, keys: KeyPair): readonly IamRequest[] {
  const make = requestMaker(new URL(url).host, keys);
  return Array.from({ length: REQUESTS }, (_, index) =>
    make({ Action: "GetUser", UserName: userName((index * 7_368_787) % size) }),
  );
}

async function answerSize(url: string, request: IamRequest): Promise<number> {
  return (await (await send(url, request)).arrayBuffer()).byteLength;
}

/** Starts moto's server and fills it over HTTP; empty if moto is not installed. */
async function motoRuns(): Promise<readonly Run[]> {
  const moto = await startMoto();
  if (moto === undefined) return [];
  stack.use(moto);
  logStep(`filling an account of moto with ${SMALL} users`);
  const url = firstOf(moto.urls);
  const make = requestMaker(new URL(url).host, unknownKeyPair);
  for (let place = 0; place < SMALL; place++) {
    await send(url, make({ Action: "CreateUser", UserName: userName(place) }));
  }
  const firstHalf = await send(url, make({ Action: "ListUsers", MaxItems: String(SMALL / 2) }));
  const Marker = /<Marker>([^<]+)</.exec(await firstHalf.text())?.[1] ?? "";
  const list = make({ Action: "ListUsers", MaxItems: "100", Marker });
  return [
    { name: "moto GetUser", url, requests: getUserRequests(url, SMALL, unknownKeyPair) },
    // It answers few of these per second, so that its rounds are long.
    { name: "moto ListUsers", url, requests: [list], everyRounds: 6 },
  ];
}

async function send(url: string, { headers, body }: IamRequest): Promise<Response> {
  const response = await fetch(url, { method: "POST", headers, body });
  if (response.status !== 200) throw new Error(`expected status 200, but got: ${await response.text()}`);
  return response;
}

/** How many times a second 4 KiB (a database page) can be appended to a file and synchronized to disk. */
function appendRate(file: string, milliseconds: number): number {
  const descriptor = openSync(file, "w");
  const page = Buffer.alloc(4096, 1);
  const start = performance.now();
  let appended = 0;
  for (; performance.now() - start < milliseconds; appended++) {
    writeSync(descriptor, page);
    fdatasyncSync(descriptor);
  }
  closeSync(descriptor);
  return (appended / (performance.now() - start)) * 1000;
}

/** Writes the current step to stderr. */
function logStep(step: string): void {
  console.error(`... ${step}`);
}

function firstOf<Item>(items: readonly Item[]): Item {
  const [first] = items;
  if (first === undefined) throw new Error("expected at least one");
  return first;
}
