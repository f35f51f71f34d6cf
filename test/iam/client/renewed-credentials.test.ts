import { readFile, writeFile } from "node:fs/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createIamClient } from "../../../src/iam/index.ts";
import { awsEnvironment, profile } from "../../support/aws-environment.ts";
import { type FakeAnswer, iamAnswer, startFakeIam } from "../../support/fake-iam.ts";
import { createTestGateway, iamError } from "../../support/gateway.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const expired = iamError(403, "ExpiredToken", "The security token included in the request is expired");
const created = "<Path>/</Path><GroupId>AGPAEXAMPLEGROUP</GroupId><CreateDate>2026-01-01T00:00:00Z</CreateDate>";

function answerTo(action: string, groupName = ""): FakeAnswer {
  const arn = `arn:aws:iam::123456789012:group/${groupName}`;
  const group = `<Group><GroupName>${groupName}</GroupName><Arn>${arn}</Arn>${created}</Group>`;
  if (action === "ListUsers") return iamAnswer(action, "<Users/><IsTruncated>false</IsTruncated>");
  if (action === "GetGroup") return iamAnswer(action, `${group}<Users/><IsTruncated>false</IsTruncated>`);
  return iamAnswer(action, group);
}

/** A gateway with its credentials in a file, over an IAM that refuses the keys in `refused`. */
async function gatewayWith(
  credentials: string,
  refused: Readonly<Record<string, FakeAnswer>>,
  before: (call: string) => Promise<void> | undefined = () => undefined,
) {
  const stack = new AsyncDisposableStack();
  const environment = stack.use(await awsEnvironment({ credentials }));
  const signers: string[] = [];
  const iam = stack.use(
    await startFakeIam({
      async answer({ action, parameters }, { authorization = "" }) {
        const signer = /Credential=(\w+)/.exec(authorization)?.[1] ?? "";
        signers.push(`${action} by ${signer}`);
        await before(`${action} by ${signer}`);
        return refused[signer] ?? answerTo(action, parameters["GroupName"]);
      },
    }),
  );
  const account = stack.use(await createTestGateway({ client: await createIamClient({ endpoint: iam.url }) }));
  return {
    ...account,
    signers,
    files: environment.files,
    file: environment.file,
    writeCredentials: environment.writeCredentials,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const USERS = "{ users(first: 1) { nodes { id } } }";
const old = profile("AKIDOLD", { token: "old" });
const renewed = profile("AKIDNEW", { token: "new" });

describe("credentials that IAM refuses", () => {
  it("are read again from the shared credentials file, and the call is repeated once", async () => {
    await using account = await gatewayWith(old, { AKIDOLD: expired });
    await account.writeCredentials(old);
    expect((await account.execute(USERS)).errors?.[0]?.extensions).toMatchObject({ cause: "CREDENTIALS_EXPIRED" });
    await account.writeCredentials(renewed);
    account.signers.splice(0);
    expect(await account.execute(USERS)).toMatchObject({ data: { users: { nodes: [] } } });
    expect(account.signers).toEqual(["ListUsers by AKIDOLD", "ListUsers by AKIDNEW"]);
    account.signers.splice(0);
    await account.execute(USERS);
    expect(account.signers).toEqual(["ListUsers by AKIDNEW"]);
  });

  it("are CREDENTIALS_EXPIRED, after one call, if the file still has them", async () => {
    await using account = await gatewayWith(old, { AKIDOLD: expired });
    const { errors } = await account.execute(USERS);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: "IAM_UNAVAILABLE",
      cause: "CREDENTIALS_EXPIRED",
      iamCode: "ExpiredToken",
    });
    expect(errors?.[0]?.message).toContain("credentials have expired. Renew them");
    expect(account.signers).toEqual(["ListUsers by AKIDOLD"]);
  });

  it("are CREDENTIALS_EXPIRED, after two calls, if the renewed ones have expired as well", async () => {
    await using account = await gatewayWith(old, { AKIDOLD: expired, AKIDNEW: expired });
    await account.execute(USERS);
    await account.writeCredentials(renewed);
    account.signers.splice(0);
    const { errors } = await account.execute(USERS);
    expect(errors?.[0]?.extensions).toMatchObject({ cause: "CREDENTIALS_EXPIRED" });
    expect(account.signers).toEqual(["ListUsers by AKIDOLD", "ListUsers by AKIDNEW"]);
  });

  it("are CREDENTIALS_EXPIRED, after one call, if the file no longer has any", async () => {
    await using account = await gatewayWith(old, { AKIDOLD: expired });
    await account.execute(USERS);
    await account.writeCredentials("");
    account.signers.splice(0);
    const { errors } = await account.execute(USERS);
    expect(errors?.[0]?.extensions).toMatchObject({ cause: "CREDENTIALS_EXPIRED" });
    expect(account.signers).toEqual(["ListUsers by AKIDOLD"]);
  });

  it("are read again once for simultaneous refusals", async () => {
    await using account = await gatewayWith("", { AKIDOLD: expired });
    const output = (accessKeyId: string) =>
      JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: "secret", SessionToken: "token" });
    const [script, runs, answer] = [account.file("process.sh"), account.file("runs"), account.file("answer")];
    await writeFile(script, `echo run >> ${runs}; cat ${answer}`);
    await writeFile(answer, output("AKIDOLD"));
    await writeFile(account.files.config, `[default]\ncredential_process = sh ${script}\n`);
    await account.execute(USERS);
    await writeFile(answer, output("AKIDNEW"));
    await writeFile(runs, "");
    account.signers.splice(0);
    const groups = ["a", "b", "c", "d", "e"];
    const answers = await Promise.all(
      groups.map((groupName) => account.execute(`{ group(groupName: "${groupName}") { groupName } }`)),
    );
    expect(answers.map(({ data }) => data)).toEqual(groups.map((groupName) => ({ group: { groupName } })));
    const newCalls = account.signers.filter((call) => call === "GetGroup by AKIDNEW");
    expect([newCalls.length, account.signers.length]).toEqual([5, 10]);
    expect(await readFile(runs, "utf8")).toBe("run\n");
  });

  it("are not read again for a refusal that arrives after another call has renewed them", async () => {
    const [listed, renewedAlready] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await using account = await gatewayWith(old, { AKIDOLD: expired }, (call) => {
      if (call !== "GetGroup by AKIDOLD") return undefined;
      listed.resolve();
      return renewedAlready.promise;
    });
    const late = account.execute('{ group(groupName: "a") { groupName } }');
    await listed.promise;
    await account.writeCredentials(renewed);
    await account.execute(USERS);
    renewedAlready.resolve();
    expect((await late).data).toEqual({ group: { groupName: "a" } });
    expect(account.signers.slice(-1)).toEqual(["GetGroup by AKIDNEW"]);
  });

  it("leave a write undone, so it is repeated once", async () => {
    await using account = await gatewayWith(old, { AKIDOLD: expired });
    await account.execute(USERS);
    await account.writeCredentials(renewed);
    account.signers.splice(0);
    const { data } = await account.execute(
      'mutation { createGroup(input: { groupName: "a" }) { ... on CreateGroupPayload { group { groupName } } } }',
    );
    expect(data).toEqual({ createGroup: { group: { groupName: "a" } } });
    expect(account.signers).toEqual(["CreateGroup by AKIDOLD", "CreateGroup by AKIDNEW"]);
  });

  it("are read again after a key was replaced and deleted; without a replacement, IAM's refusal is the error", async () => {
    const deleted = iamError(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
    await using account = await gatewayWith(profile("AKIDOLD"), { AKIDOLD: deleted });
    const { errors } = await account.execute(USERS);
    expect(errors?.[0]?.extensions).toMatchObject({ code: "IAM_REJECTED", iamCode: "InvalidClientTokenId" });
    await account.writeCredentials(profile("AKIDNEW"));
    expect(await account.execute(USERS)).toMatchObject({ data: { users: { nodes: [] } } });
  });

  it("are CREDENTIALS_EXPIRED if the text of InvalidClientTokenId says so", async () => {
    const text = "The security token included in the request is expired";
    await using account = await gatewayWith(old, { AKIDOLD: iamError(403, "InvalidClientTokenId", text) });
    const { errors } = await account.execute(USERS);
    expect(errors?.[0]?.extensions).toMatchObject({ code: "IAM_UNAVAILABLE", cause: "CREDENTIALS_EXPIRED" });
  });
});
