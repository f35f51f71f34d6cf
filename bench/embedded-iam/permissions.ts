import { createEmbeddedIam } from "../../src/embedded-iam/index.ts";
import { userName } from "./account.ts";
import { type IamRequest, requestMaker, unknownKeyPair } from "./requests.ts";

/** The numbers of entities in the account with roles and policies. */
export const PERMISSIONS = { users: 5000, roles: 1000, policies: 1500 } as const;

const CONNECTIONS = 16;
const PAGE_SIZE = "1000";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const DOCUMENT = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::bucket/*" }],
});

/** Creates a database with the users, roles and policies. Each role has one policy. */
export async function makePermissionsAccount(file: string): Promise<void> {
  const iam = await createEmbeddedIam({ file, port: 0 });
  try {
    await fillPermissions(String(iam.url));
  } finally {
    await iam.close();
  }
}

/** Creates the users, roles and policies over HTTP. */
export async function fillPermissions(url: string): Promise<void> {
  const make = requestMaker(new URL(url).host, unknownKeyPair);
  const numbered = (kind: string, place: number) => `${kind}-${String(place).padStart(5, "0")}`;
  const arnOf = (place: number) => `arn:aws:iam::123456789012:policy/${numbered("policy", place)}`;
  await sendAll(url, PERMISSIONS.users, (place) => make({ Action: "CreateUser", UserName: userName(place) }));
  await sendAll(url, PERMISSIONS.policies, (place) =>
    make({ Action: "CreatePolicy", PolicyName: numbered("policy", place), PolicyDocument: DOCUMENT }),
  );
  await sendAll(url, PERMISSIONS.roles, (place) =>
    make({ Action: "CreateRole", RoleName: numbered("role", place), AssumeRolePolicyDocument: TRUST }),
  );
  await sendAll(url, PERMISSIONS.roles, (place) =>
    make({ Action: "AttachRolePolicy", RoleName: numbered("role", place), PolicyArn: arnOf(place) }),
  );
}

/** A request for the first 100 roles. */
export function listRoles(url: string): IamRequest {
  return requestMaker(new URL(url).host, unknownKeyPair)({ Action: "ListRoles", MaxItems: "100" });
}

/** How many times a second the details of the whole account can be read, page after page. */
export async function wholeAccountRate(url: string): Promise<number> {
  const make = requestMaker(new URL(url).host, unknownKeyPair);
  const begun = performance.now();
  for (let marker: string | undefined = ""; marker !== undefined; ) {
    const page = { Action: "GetAccountAuthorizationDetails", MaxItems: PAGE_SIZE };
    const text = await send(url, make(marker === "" ? page : { ...page, Marker: marker }));
    marker = /<Marker>([^<]+)</.exec(text)?.[1];
  }
  return 1000 / (performance.now() - begun);
}

async function sendAll(url: string, count: number, requestOf: (place: number) => IamRequest): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) await send(url, requestOf(next++));
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
}

async function send(url: string, { headers, body }: IamRequest): Promise<string> {
  const response = await fetch(url, { method: "POST", headers, body });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`expected status 200, but got: ${text}`);
  return text;
}
