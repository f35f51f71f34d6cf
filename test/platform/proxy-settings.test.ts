import { describe, expect, it } from "vitest";
import { bypassesProxy } from "../../src/platform/proxy-settings.ts";

describe("a host", () => {
  it.each([
    "localhost",
    "LOCALHOST",
    "gateway.localhost",
    "localhost.",
    "127.0.0.1",
    "127.8.9.10",
    "::1",
    "[::1]",
    "169.254.169.254",
    "169.254.170.2",
    "fe80::1",
    "[fe80::1]",
    "fd00:ec2::254",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
  ])("of this machine or its link is never asked through the proxy: %s", (host) => {
    expect(bypassesProxy(host, 443, "")).toBe(true);
  });

  it.each([
    ["iam.amazonaws.com", ""],
    ["iam.amazonaws.com", "amazon.com, ,example.com"],
    ["iam.amazonaws.com", "azonaws.com"],
    ["amazonaws.com", "iam.amazonaws.com"],
    ["iam.amazonaws.com", "amazonaws.com:8443"],
    ["10.1.2.3", "10.1.2.4,10.1.2.0/31"],
    ["10.1.2.3", "2.3,1.2.3"],
    ["10.1.2.3", "10.0.0.0/33,nonsense/8"],
    ["localhost.example.com", ""],
    ["128.0.0.1", ""],
    ["2001:db8::1", "2001:db8::2"],
  ])("is asked through the proxy if NO_PROXY does not cover it: %s, %s", (host, noProxy) => {
    expect(bypassesProxy(host, 443, noProxy)).toBe(false);
  });

  it.each([
    ["iam.amazonaws.com", "*"],
    ["iam.amazonaws.com", "iam.amazonaws.com"],
    ["IAM.amazonaws.com", "example.com, AMAZONAWS.com"],
    ["iam.amazonaws.com", "example.com .amazonaws.com"],
    ["iam.amazonaws.com", "*.amazonaws.com"],
    ["amazonaws.com", ".amazonaws.com"],
    ["iam.amazonaws.com", "amazonaws.com:443"],
    ["10.1.2.3", "10.1.2.3"],
    ["10.1.2.3", "10.0.0.0/8"],
    ["2001:db8::1", "2001:db8::1"],
    ["2001:db8::1", "[2001:db8::1]:443"],
    ["[2001:db8::1]", "2001:db8::/32"],
  ])("is asked directly if NO_PROXY covers it: %s, %s", (host, noProxy) => {
    expect(bypassesProxy(host, 443, noProxy)).toBe(true);
  });
});
