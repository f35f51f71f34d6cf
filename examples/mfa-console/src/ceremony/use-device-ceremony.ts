import { useEffect, useRef, useState } from "react";
import { GatewayError, NoAnswerError } from "../network/errors.ts";
import { describeError } from "../page/failure.tsx";
import { useGateway } from "../page/gateway-context.ts";
import { type CreateAnswer, type CreatedDevice, deviceMutations, type Refusal } from "./device-mutations.ts";

/** A new, unassigned device with its secrets. They exist nowhere else in this page. */
export interface NewDevice extends CreatedDevice {
  readonly name: string;
}

export type Stage =
  | { readonly name: "naming" }
  | { readonly name: "pairing"; readonly device: NewDevice }
  | { readonly name: "enabled"; readonly deviceName: string };

/** The places in the dialog that can show problems. */
export type Place = "top" | "name" | "codes" | "code1" | "code2";
export type Problems = Readonly<Partial<Record<Place, readonly string[]>>>;
export type Work = "creating" | "enabling" | "removing";

export interface CeremonyOptions {
  readonly userName: string;
  /** Reads the user again and updates the page. Returns whether the user has the device. */
  readonly look: (serialNumber: string) => Promise<boolean>;
  /** Called when the dialog is done and no unassigned device is left. */
  readonly close: () => void;
  /** Called when the dialog is done and this device may be left, unassigned. */
  readonly leave: (deviceName: string) => void;
}

/** A creation without a response. Repeating it with the same key returns its outcome. */
interface Unanswered {
  readonly name: string;
  readonly key: string;
}

/**
 * Gives a user a virtual device: creates it, then enables it with two of its codes. If the user cancels or closes the page before
 * that, the device is deleted.
 */
export function useDeviceCeremony({ userName, look, close, leave }: CeremonyOptions) {
  const gateway = useGateway();
  const mutations = deviceMutations(gateway);
  const [stage, setStage] = useState<Stage>({ name: "naming" });
  const [problems, setProblems] = useState<Problems>({});
  const [work, setWork] = useState<Work>();
  // The device that could not be deleted when the user cancelled.
  const [remains, setRemains] = useState<string>();
  const unanswered = useRef<Unanswered>(undefined);
  useRemovalWithPage(stage.name === "pairing" ? stage.device.serialNumber : undefined);

  /** Runs one action at a time, and shows its error at the top of the dialog. */
  async function doing(what: Work, run: () => Promise<void>): Promise<void> {
    if (work !== undefined) return;
    setWork(what);
    setProblems({});
    setRemains(undefined);
    try {
      await run();
    } catch (error) {
      setProblems({ top: [messageOf(what, error)] });
    } finally {
      setWork(undefined);
    }
  }

  /** The outcome of a creation without a response. If the device exists, it is deleted, because its secrets are lost. */
  async function settleUnanswered({ name, key }: Unanswered): Promise<CreateAnswer | undefined> {
    try {
      return await mutations.create(name, key);
    } catch (error) {
      const serialNumber = shownBefore(error);
      if (serialNumber === undefined) throw error;
      await mutations.remove(serialNumber);
      return undefined;
    }
  }

  async function createOnce(name: string): Promise<CreateAnswer> {
    const before = unanswered.current;
    const settled = before && (await settleUnanswered(before));
    unanswered.current = undefined;
    if (settled?.device) {
      if (before?.name === name) return settled;
      await mutations.remove(settled.device.serialNumber);
    }
    const key = crypto.randomUUID();
    try {
      return await mutations.create(name, key);
    } catch (error) {
      if (error instanceof NoAnswerError) unanswered.current = { name, key };
      throw error;
    }
  }

  const create = (name: string) =>
    doing("creating", async () => {
      const { device, refusal } = await createOnce(name);
      if (refusal) return setProblems(problemsOfCreation(refusal));
      setStage({ name: "pairing", device: { name, ...device } });
    });

  const enable = (authenticationCode1: string, authenticationCode2: string) =>
    doing("enabling", async () => {
      if (stage.name !== "pairing") return;
      const { serialNumber, name } = stage.device;
      const refusal = await mutations.enable({ userName, serialNumber, authenticationCode1, authenticationCode2 });
      // An earlier attempt can have succeeded without a response.
      const isDone = refusal?.code === "EntityAlreadyExists" && (await look(serialNumber));
      if (refusal && !isDone) return setProblems(problemsOfEnabling(refusal));
      setStage({ name: "enabled", deviceName: name });
      // The device is enabled, even if it cannot be read now.
      await look(serialNumber).catch(() => {});
    });

  /** Closes the dialog, and deletes a device that is not enabled. */
  const dismiss = () => (stage.name === "enabled" ? close() : void leaveNothing());

  const leaveNothing = () =>
    doing("removing", async () => {
      const left = stage.name === "pairing" ? stage.device.name : unanswered.current?.name;
      if (left === undefined) return close();
      try {
        if (stage.name === "pairing" && (await removeOrFindEnabled(stage.device))) return;
        if (stage.name !== "pairing" && unanswered.current) {
          const settled = await settleUnanswered(unanswered.current);
          if (settled?.device) await mutations.remove(settled.device.serialNumber);
        }
        close();
      } catch (error) {
        setProblems({ top: [`The device ${left} could not be deleted. ${describeError(error)}`] });
        setRemains(left);
      }
    });

  /** Deletes the device. Returns true if the user already has it, so that there is nothing to delete. */
  async function removeOrFindEnabled({ serialNumber, name }: NewDevice): Promise<boolean> {
    const refusal = await mutations.remove(serialNumber);
    if (refusal === undefined || refusal.code === "NoSuchEntity") return false;
    if (refusal.code === "DeleteConflict" && (await look(serialNumber))) {
      setStage({ name: "enabled", deviceName: name });
      return true;
    }
    throw new GatewayError([{ message: refusal.message }]);
  }

  return { stage, problems, work, remains, create, enable, dismiss, leave };
}

