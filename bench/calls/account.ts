import { createHash, randomBytes } from "node:crypto";
import { addMfaDevice } from "../../src/embedded-iam/admin/device-provisioning.ts";
import type { OperationContext } from "../../src/embedded-iam/operations/framework/operation.ts";
import { operationsByName } from "../../src/embedded-iam/operations/index.ts";
import { createServices } from "../../src/embedded-iam/services.ts";
import { openDatabase } from "../../src/embedded-iam/store/open.ts";
import { codeAt, stepAt } from "../../src/embedded-iam/totp.ts";
import type { InputOf, OperationName } from "../../src/iam-model/operations/index.ts";
import { defaultQuotas } from "../../src/iam-model/quotas.ts";
import { type AccountName, accounts } from "./accounts.ts";
import { ACCOUNT_ID, arnOf, FILLED_AT, groups, providers, users } from "./facts.ts";

/**
 * Fills the database file of an account in a few seconds. It uses the service's own operations, so that clients could have
 * created the same rows, but in a single transaction.
 */
export function makeAccount(file: string, name: AccountName): void {
  const account = {
    accountId: ACCOUNT_ID,
    partition: "aws" as const,
    createDate: "2026-01-01T00:00:00Z",
    markerKey: randomBytes(32),
  };
  let now = new Date(FILLED_AT);
  const { database } = openDatabase(file, account, (opened) => {
    const services = createServices(opened.database, {
      account: opened.account,
      quotas: defaultQuotas,
      clock: () => now,
      idBytes: randomBytes,
      secretBytes: randomBytes,
    });
    const context: OperationContext = { ...services, caller: { userId: null }, prepared: {} };
    fill(context);
    if (accounts[name].length === 0) return;
    for (const device of accounts[name]) addMfaDevice(services, device);
    now = new Date();
    // The second call reports that the report is complete.
    for (let calls = 0; calls < 2; calls++) operationsByName.GenerateCredentialReport.run({}, context);
  });
  database.close();
}

function fill(context: OperationContext): void {
  const perform = <Name extends OperationName>(name: Name, input: InputOf<Name>) =>
    operationsByName[name].run(input, context);
  for (const GroupName of groups) perform("CreateGroup", { GroupName });
  for (const user of users) {
    const UserName = user.userName;
    perform("CreateUser", { UserName, Tags: user.tags.map(({ key, value }) => ({ Key: key, Value: value })) });
    for (const GroupName of user.groupNames) perform("AddUserToGroup", { GroupName, UserName });
    if (user.boundaryArn !== null) {
      perform("PutUserPermissionsBoundary", { UserName, PermissionsBoundary: user.boundaryArn });
    }
    if (user.hasDevice) giveDevice(UserName);
  }
  for (const { url, clientIds } of providers) {
    const thumbprint = createHash("sha1").update(url).digest("hex");
    perform("CreateOpenIDConnectProvider", { Url: url, ClientIDList: [...clientIds], ThumbprintList: [thumbprint] });
  }

  function giveDevice(UserName: string): void {
    const SerialNumber = arnOf("mfa", UserName);
    perform("CreateVirtualMFADevice", { VirtualMFADeviceName: UserName });
    const seed = context.mfaDevices.find(SerialNumber)?.seed ?? "";
    const step = stepAt(context.clock());
    perform("EnableMFADevice", {
      UserName,
      SerialNumber,
      AuthenticationCode1: codeAt(seed, step - 1),
      AuthenticationCode2: codeAt(seed, step),
    });
  }
}
