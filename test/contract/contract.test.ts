import { randomBytes } from "node:crypto";
import type { IAM } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Account, openSandbox } from "./sandbox.ts";
import { scenarios } from "./scenarios/index.ts";
import { targets } from "./targets.ts";

/** The ARNs in the account that contain this run's digits. */
async function leftOf(run: string, iam: IAM): Promise<(string | undefined)[]> {
  const PathPrefix = `/iamql-contract-${run}`;
  const { Users = [] } = await iam.listUsers({ PathPrefix });
  const { Groups = [] } = await iam.listGroups({ PathPrefix });
  const { Roles = [] } = await iam.listRoles({ PathPrefix });
  const { InstanceProfiles = [] } = await iam.listInstanceProfiles({ PathPrefix });
  const { OpenIDConnectProviderList = [] } = await iam.listOpenIDConnectProviders({});
  const { ServerCertificateMetadataList = [] } = await iam.listServerCertificates({ PathPrefix });
  const { SAMLProviderList = [] } = await iam.listSAMLProviders({});
  const providers = [...OpenIDConnectProviderList, ...SAMLProviderList];
  const entities = [...Users, ...Groups, ...Roles, ...InstanceProfiles, ...ServerCertificateMetadataList];
  const arns = [...entities, ...providers].map(({ Arn }) => Arn);
  for (let Marker: string | undefined; ; ) {
    const page = await iam.listVirtualMFADevices({ Marker });
    arns.push(...(page.VirtualMFADevices ?? []).map(({ SerialNumber }) => SerialNumber));
    if (page.IsTruncated !== true) return arns.filter((arn) => arn?.includes(run));
    Marker = page.Marker;
  }
}

for (const { title, timeoutMs, open } of targets()) {
  describe(title, () => {
    const run = randomBytes(4).toString("hex");
    let opened = 0;
    let account: Account & AsyncDisposable;
    beforeAll(async () => {
      account = await open();
    }, timeoutMs);
    afterAll(() => account[Symbol.asyncDispose](), timeoutMs);

    for (const [subject, facts] of Object.entries(scenarios)) {
      describe(subject, () => {
        for (const [fact, scenario] of Object.entries(facts)) {
          it(fact, { timeout: timeoutMs }, async () => {
            await using sandbox = openSandbox(account, `${run}-${++opened}`);
            await scenario(sandbox);
          });
        }
      });
    }

    it("has no entity of the scenarios left", { timeout: timeoutMs }, async () => {
      const iam = account.connect();
      expect(await leftOf(run, iam)).toEqual([]);
      iam.destroy();
    });
  });
}