/** Deletes the device when the page is closed, and lets the browser ask for confirmation first. */
function useRemovalWithPage(serialNumber: string | undefined): void {
  const gateway = useGateway();
  useEffect(() => {
    if (serialNumber === undefined) return undefined;
    const leaving = new AbortController();
    const { signal } = leaving;
    window.addEventListener("beforeunload", (event) => event.preventDefault(), { signal });
    window.addEventListener(
      "pagehide",
      () =>
        void deviceMutations(gateway)
          .remove(serialNumber, { keepalive: true })
          .catch(() => {}),
      { signal },
    );
    return () => leaving.abort();
  }, [gateway, serialNumber]);
}

/** The serial number of a device that was created before, and whose secrets are not shown again. */
function shownBefore(error: unknown): string | undefined {
  if (!(error instanceof GatewayError)) return undefined;
  return error.faults.find(({ extensions }) => extensions?.code === "SECRET_ALREADY_SHOWN")?.extensions?.serialNumber;
}

function messageOf(work: Work, error: unknown): string {
  if (!(error instanceof NoAnswerError)) return describeError(error);
  switch (work) {
    case "creating":
      return "The gateway does not respond, so it is unknown whether the device was created. Create it again to find out.";
    case "enabling":
      return "The gateway does not respond, so it is unknown whether the device was enabled. Send the next two codes to find out.";
    case "removing":
      return describeError(error);
  }
}

function problemsOfCreation(refusal: Refusal): Problems {
  if (refusal.code === "EntityAlreadyExists") return { name: [refusal.message] };
  return byPlace(refusal, { virtualMfaDeviceName: "name" });
}

function problemsOfEnabling(refusal: Refusal): Problems {
  if (refusal.code === "InvalidAuthenticationCode") return { codes: [refusal.message] };
  return byPlace(refusal, { authenticationCode1: "code1", authenticationCode2: "code2" });
}

/** Assigns each issue to the field at the end of its path, or to the top of the dialog. Other errors are shown at the top. */
function byPlace({ message, issues = [] }: Refusal, fields: Readonly<Record<string, Place>>): Problems {
  if (issues.length === 0) return { top: [message] };
  const grouped = Object.groupBy(issues, ({ path }) => fields[path.at(-1) ?? ""] ?? "top");
  return Object.fromEntries(
    Object.entries(grouped).map(([place, here = []]) => [place, here.map((issue) => issue.message)]),
  );
}
