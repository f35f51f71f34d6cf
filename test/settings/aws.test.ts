import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/settings/index.ts";
import { problemsOf } from "./problems.ts";

const aws = { IAMQL_IAM_BACKEND: "aws", IAMQL_AUTH: "none" };

describe("variables of AWS and of proxies", () => {
  it("must be http or https URLs for endpoints of AWS", () => {
    for (const name of ["AWS_ENDPOINT_URL_IAM", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"]) {
      expect(problemsOf({ ...aws, [name]: "s3cret" })).toEqual([
        `${name} is not valid: expected an http or https URL.`,
      ]);
      expect(problemsOf({ ...aws, [name]: "http://127.0.0.1:4566" })).toEqual([]);
      expect(problemsOf({ [name]: "s3cret" })).toEqual([]);
    }
  });

  it("must be an http or https URL for the proxy if requests go over the network, which no message quotes", () => {
    const jwt = {
      IAMQL_AUTH: "jwt",
      IAMQL_AUTH_JWT_ISSUER: "https://issuer.example.com",
      IAMQL_AUTH_JWT_AUDIENCE: "a",
    };
    const problem = "HTTPS_PROXY is not valid: expected an http or https URL, such as http://proxy.example.com:3128.";
    for (const proxy of ["socks5://user:s3cret@proxy", "http://", "http://user:s3cret%@proxy", "s3cret with spaces"]) {
      expect(problemsOf({ ...aws, HTTPS_PROXY: proxy })).toEqual([problem]);
      expect(problemsOf({ ...jwt, https_proxy: proxy })).toEqual([problem]);
      expect(problemsOf({ HTTPS_PROXY: proxy })).toEqual([]);
    }
    const proxyOf = (env: Record<string, string>) => parseConfig({ ...aws, ...env }).aws.proxy;
    expect(proxyOf({})).toBeUndefined();
    expect(proxyOf({ HTTPS_PROXY: "proxy:3128" })).toEqual({ url: new URL("http://proxy:3128"), noProxy: "" });
    expect(proxyOf({ HTTPS_PROXY: "http://a", https_proxy: "https://b", NO_PROXY: "c", no_proxy: "d" })).toEqual({
      url: new URL("https://b"),
      noProxy: "d",
    });
  });

  it("let the gateway ask AWS's STS for its identity, unless the IAM endpoint is an emulator without an STS", () => {
    const asks = (env: Record<string, string>) => parseConfig({ IAMQL_AUTH: "none", ...env }).aws.askIdentity;
    const emulator = { ...aws, AWS_ENDPOINT_URL_IAM: "http://127.0.0.1:4566" };
    expect(asks({})).toBe(false);
    expect(asks(aws)).toBe(true);
    expect(asks(emulator)).toBe(false);
    expect(asks({ ...aws, AWS_ENDPOINT_URL_IAM: "https://localhost:4566" })).toBe(false);
    expect(asks({ ...aws, AWS_ENDPOINT_URL_IAM: "http://localstack:4566" })).toBe(false);
    expect(asks({ ...aws, AWS_ENDPOINT_URL_IAM: "https://iam.example.com" })).toBe(true);
    expect(asks({ ...emulator, AWS_ENDPOINT_URL_STS: "http://127.0.0.1:4566" })).toBe(true);
    expect(asks({ ...emulator, AWS_ENDPOINT_URL: "http://127.0.0.1:4566" })).toBe(true);
  });
});
