/** `node scenario.js URL`: a role and a user in the AWS SDK for JavaScript v2, with waiters and pages. Prints what it sees. */
import AWS from "aws-sdk";

const [, , endpoint] = process.argv;
const options = { endpoint, region: "us-east-1", accessKeyId: "test", secretAccessKey: "test" };
const iam = new AWS.IAM(options);
const sts = new AWS.STS(options);

const document = (statement) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
const allow = document({ Action: "s3:GetObject", Resource: "*" });
const codeOf = (request) =>
  request.promise().then(
    () => "none",
    (error) => `${error.statusCode} ${error.code}`,
  );
const seen = {};

seen.caller = (await sts.getCallerIdentity().promise()).Arn;

const UserName = "v2.user";
await iam.createUser({ UserName, Tags: [{ Key: "Team", Value: "web" }] }).promise();
await iam.waitFor("userExists", { UserName }).promise();
const { Policy } = await iam.createPolicy({ PolicyName: "v2-policy", PolicyDocument: allow }).promise();
const { Arn: PolicyArn } = Policy;
await iam.waitFor("policyExists", { PolicyArn }).promise();
await iam.attachUserPolicy({ UserName, PolicyArn }).promise();
await iam.putUserPolicy({ UserName, PolicyName: "inline", PolicyDocument: allow }).promise();
const RoleName = "v2-role";
const AssumeRolePolicyDocument = document({ Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } });
await iam.createRole({ RoleName, AssumeRolePolicyDocument }).promise();
await iam.waitFor("roleExists", { RoleName }).promise();

const { User } = await iam.getUser({ UserName }).promise();
seen.user = { tags: User.Tags, isDate: User.CreateDate instanceof Date };
const { PolicyDocument } = await iam.getUserPolicy({ UserName, PolicyName: "inline" }).promise();
seen.isVerbatim = decodeURIComponent(PolicyDocument) === allow;
const entities = await iam.listEntitiesForPolicy({ PolicyArn }).promise();
seen.entities = entities.PolicyUsers.map((one) => one.UserName);

for (const name of ["a", "b", "c"]) {
  await iam.createRole({ RoleName: `v2-${name}`, Path: "/pages/", AssumeRolePolicyDocument }).promise();
}
seen.pages = [];
await new Promise((resolve, reject) => {
  iam.listRoles({ PathPrefix: "/pages/", MaxItems: 2 }).eachPage((error, page) => {
    if (error) return reject(error);
    if (page === null) return resolve();
    seen.pages.push(page.Roles.map((one) => one.RoleName));
  });
});

seen.conflict = await codeOf(iam.deleteUser({ UserName }));
await iam.detachUserPolicy({ UserName, PolicyArn }).promise();
await iam.deleteUserPolicy({ UserName, PolicyName: "inline" }).promise();
await iam.deleteUser({ UserName }).promise();
await iam.deletePolicy({ PolicyArn }).promise();
await iam.deleteRole({ RoleName }).promise();
seen.gone = [
  await codeOf(iam.getUser({ UserName })),
  await codeOf(iam.getPolicy({ PolicyArn })),
  await codeOf(iam.getRole({ RoleName })),
];

process.stdout.write(JSON.stringify(seen));
