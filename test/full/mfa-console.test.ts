import { createHash } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeInBrowser, launchBrowser, openPage } from "../support/browser.ts";
import { startExample, temporaryFolder } from "../support/command.ts";
import { type ConsoleApi, consoleApi } from "./mfa-console/api.ts";
import { latestCodes, scanSeed } from "./mfa-console/authenticator.ts";
import { consolePage } from "./mfa-console/console-page.ts";

const screenshotFile = fileURLToPath(new URL("../../examples/mfa-console/console.png", import.meta.url));

/** The users take two calls. Their devices take longer, because the list is denied and the SDK retries throttled calls. */
const SLOW_DEVICES = {
  latencyMs: 1000,
  deny: ["ListVirtualMFADevices"],
  throttle: { ListMFADevices: { perSecond: 1, burst: 1 } },
};

describeInBrowser("the MFA console", () => {
  let browser: Browser;
  let example: Awaited<ReturnType<typeof startExample>>;
  let api: ConsoleApi;
  beforeAll(async () => {
    example = await startExample({ IAMQL_EMBEDDED_IAM_FILE: ":memory:" });
    api = consoleApi(example.ready.graphql);
    browser = await launchBrowser();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await example?.[Symbol.asyncDispose]();
  });

  /** Opens the page and waits for its first users. */
  async function open(options: BrowserContextOptions & { readonly search?: string } = {}) {
    const { search = "", ...context } = options;
    const opened = await openPage(browser, `${example.ready.console}${search}`, context);
    const view = consolePage(opened.page);
    await view.settled();
    return { ...opened, ...view, [Symbol.asyncDispose]: opened[Symbol.asyncDispose] };
  }

  async function setFaults(faults: object) {
    await fetch(`${example.ready.iam}/_iamql/control/faults`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(faults),
    });
  }

  it("marks the moment when it is usable, and loads nothing from other hosts", async () => {
    {
      await using console_ = await open();
      const { mark, rows, show, settled, elsewhere, failures } = console_;
      expect(await mark("users-shown")).toBeGreaterThan(0);
      const exposed = await rows.count();
      await show("Everyone");
      await expect.poll(() => rows.count()).toBeGreaterThan(exposed);
      await settled();
      expect([elsewhere, failures]).toEqual([[], []]);
    }
    // The picture in README.md.
    if (process.env["SCREENSHOT"]) {
      await using console_ = await open({ search: "?show=everyone", viewport: { width: 1280, height: 860 } });
      await console_.page.screenshot({ path: screenshotFile });
    }
  });

  it("opens with users who can sign in with a password alone, and pages and filters like the API", async () => {
    await using console_ = await open();
    const { page, userNames, show, more, settled } = console_;
    expect(await userNames()).toEqual(await api.userNames({ hasMfa: false, passwordEnabled: true }));
    for (const [label, filter] of [
      ["Everyone", {}],
      ["No MFA", { hasMfa: false }],
    ] as const) {
      const expected = await api.userNames(filter);
      await show(label);
      await page.getByText(`${expected.length} users`).first().waitFor();
      await settled();
      let clicks = 0;
      for (; await more.isVisible(); clicks++) {
        const before = (await userNames()).length;
        await more.click();
        await expect.poll(async () => (await userNames()).length).toBeGreaterThan(before);
        await settled();
      }
      expect(clicks).toBe(Math.ceil(expected.length / 25) - 1);
      expect(await userNames()).toEqual(expected);
    }
    await show("Everyone");
    await page.getByLabel("Path prefix").fill("/security/");
    const security = await api.userNames({}, "/security/");
    await page.getByText(`${security.length} users in total under /security/`).waitFor();
    expect(await userNames()).toEqual(security);
    // The address contains the selection.
    expect(new URL(page.url()).search).toBe("?show=everyone&path=%2Fsecurity%2F");
    await page.reload();
    await expect.poll(userNames).toEqual(security);
  });

  // This test runs before users get devices: without the report's facts, the devices show who has MFA.
  it("shows the users before their devices are known", async () => {
    await setFaults(SLOW_DEVICES);
    try {
      // A filter by MFA needs the devices first.
      const opened = await openPage(browser, `${example.ready.console}?show=everyone`);
      await using _ = opened;
      const { rows, settled, mark } = consolePage(opened.page);
      await rows.first().getByText("Loading").waitFor({ state: "attached" });
      await rows.first().getByText("Password").waitFor();
      await settled();
      const [users = Number.NaN, devices = Number.NaN] = [await mark("users-shown"), await mark("devices-shown")];
      console.log(`MFA console, IAM slow: users after ${Math.round(users)} ms, devices ${Math.round(devices)} ms`);
      expect(users).toBeLessThan(devices);
      expect(await rows.getByText("Loading").count()).toBe(0);
    } finally {
      await setFaults({});
    }
  });

  it("says once why facts of many rows are unknown, and reads them again on request", async () => {
    await setFaults({ deny: ["ListMFADevices", "ListVirtualMFADevices", "GetCredentialReport"] });
    try {
      await using console_ = await open({ search: "?show=everyone" });
      const { page, rows, violations } = console_;
      const banner = page.getByRole("alert").filter({ hasText: "Unknown for 25 users." });
      await banner.waitFor();
      expect(await banner.getByText("may not call iam:").count()).toBe(1);
      expect(await rows.getByText("Unknown", { exact: true }).count()).toBeGreaterThanOrEqual(25);
      expect(await rows.getByText("may not call iam:").count()).toBe(0);
      expect(await rows.first().locator("td").last().getByRole("button").isEnabled()).toBe(true);
      expect(await violations()).toEqual([]);
      await setFaults({});
      await banner.getByRole("button", { name: "Try again" }).click();
      await banner.waitFor({ state: "detached" });
      await expect.poll(() => rows.getByText("Unknown", { exact: true }).count()).toBe(0);
    } finally {
      await setFaults({});
    }
  });

  it("shows the source and the time of its figures, even if the users cannot be counted", async () => {
    const source = (page: Page) => page.locator(".as-of");
    {
      await using console_ = await open();
      expect(await source(console_.page).textContent()).toMatch(
        /^Counted just now: MFA devices as of then; passwords from .+ \(created .+\) and from later changes .+\.$/,
      );
    }
    await setFaults({ deny: ["ListUsers", "GetAccountAuthorizationDetails"] });
    try {
      await using opened = await openPage(browser, String(example.ready.console));
      const text = source(opened.page);
      await text.getByText("The users could not be counted now, so later changes are not included.").waitFor();
      expect(await text.textContent()).toMatch(/^As of .+: figures of IAM's credential report\. .*ListUsers/);
    } finally {
      await setFaults({});
    }
  });

  it("shows unknown values as unknown: the root user's MFA, a list of devices, and kinds of devices", async () => {
    await using opened = await openPage(browser, "about:blank");
    const { page } = opened;
    await page.route("**/graphql", async (route) => {
      const response = await route.fetch();
      const text = (await response.text())
        .replace(/"rootUser":\{"hasMfa":(true|false)\}/, '"rootUser":null')
        .replaceAll('"kind":"VIRTUAL"', '"kind":"SMART_CARD"')
        .replaceAll('"mfaDevices":{"isComplete":true,"nodes":[]}', '"mfaDevices":null');
      const { "content-length": _length, ...headers } = response.headers();
      await route.fulfill({ response, headers, body: text });
    });
    await page.goto(`${example.ready.console}?show=everyone`);
    const { rows, settled } = consolePage(page);
    await settled();
    await page.locator(".root-user").getByText("Unknown", { exact: true }).waitFor();
    await rows.getByText("smart card").first().waitFor();
    await rows.getByText("Unknown", { exact: true }).first().waitFor();
    expect(await rows.getByText("None", { exact: true }).count()).toBe(
      await rows.locator('[data-label="Console access"]').getByText("None").count(),
    );
  });

  it.each([
    ["typed with a space", (page: Page, code: string) => page.keyboard.type(`${code.slice(0, 3)} ${code.slice(3)}`)],
    [
      "pasted with a hyphen",
      (page: Page, code: string) => page.keyboard.insertText(` ${code.slice(0, 3)}-${code.slice(3)} `),
    ],
  ])("takes codes %s", async (_how, enter) => {
    await using console_ = await open();
    const { page, dialog } = console_;
    const [user = ""] = await api.userNames({ hasMfa: false, passwordEnabled: true });
    await console_.rowOf(user).getByRole("button").click();
    await page.keyboard.press("Enter");
    await page.getByAltText("QR code").waitFor();
    const codes = latestCodes(scanSeed(await dialog.screenshot()));
    for (const [index, label] of ["First code", "Next code"].entries()) {
      await dialog.getByLabel(label).focus();
      await enter(page, codes[index] ?? "");
      expect(await dialog.getByLabel(label).inputValue()).toBe(codes[index]);
    }
    await page.keyboard.press("Enter");
    await dialog.getByText("second factor.").waitFor();
  });

  it("gives a device with the keyboard alone, shows it at once, and stores the secret nowhere", async () => {
    await using console_ = await open();
    const { page, dialog, rowOf, focused, elsewhere, failures } = console_;
    const [user = ""] = await api.userNames({ hasMfa: false, passwordEnabled: true });
    const chart = page.getByRole("img", { name: "MFA coverage" });
    const before = await chart.getAttribute("aria-label");
    const exposed = Number(/Password, no MFA: (\d+)/.exec(before ?? "")?.[1]);

    for (let tabs = 0; (await focused()) !== `Give device to ${user}` && tabs < 40; tabs++) {
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: `Give ${user} a device` }).waitFor();
    // The cursor is in the device's name, which defaults to the user's name.
    await page.keyboard.press("Control+A");
    await page.keyboard.type(`${user}-phone`);
    await page.keyboard.press("Enter");
    await page.getByAltText("QR code").waitFor();
    const seed = scanSeed(await dialog.screenshot());
    expect(await page.content()).not.toContain(seed);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect((await dialog.locator("code").textContent())?.replaceAll(" ", "")).toBe(seed);

    expect(await heapText(page)).toContain(seed);

    const [first, second] = latestCodes(seed);
    await page.keyboard.press("Tab");
    await page.keyboard.type(first);
    await page.keyboard.press("Tab");
    await page.keyboard.type(second);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "MFA is on" }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    expect(await focused()).toBe(`Give device to ${user}`);

    await rowOf(user).getByText(`${user}-phone`).waitFor();
    await rowOf(user).getByText("On", { exact: true }).waitFor();
    await page.getByText(`${exposed - 1} users can sign in without MFA; 1 no longer.`).waitFor();
    await page.getByRole("img", { name: `Password, no MFA: ${exposed - 1};` }).waitFor();
    expect(await api.serialsOf(user)).toEqual([`arn:aws:iam::123456789012:mfa/${user}-phone`]);

    const kept = await page.evaluate(() =>
      JSON.stringify([location.href, document.cookie, { ...localStorage }, { ...sessionStorage }, history.state]),
    );
    expect(kept).not.toContain(seed);
    expect(await heapText(page)).not.toContain(seed);
    expect([elsewhere, failures]).toEqual([[], []]);
  });

  it("shows problems at their fields, and continues from there", async () => {
    await using console_ = await open();
    const { dialog, rowOf } = console_;
    const [user = ""] = await api.userNames({ hasMfa: false, passwordEnabled: true });
    await rowOf(user).getByRole("button").click();
    const name = dialog.getByLabel("Device name");
    const problemOf = async (label: string) => {
      const field = dialog.getByLabel(label);
      const [id] = (await field.getAttribute("aria-describedby"))?.split(" ") ?? [];
      return [await field.getAttribute("aria-invalid"), await dialog.locator(`[id="${id}"].problem`).allTextContents()];
    };
    await name.fill("mei.chen");
    await name.press("Enter");
    await dialog.getByText("already exists").waitFor();
    expect(await problemOf("Device name")).toEqual(["true", [expect.stringContaining("already exists")]]);
    await name.fill("with space");
    await name.press("Enter");
    await expect.poll(() => problemOf("Device name")).toEqual(["true", [expect.not.stringContaining("exists")]]);
    await name.fill(`${user}-other`);
    await name.press("Enter");

    const [first, second] = [dialog.getByLabel("First code"), dialog.getByLabel("Next code")];
    await first.fill("12345");
    await second.fill("654321");
    await second.press("Enter");
    await expect.poll(() => problemOf("First code")).toEqual(["true", [expect.any(String)]]);
    expect(await problemOf("Next code")).toEqual(["false", []]);
    await first.fill("123456");
    await second.press("Enter");
    await expect.poll(() => problemOf("Next code")).toEqual(["true", [expect.stringContaining("not valid")]]);
    expect(await problemOf("First code")).toEqual(await problemOf("Next code"));
    const [one, two] = latestCodes(scanSeed(await dialog.screenshot()));
    await first.fill(one);
    await second.fill(two);
    await second.press("Enter");
    await dialog.getByText("second factor.").waitFor();
  });

  it("finds out the outcome of a creation and of an enabling whose responses were lost", async () => {
    await using console_ = await open();
    const { page, dialog, rows } = console_;
    const devices = await api.virtualDevices();
    /** The mutation whose next response is lost, although it is executed. */
    let losing: string | undefined;
    await page.route("**/graphql", async (route) => {
      if (!losing || !route.request().postData()?.includes(losing)) return route.fallback();
      losing = undefined;
      await route.fetch();
      return route.abort();
    });
    await rows.first().getByRole("button").click();
    await dialog.getByLabel("Device name").fill("found-again");
    losing = "createVirtualMfaDevice";
    await page.keyboard.press("Enter");
    await dialog.getByText("it is unknown whether the device was created").waitFor();
    expect(await api.virtualDevices()).toBe(devices + 1);
    await page.keyboard.press("Enter");
    await page.getByAltText("QR code").waitFor();
    expect(await api.virtualDevices()).toBe(devices + 1);

    const [first, second] = latestCodes(scanSeed(await dialog.screenshot()));
    await dialog.getByLabel("First code").fill(first);
    await dialog.getByLabel("Next code").fill(second);
    losing = "enableMfaDevice";
    await page.keyboard.press("Enter");
    await dialog.getByText("it is unknown whether the device was enabled").waitFor();
    await page.keyboard.press("Escape");
    // There is nothing to delete.
    await dialog.getByText("second factor.").waitFor();
    await dialog.getByRole("button", { name: "Done" }).click();
    await rows.first().getByText("found-again").waitFor();
  });

  it("deletes the device if the user cancels or leaves the page", async () => {
    const devices = await api.virtualDevices();
    await using console_ = await open();
    const { page, dialog, rows } = console_;
    const create = async () => {
      await rows.first().getByRole("button").click();
      await dialog.getByLabel("Device name").fill("left-behind");
      await page.keyboard.press("Enter");
      await page.getByAltText("QR code").waitFor();
      expect(await api.virtualDevices()).toBe(devices + 1);
    };
    await create();
    // Chromium closes dialogs at a second Escape, even if the page prevents the first.
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await api.virtualDevices()).toBe(devices);

    await create();
    page.once("dialog", (question) => question.accept());
    await page.goto("about:blank");
    await expect.poll(api.virtualDevices).toBe(devices);
  });

  it("keeps the dialog open with a message if the device cannot be deleted", async () => {
    await using console_ = await open();
    const { page, dialog, rows } = console_;
    await rows.first().getByRole("button").click();
    await dialog.getByLabel("Device name").fill("stays-behind");
    await page.keyboard.press("Enter");
    await page.getByAltText("QR code").waitFor();
    await setFaults({ deny: ["DeleteVirtualMFADevice"] });
    try {
      await page.keyboard.press("Escape");
      await dialog.getByText("The device stays-behind could not be deleted.").waitFor();
      await dialog.getByRole("button", { name: "Leave it in the account" }).waitFor();
    } finally {
      await setFaults({});
    }
    await dialog.getByRole("button", { name: "Try to delete again" }).click();
    await dialog.waitFor({ state: "detached" });
  });

  it("passes axe-core, in the light and the dark theme, wide and narrow", async () => {
    for (const options of [
      { colorScheme: "light" },
      { colorScheme: "dark", viewport: { width: 390, height: 844 } },
      { colorScheme: "dark" },
    ] satisfies BrowserContextOptions[]) {
      await using console_ = await open({ ...options, reducedMotion: "reduce", search: "?show=everyone" });
      const { page, dialog, rows, violations } = console_;
      expect(await violations()).toEqual([]);
      await rows.first().getByRole("button").click();
      await dialog.getByLabel("Device name").fill("looked-at");
      expect(await violations()).toEqual([]);
      await page.keyboard.press("Enter");
      await page.getByAltText("QR code").waitFor();
      await dialog.getByRole("button", { name: "scan" }).click();
      await dialog.getByRole("button", { name: "Enable device" }).click();
      await dialog.locator('[aria-invalid="true"]').first().waitFor();
      expect(await violations()).toEqual([]);
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    }
  });

  it("says that the gateway does not respond, and continues when it does", async () => {
    await using temporary = await temporaryFolder();
    const IAMQL_EMBEDDED_IAM_FILE = temporary.file("iam.sqlite");
    await using before = await startExample({ IAMQL_EMBEDDED_IAM_FILE });
    const opened = await openPage(browser, `${before.ready.console}?show=everyone`);
    await using _ = opened;
    const { page } = opened;
    const { settled, more, rows, violations } = consolePage(page);
    await settled();
    expect(await before.stop()).toMatchObject({ code: 0 });
    await more.click();
    const banner = page.getByRole("alert").filter({ hasText: "What you see may be out of date." });
    await banner.waitFor();
    expect(await violations()).toEqual([]);
    await banner.getByRole("button").click();
    await banner.waitFor();
    const CONSOLE_PORT = new URL(String(before.ready.console)).port;
    await using _after = await startExample({ IAMQL_EMBEDDED_IAM_FILE, CONSOLE_PORT });
    await banner.getByRole("button").click();
    await banner.waitFor({ state: "detached" });
    await expect.poll(() => rows.count()).toBe(50);
  });

  it("keeps the data of an interrupted response, and reads it again when the gateway is back", async () => {
    await using temporary = await temporaryFolder();
    const IAMQL_EMBEDDED_IAM_FILE = temporary.file("iam.sqlite");
    const IAMQL_EMBEDDED_IAM_FAULTS = JSON.stringify(SLOW_DEVICES);
    await using before = await startExample({ IAMQL_EMBEDDED_IAM_FILE, IAMQL_EMBEDDED_IAM_FAULTS });
    const opened = await openPage(browser, `${before.ready.console}?show=everyone`);
    await using _ = opened;
    const { rows, settled } = consolePage(opened.page);
    // The users have arrived, but not their devices.
    await rows.first().getByText("Loading").waitFor({ state: "attached" });
    await before.stop("SIGKILL");
    const banner = opened.page.getByRole("alert").filter({ hasText: "What you see may be out of date." });
    await banner.waitFor();
    await opened.page.getByRole("alert").getByText("The response was interrupted.").waitFor();
    await rows.first().getByText("Unknown", { exact: true }).first().waitFor();
    const CONSOLE_PORT = new URL(String(before.ready.console)).port;
    await using _after = await startExample({ IAMQL_EMBEDDED_IAM_FILE, CONSOLE_PORT });
    await banner.getByRole("button").click();
    await expect.poll(() => rows.getByText("Unknown", { exact: true }).count()).toBe(0);
    await settled();
    expect(await opened.page.getByText("was interrupted").count()).toBe(0);
  });

  it("asks for a token if the gateway requires one, and keeps it in memory", async () => {
    await using temporary = await temporaryFolder();
    const IAMQL_AUTH_TOKENS_FILE = temporary.file("tokens.json");
    const sha256 = createHash("sha256").update("t0ken").digest("hex");
    writeFileSync(IAMQL_AUTH_TOKENS_FILE, JSON.stringify([{ sha256, subject: "ann", scopes: ["iam:read"] }]));
    await using guarded = await startExample({
      IAMQL_AUTH: "token",
      IAMQL_AUTH_TOKENS_FILE,
      IAMQL_EMBEDDED_IAM_FILE: ":memory:",
    });
    const opened = await openPage(browser, String(guarded.ready.console));
    await using _ = opened;
    const { page } = opened;
    const { settled, dialog, violations } = consolePage(page);
    const token = dialog.getByLabel("Bearer token");
    await token.fill("wrong");
    await token.press("Enter");
    await dialog.getByText("rejected this token").waitFor();
    expect(await violations()).toEqual([]);
    await dialog.getByLabel("Bearer token").fill("t0ken");
    await page.keyboard.press("Enter");
    await settled();
    await dialog.waitFor({ state: "detached" });
    const kept = await page.evaluate(() =>
      JSON.stringify([location.href, document.cookie, { ...localStorage }, { ...sessionStorage }]),
    );
    expect(kept).not.toContain("t0ken");
    await page.reload();
    await dialog.waitFor();
  });

  it("stops on SIGTERM, even if a browser has an open connection without a request", async () => {
    const ended = await startExample({ IAMQL_EMBEDDED_IAM_FILE: ":memory:" });
    const { hostname, port } = new URL(String(ended.ready.console));
    const silent = connect(Number(port), hostname);
    await once(silent, "connect");
    expect((await ended.stop()).code).toBe(0);
    silent.destroy();
  });
});

/** A heap snapshot of the page: everything that its JavaScript can still reach, strings included. */
async function heapText(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.takeHeapSnapshot");
  await session.detach();
  return chunks.join("");
}
