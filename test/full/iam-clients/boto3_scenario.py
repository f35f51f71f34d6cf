"""Resources, waiters and paginators of boto3 over the IAM at the given URL. Prints what they see as JSON."""

import json
import sys

import boto3
from botocore.exceptions import ClientError

url = sys.argv[1]
iam = boto3.resource("iam", endpoint_url=url)
client = iam.meta.client


def document(action, **principal):
    statement = {"Effect": "Allow", "Action": action, **principal}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def names(collection):
    return [one.name for one in collection.all()]


def error_of(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


seen = {}

# Users and groups
user = iam.create_user(UserName="boto.user", Path="/people/", Tags=[{"Key": "Team", "Value": "web"}])
client.get_waiter("user_exists").wait(UserName="boto.user")
group = iam.create_group(GroupName="boto.group")
group.add_user(UserName=user.name)
key = user.create_access_key_pair()
user.create_login_profile(Password="A-long-Passw0rd")
user.create_policy(PolicyName="inline", PolicyDocument=document("s3:GetObject", Resource="*"))
seen["user"] = {
    "arn": iam.User("boto.user").arn,
    "path": user.path,
    "groups": names(user.groups),
    "members": names(group.users),
    "keys": [one.status for one in user.access_keys.all()],
    "inline": iam.UserPolicy("boto.user", "inline").policy_document,
    "resetRequired": iam.LoginProfile("boto.user").password_reset_required,
    "devices": list(user.mfa_devices.all()),
}

# Policies and roles
policy = iam.create_policy(PolicyName="boto-policy", PolicyDocument=document("s3:GetObject", Resource="*"))
client.get_waiter("policy_exists").wait(PolicyArn=policy.arn)
policy.create_version(PolicyDocument=document("s3:PutObject", Resource="*"), SetAsDefault=True)
role = iam.create_role(
    RoleName="boto-role",
    AssumeRolePolicyDocument=document("sts:AssumeRole", Principal={"AWS": user.arn}),
)
client.get_waiter("role_exists").wait(RoleName="boto-role")
for owner in (user, group, role):
    owner.attach_policy(PolicyArn=policy.arn)
profile = iam.create_instance_profile(InstanceProfileName="boto-profile")
client.get_waiter("instance_profile_exists").wait(InstanceProfileName="boto-profile")
profile.add_role(RoleName=role.name)
policy.reload()
seen["policy"] = {
    "attachments": policy.attachment_count,
    "default": policy.default_version.document,
    "versions": [one.version_id for one in policy.versions.all()],
    "users": names(policy.attached_users),
    "groups": names(policy.attached_groups),
    "roles": names(policy.attached_roles),
}
seen["role"] = {
    "trust": iam.Role("boto-role").assume_role_policy_document,
    "profiles": names(role.instance_profiles),
    "attached": [one.policy_name for one in role.attached_policies.all()],
}

# Paginators
for number in range(5):
    iam.create_role(
        RoleName=f"boto-page-{number}",
        Path="/pages/",
        AssumeRolePolicyDocument=document("sts:AssumeRole", Principal={"Service": "ec2.amazonaws.com"}),
    )
pages = client.get_paginator("list_roles").paginate(PathPrefix="/pages/", PaginationConfig={"PageSize": 2})
seen["pages"] = [[one["RoleName"] for one in page["Roles"]] for page in pages]
paginator = client.get_paginator("get_account_authorization_details")
details = list(paginator.paginate(PaginationConfig={"PageSize": 3}))
seen["details"] = {
    kind: sum(len(page[kind]) for page in details)
    for kind in ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
}
seen["local"] = [one.policy_name for one in iam.policies.filter(Scope="Local")]
seen["summary"] = {kind: iam.AccountSummary().summary_map[kind] for kind in ("Users", "Groups", "Roles", "Policies")}

# Absence
seen["conflicts"] = [error_of(one.delete) for one in (user, group, role, policy, profile)]
for owner in (user, group, role):
    owner.detach_policy(PolicyArn=policy.arn)
group.remove_user(UserName=user.name)
key.delete()
user.LoginProfile().delete()
user.Policy("inline").delete()
profile.remove_role(RoleName=role.name)
iam.PolicyVersion(policy.arn, "v1").delete()
for one in (user, group, role, policy, profile):
    one.delete()
seen["gone"] = [error_of(one.reload) for one in (user, group, role, policy, profile)]

print(json.dumps(seen))
