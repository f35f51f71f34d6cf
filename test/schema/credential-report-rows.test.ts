import { describe, expect, it } from "vitest";
import { createTestClock } from "../support/clock.ts";
import { type FakeAnswer, iamAnswer, startFakeIam } from "../support/fake-iam.ts";
import { createTestGateway, iamError, type UpstreamCall } from "../support/gateway.ts";

const header = "user,arn,user_creation_time,password_enabled,password_last_used,mfa_active,cert_2_last_rotated";
const created = "2024-01-01T00:00:00+00:00";
const root = `<root_account>,arn:aws:iam::123456789012:root,${created},not_supported,N/A,true,N/A`;
const bob = `bob,arn:aws:iam::123456789012:user/bob,${created},true,N/A,false,N/A`;

function reportAnswer(text: string, generated = "2026-11-01T10:00:00Z") {
  const content = Buffer.from(text).toString("base64");
  return iamAnswer(
    "GetCredentialReport",
    `<Content>${content}</Content><ReportFormat>text/csv</ReportFormat><GeneratedTime>${generated}</GeneratedTime>`,
  );
}

/** The report's counts and its data of these users. Users that are missing in it have a password by GetLoginProfile. */
async function ask(text: string, userNames: readonly string[] = ["bob"]) {
  const members = userNames
    .map(
      (name) =>
        `<member><Path>/</Path><UserName>${name}</UserName><UserId>AIDA${name}</UserId><Arn>arn:aws:iam::123456789012:user/${name}</Arn><CreateDate>2024-01-01T00:00:00Z</CreateDate></member>`,
    )
    .join("");
  await using fake = await startFakeIam({
    answer({ action }) {
      if (action === "GetCredentialReport") return reportAnswer(text);
      if (action === "ListUsers") {
        return iamAnswer(action, `<Users>${members}</Users><IsTruncated>false</IsTruncated>`);
      }
      return action === "GetLoginProfile" ? iamError(403, "AccessDenied", "No.") : undefined;
    },
  });
  await using gateway = await createTestGateway({ client: fake.createClient() });
  const sums = await gateway.execute<{ credentialReport: object | null }, object>(
    "{ credentialReport { userCount usersWithMfa usersWithPassword rootUser { hasMfa } } }",
  );
  const users = await gateway.execute<
    { users: { nodes: { userName: string; passwordEnabled: boolean | null }[] } },
    object
  >("{ users { nodes { userName passwordEnabled } } }");
  const passwords = Object.fromEntries(
    (users.data?.users.nodes ?? []).map(({ userName, passwordEnabled }) => [userName, passwordEnabled]),
  );
  return { sums, passwords };
}

const linesOf = (...lines: readonly string[]) => [header, root, ...lines].join("\n");

describe("a row of a credential report", () => {
  it.each([
    ["with a comma in the name", "smith,ann", `smith,ann,arn:aws:iam::123456789012:user/smith,ann,${created}`],
    ["with commas in the path", "smith,ann", `smith,ann,arn:aws:iam::123456789012:user/a,b/c/smith,ann,${created}`],
    ["with commas in the path alone", "ann", `ann,arn:aws:iam::123456789012:user/a,b/ann,${created}`],
    ["in quotes", "smith,ann", `"smith,ann","arn:aws:iam::123456789012:user/smith,ann","${created}"`],
    ["with its name alone in quotes", "smith,ann", `"smith,ann",arn:aws:iam::123456789012:user/smith,ann,${created}`],
  ])("%s is read", async (_case, name, front) => {
    const { sums, passwords } = await ask(linesOf(`${front},false,N/A,true,N/A`, bob), [name, "bob"]);
    expect(sums.data).toEqual({
      credentialReport: { userCount: 2, usersWithMfa: 1, usersWithPassword: 1, rootUser: { hasMfa: true } },
    });
    expect(passwords).toEqual({ [name]: false, bob: true });
  });

  const arn = "arn:aws:iam::123456789012:user/ann";
  it.each([
    ["has fewer cells than columns", `ann,${arn},${created},true,N/A,true`],
    ["has a comma in the name and lacks its last cells", `ann,x,${arn},${created},true,N/A,true`],
    ["has more cells after the ARN", `ann,${arn},${created},true,N/A,x,true,N/A`],
    ["has an ARN of another name and too many cells", `ann,x,${arn},${created},true,N/A,true,N/A`],
    ["has no ARN", `ann,x,${created},true,N/A,true,N/A`],
    ["has no date", `ann,${arn},N/A,true,N/A,true,N/A`],
    ["has a date without a time zone", `ann,${arn},2024-01-01T00:00:00,true,N/A,true,N/A`],
    ["has a date that does not exist", `ann,${arn},2024-13-01T00:00:00Z,true,N/A,true,N/A`],
    ["has neither true nor false for the devices", `ann,${arn},${created},true,N/A,no_information,N/A`],
    ["has neither true nor false for the password", `ann,${arn},${created},N/A,N/A,true,N/A`],
    ["has a quote that is not closed", `"ann,${arn},${created},true,N/A,true,N/A`],
    ["contradicts another row", `ann,${arn},${created},true,N/A,true,N/A\nANN,${arn},${created},false,N/A,true,N/A`],
  ])("that %s leaves its user and the counts unknown", async (_case, row) => {
    const { sums, passwords } = await ask(linesOf(row, bob), ["ann", "bob"]);
    expect(sums.data?.credentialReport).toBeNull();
    expect(sums.errors?.[0]?.extensions).toMatchObject({ code: "IAM_UNAVAILABLE", action: "GetCredentialReport" });
    expect(passwords).toEqual({ ann: null, bob: true });
  });

  it("counts once if it appears twice", async () => {
    const { sums } = await ask(linesOf(bob, bob));
    expect(sums.data).toMatchObject({ credentialReport: { userCount: 1, usersWithPassword: 1 } });
  });
});

