import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { describe } from "vitest";

/** A program of another project that tests run against the embedded IAM. */
interface Peer {
  readonly name: string;
  isThere(): boolean;
  readonly howToInstall: string;
  /** Whether it is skipped even with PEER_TESTS=required, because Debian does not have it. */
  readonly isOptional?: boolean;
}

const succeeds = (program: string, ...args: readonly string[]) => spawnSync(program, args).status === 0;

/** A folder of Terraform's providers, in the layout of its filesystem mirrors. */
export const terraformPlugins = process.env["TERRAFORM_PLUGINS"];

const peers = {
  awsCli: {
    name: "the AWS CLI",
    isThere: () => succeeds("aws", "--version"),
    howToInstall: "install it (Debian: apt-get install awscli).",
  },
  boto3: {
    name: "boto3",
    isThere: () => succeeds("python3", "-c", "import boto3"),
    howToInstall: "install it (Debian: apt-get install python3-boto3).",
  },
  ansible: {
    name: "Ansible with boto3",
    isThere: () => succeeds("ansible-playbook", "--version") && succeeds("python3", "-c", "import boto3"),
    howToInstall: "install both (Debian: apt-get install ansible python3-boto3).",
  },
  terraform: {
    name: "Terraform with its AWS provider",
    isThere: () =>
      terraformPlugins !== undefined &&
      existsSync(path.join(terraformPlugins, "registry.terraform.io/hashicorp/aws")) &&
      succeeds("terraform", "version"),
    howToInstall: "install Terraform, and set TERRAFORM_PLUGINS to a filesystem mirror that contains hashicorp/aws.",
    isOptional: true,
  },
} as const satisfies Readonly<Record<string, Peer>>;

/**
 * `describe` for tests that run a program of another project. Where it is not installed, it skips them and explains how to
 * install it. With PEER_TESTS=required, a missing program is a failure.
 */
export function describeWithPeer(key: keyof typeof peers): typeof describe | typeof describe.skip {
  const peer: Peer = peers[key];
  if (peer.isThere()) return describe;
  const message = `This machine does not have ${peer.name}: ${peer.howToInstall}`;
  if (process.env["PEER_TESTS"] === "required" && !peer.isOptional) throw new Error(message);
  console.warn(`Skipping the tests with ${peer.name}. ${message}`);
  return describe.skip;
}
