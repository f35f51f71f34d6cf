import { existsSync } from "node:fs";
import { IAM } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { EmbeddedIamClosedError } from "../../../src/embedded-iam/index.ts";
import { signedAs, startService, temporaryFile } from "../test-service.ts";

describe("a close", () => {
  it("waits for a call that is still being prepared, with fault injection off", async () => {
    const asked = Promise.withResolvers<void>();
    const thumbprint = Promise.withResolvers<string>();
    const thumbprintOf = () => {
      asked.resolve();
      return thumbprint.promise;
    };
    const file = temporaryFile();
    const { iam, service } = await startService({ file, thumbprintOf });
    const created = iam.createOpenIDConnectProvider({ Url: "https://id.example.com" });
    await asked.promise;
    let closed = false;
    const closing = service.close().then(() => {
      closed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(false);
    thumbprint.resolve("a".repeat(40));
    expect((await created).OpenIDConnectProviderArn).toContain("id.example.com");
    await closing;
    const again = await startService({ file });
    expect((await again.iam.listOpenIDConnectProviders({})).OpenIDConnectProviderList).toHaveLength(1);
  });

  it("that is called again waits for the same calls, and releases the file once", async () => {
    const asked = Promise.withResolvers<void>();
    const thumbprint = Promise.withResolvers<string>();
    const thumbprintOf = () => {
      asked.resolve();
      return thumbprint.promise;
    };
    const file = temporaryFile();
    const { iam, service } = await startService({ file, thumbprintOf });
    const created = iam.createOpenIDConnectProvider({ Url: "https://id.example.com" });
    await asked.promise;
    const closed: string[] = [];
    const first = service.close().then(() => closed.push("first"));
    const second = service.close().then(() => closed.push("second"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toEqual([]);
    thumbprint.resolve("a".repeat(40));
    await Promise.all([created, first, second]);
    await service.close();
    expect(closed.toSorted()).toEqual(["first", "second"]);
    expect(existsSync(`${file}-wal`)).toBe(false);
    const again = await startService({ file });
    expect((await again.iam.listOpenIDConnectProviders({})).OpenIDConnectProviderList).toHaveLength(1);
  });
});

describe("a closed service", () => {
  it("rejects calls with an error that the SDK does not retry, and logs nothing", async () => {
    const logged: unknown[] = [];
    const { service } = await startService({ log: (...entry) => logged.push(entry) });
    const { requestHandler, rootCredentials: credentials } = service;
    let attempts = 0;
    const iam = new IAM({ region: "us-east-1", credentials, requestHandler, maxAttempts: 5 });
    iam.middlewareStack.add(
      (next) => (args) => {
        attempts += 1;
        return next(args);
      },
      { step: "finalizeRequest", priority: "low" },
    );
    await service.close();
    await expect(iam.listUsers({})).rejects.toThrow("The embedded IAM is closed.");
    await expect(iam.listUsers({})).rejects.toThrow(EmbeddedIamClosedError);
    expect(attempts).toBe(2);
    const request = new Request("http://iam.test/?Action=ListUsers&Version=2010-05-08", { headers: signedAs("test") });
    await expect(service.fetch(request)).rejects.toThrow(EmbeddedIamClosedError);
    expect(logged).toEqual([]);
    expect(service.calls.read().calls).toEqual([]);
  });

  it("rejects all other methods", async () => {
    const { service } = await startService();
    await service.close();
    expect(() => service.addMfaDevice({ serialNumber: "GAHT12345678" })).toThrow(EmbeddedIamClosedError);
    expect(() => service.setFaults({ propagationMs: 1 })).toThrow(EmbeddedIamClosedError);
    await expect(service.backup(temporaryFile())).rejects.toThrow(EmbeddedIamClosedError);
    await expect(service.listen(0)).rejects.toThrow(EmbeddedIamClosedError);
  });
});
