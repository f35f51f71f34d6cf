import { makeCertificate, samlMetadata } from "../../support/certificates.ts";

type Arguments = Readonly<Record<string, unknown>>;

/** A module of Ansible, and the states that a playbook asks of it, one after the other. */
interface ModuleCase {
  /** Module and arguments of tasks that create what the states need. */
  readonly before?: readonly (readonly [module: string, args: Arguments])[];
  /** Each state differs from the one before it. The last one is absence. */
  readonly states: readonly Arguments[];
  /** @default true. False: in check mode, the module itself writes. */
  readonly hasCheckMode?: false;
  /** @default true. False: the module cannot know that the first state is already there. */
  readonly firstIsIdempotent?: false;
}

const allow = (action: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
const trust = (service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });

const [present, absent] = [{ state: "present" }, { state: "absent" }];
const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const userModule = "amazon.aws.iam_user";
const ownerOf = (name: string) => [[userModule, { name, ...present }]] as const;

const user = { name: "ansible.user", ...present };
const group = { name: "ansible.group", ...present };
const role = { name: "ansible.role", ...present };
const managed = { policy_name: "ansible-managed", ...present };
const inline = { iam_type: "user", iam_name: "ansible.inline", policy_name: "inline" };
const provider = { name: "ansible-saml" };
const certificate = makeCertificate();
const server = { name: "ansible-certificate", ...present };
// Ansible's lookup of a file removes its last line break, and the module compares the text with IAM's.
const files = { cert: certificate.pem.trim(), key: certificate.privateKeyPem.trim() };

/** The cases by module. */
export const moduleCases: Readonly<Record<string, ModuleCase>> = {
  [userModule]: {
    states: [
      { ...user, tags: { Team: "web" }, password: "A-long-Passw0rd", update_password: "on_create" },
      { ...user, tags: { Team: "data", CostCenter: "7" }, managed_policies: [readOnly] },
      { ...user, remove_password: true, managed_policies: [], purge_policies: true },
      { name: user.name, ...absent },
    ],
  },
  "community.aws.iam_group": {
    before: ownerOf("ansible.member"),
    states: [
      group,
      { ...group, users: ["ansible.member"], managed_policies: [readOnly] },
      { ...group, users: [], purge_users: true },
      { name: group.name, ...absent },
    ],
  },
  "community.aws.iam_role": {
    states: [
      {
        ...role,
        assume_role_policy_document: trust("ec2.amazonaws.com"),
        description: "A role",
        tags: { Team: "web" },
      },
      {
        ...role,
        assume_role_policy_document: trust("lambda.amazonaws.com"),
        managed_policies: [readOnly],
        max_session_duration: 7200,
        boundary: readOnly,
        create_instance_profile: false,
      },
      { name: role.name, delete_instance_profile: true, ...absent },
    ],
  },
  "community.aws.iam_managed_policy": {
    states: [
      { ...managed, policy: allow("s3:GetObject"), policy_description: "Reads objects" },
      { ...managed, policy: allow("s3:PutObject"), only_version: true },
      { policy_name: managed.policy_name, ...absent },
    ],
  },
  "amazon.aws.iam_policy": {
    before: ownerOf(inline.iam_name),
    states: [
      { ...inline, policy_json: allow("s3:GetObject"), ...present },
      { ...inline, policy_json: allow("s3:PutObject"), ...present },
      { ...inline, ...absent },
    ],
  },
  "community.aws.iam_access_key": {
    before: ownerOf("ansible.keys"),
    firstIsIdempotent: false,
    states: [
      { user_name: "ansible.keys", ...present },
      { user_name: "ansible.keys", id: "{{ first.access_key.access_key_id }}", active: false, ...present },
      { user_name: "ansible.keys", id: "{{ first.access_key.access_key_id }}", ...absent },
    ],
  },
  "community.aws.iam_password_policy": {
    hasCheckMode: false,
    states: [
      { ...present, min_pw_length: 12, require_numbers: true, pw_max_age: 90, pw_reuse_prevent: 5 },
      { ...present, min_pw_length: 14, require_symbols: true, allow_pw_change: true },
      absent,
    ],
  },
  "community.aws.iam_saml_federation": {
    states: [
      { ...provider, saml_metadata_document: samlMetadata(), ...present },
      { ...provider, saml_metadata_document: samlMetadata("https://other.example.com/"), ...present },
      { ...provider, ...absent },
    ],
  },
  "community.aws.iam_server_certificate": {
    states: [
      { ...server, ...files },
      { ...server, new_path: "/web/" },
      { name: server.name, ...absent },
    ],
  },
};