describe("a credential report", () => {
  it.each([
    ["with a byte order mark", `\uFEFF${linesOf(bob)}`],
    ["with line ends of Windows", `${linesOf(bob).replaceAll("\n", "\r\n")}\r\n`],
    ["with blank lines", `${linesOf(bob)}\n\n \n`],
    ["with its columns in quotes", linesOf(bob).replace(header, `"${header.replaceAll(",", '","')}"`)],
  ])("%s is read", async (_case, text) => {
    const { sums, passwords } = await ask(text);
    expect(sums.data).toEqual({
      credentialReport: { userCount: 1, usersWithMfa: 0, usersWithPassword: 1, rootUser: { hasMfa: true } },
    });
    expect(passwords).toEqual({ bob: true });
  });

  it.each(["user", "user_creation_time", "password_enabled", "mfa_active"])(
    "without the column %s is IAM_UNAVAILABLE",
    async (column) => {
      const { sums, passwords } = await ask(linesOf(bob).replace(column, "other"));
      expect(sums.data?.credentialReport).toBeNull();
      expect(sums.errors?.[0]?.extensions).toMatchObject({ code: "IAM_UNAVAILABLE" });
      expect(passwords).toEqual({ bob: null });
    },
  );

  it("leaves the root user unknown if two rows of the root user differ", async () => {
    const { sums } = await ask(linesOf(root.replace(",true,N/A", ",false,N/A"), bob));
    expect(sums.data).toMatchObject({ credentialReport: { userCount: 1, rootUser: null } });
    expect(sums.errors).toHaveLength(1);
  });
});

describe("a report that IAM has no capacity to generate", () => {
  const noCapacity = iamError(409, "LimitExceeded", "No more capacity to launch new report generation tasks");

  async function startWith(answer: (call: UpstreamCall) => FakeAnswer | undefined) {
    let now = performance.now();
    const clock = createTestClock();
    const fake = await startFakeIam({ answer });
    const gateway = await createTestGateway({
      client: fake.createClient(),
      limits: { requestTimeoutMs: 20_000 },
      credentialReports: {
        now: () => now,
        async sleep(milliseconds) {
          now += milliseconds;
          await clock.sleep(milliseconds);
        },
      },
    });
    return {
      fake,
      clock,
      ask: () => gateway.execute("{ credentialReport { asOf userCount } }"),
      async [Symbol.asyncDispose]() {
        await gateway[Symbol.asyncDispose]();
        await fake[Symbol.asyncDispose]();
      },
    };
  }

  it("is requested again after a pause, until IAM generates it", async () => {
    let refusals = 3;
    let isStarted = false;
    await using iam = await startWith(({ action }) => {
      if (action === "GetCredentialReport") {
        return isStarted ? reportAnswer(linesOf(bob)) : iamError(410, "ReportNotPresent", "");
      }
      if (refusals-- > 0) return noCapacity;
      isStarted = true;
      return iamAnswer(action, "<State>STARTED</State>");
    });
    const { data, errors } = await iam.ask();
    expect([data, errors]).toEqual([
      { credentialReport: { asOf: "2026-11-01T10:00:00.000Z", userCount: 1 } },
      undefined,
    ]);
    expect(iam.fake.counts()).toEqual({ GetCredentialReport: 2, GenerateCredentialReport: 4 });
    expect(iam.clock.now()).toBe(250 + 375 + 562.5 + 843.75);
  });

  it("is IAM_TIMEOUT with the time to wait if IAM has no capacity before the deadline", async () => {
    await using iam = await startWith(({ action }) =>
      action === "GetCredentialReport" ? iamError(410, "ReportExpired", "") : noCapacity,
    );
    const { data, errors } = await iam.ask();
    expect(data).toEqual({ credentialReport: null });
    expect(errors).toMatchObject([
      {
        extensions: {
          code: "IAM_TIMEOUT",
          action: "GenerateCredentialReport",
          iamCode: "LimitExceeded",
          retryAfterMs: 5000,
        },
      },
    ]);
    expect(iam.fake.counts()["GetCredentialReport"]).toBe(1);
  });

  it.each(["GetCredentialReport", "GenerateCredentialReport"])(
    "is IAM_ACCESS_DENIED at once if %s is denied",
    async (denied) => {
      await using iam = await startWith(({ action }) =>
        action === denied ? iamError(403, "AccessDenied", "No.") : iamError(410, "ReportNotPresent", ""),
      );
      const { errors } = await iam.ask();
      expect(errors).toMatchObject([{ extensions: { code: "IAM_ACCESS_DENIED", action: denied } }]);
      expect(iam.clock.now()).toBe(0);
    },
  );
});
