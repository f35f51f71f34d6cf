import { useEffect, useId, useRef, useState } from "react";
import { Field } from "../page/field.tsx";
import { Modal } from "../page/modal.tsx";
import { useNow } from "../page/relative-time.tsx";
import { digitsOf } from "./authentication-code.ts";
import { type CeremonyOptions, type NewDevice, type Problems, useDeviceCeremony } from "./use-device-ceremony.ts";

/** A dialog that gives a user a virtual MFA device, in three steps. */
export function DeviceDialog(options: CeremonyOptions) {
  const { userName } = options;
  const { stage, problems, work, remains, create, enable, dismiss, leave } = useDeviceCeremony(options);
  const titleId = useId();
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState(userName);
  const [codes, setCodes] = useState<readonly [string, string]>(["", ""]);
  const heading = useRef<HTMLHeadingElement>(null);

  // Screen readers start each step at its heading.
  useEffect(() => {
    if (stage.name !== "naming") heading.current?.focus();
  }, [stage.name]);
  useEffect(() => {
    if (Object.keys(problems).length === 0) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problems]);

  function submit() {
    switch (stage.name) {
      case "naming":
        return create(name.trim());
      case "pairing":
        return enable(...codes);
      case "enabled":
        return dismiss();
    }
  }

  const titles = { naming: `Give ${userName} a device`, pairing: "Pair the device", enabled: "MFA is on" };
  return (
    <Modal labelledBy={titleId} onDismiss={dismiss}>
      <form
        ref={form}
        noValidate
        aria-busy={work !== undefined}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <header className="dialog-head">
          <Steps at={["naming", "pairing", "enabled"].indexOf(stage.name)} />
          <h2 id={titleId} ref={heading} tabIndex={-1}>
            {titles[stage.name]}
          </h2>
        </header>
        <div role="alert">{problems.top && <p className="problem is-top">{problems.top.join(" ")}</p>}</div>
        {stage.name === "naming" && (
          <>
            <p>
              A virtual device is an authenticator app on {userName}'s phone or computer. Its secret is shown once, in
              the next step.
            </p>
            <Field
              id="device-name"
              label="Device name"
              type="text"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={name}
              onChange={(event) => setName(event.target.value)}
              hint="Unique in the account: letters, digits and _+=,.@-"
              problems={problems.name ?? []}
            />
          </>
        )}
        {stage.name === "pairing" && (
          <Pairing device={stage.device} codes={codes} onCodes={setCodes} problems={problems} />
        )}
        {stage.name === "enabled" && (
          <p>
            <strong>{stage.deviceName}</strong> is now {userName}'s second factor. The next sign-in asks for a code from
            it.
          </p>
        )}
        <footer className="dialog-foot">
          {stage.name !== "enabled" && (
            <button type="button" onClick={dismiss} aria-disabled={work !== undefined}>
              {work === "removing" ? "Deleting the device…" : remains === undefined ? "Cancel" : "Try to delete again"}
            </button>
          )}
          {remains !== undefined && (
            <button type="button" onClick={() => leave(remains)}>
              Leave it in the account
            </button>
          )}
          <button type="submit" className="primary" aria-disabled={work !== undefined && stage.name !== "enabled"}>
            {stage.name === "naming" && (work === "creating" ? "Creating…" : "Create device")}
            {stage.name === "pairing" && (work === "enabling" ? "Enabling…" : "Enable device")}
            {stage.name === "enabled" && "Done"}
          </button>
        </footer>
        {stage.name === "pairing" && remains === undefined && <p className="hint">Cancel deletes the device again.</p>}
      </form>
    </Modal>
  );
}

function Steps({ at }: { at: number }) {
  return (
    <p className="steps">
      <span className="unseen">Step {at + 1} of 3</span>
      {["Create", "Pair", "Done"].map((step, index) => (
        <span key={step} aria-hidden="true" className={index === at ? "is-now" : undefined}>
          {step}
        </span>
      ))}
    </p>
  );
}

interface PairingProps {
  readonly device: NewDevice;
  readonly codes: readonly [string, string];
  readonly onCodes: (codes: readonly [string, string]) => void;
  readonly problems: Problems;
}

/** The QR code to scan, and the two codes that confirm it. */
function Pairing({ device, codes: [first, second], onCodes, problems }: PairingProps) {
  const [isSeedShown, setSeedShown] = useState(false);
  const seedId = useId();
  // No maxLength: browsers would cut "409 621" before the space is removed.
  const code = { type: "text", inputMode: "numeric", autoComplete: "one-time-code" } as const;
  // A problem with both codes marks both inputs.
  const both = problems.codes ?? [];
  const bothId = useId();
  const ofBoth = both.length > 0 ? { "aria-invalid": true, "aria-describedby": bothId } : {};
  return (
    <div className="pairing">
      <div className="secret">
        <img
          className="qr"
          src={`data:image/png;base64,${device.qrCodePng}`}
          alt={`QR code for an authenticator app: the secret of ${device.name}`}
        />
        <button
          type="button"
          className="plain"
          aria-expanded={isSeedShown}
          aria-controls={seedId}
          onClick={() => setSeedShown(!isSeedShown)}
        >
          {isSeedShown ? "Hide the secret" : "Can't scan?"}
        </button>
        <p id={seedId} className="seed" hidden={!isSeedShown}>
          {isSeedShown && (
            <>
              Type this into the app instead: <code>{(device.base32StringSeed.match(/.{1,4}/g) ?? []).join(" ")}</code>
            </>
          )}
        </p>
      </div>
      <div className="codes">
        <p>Scan the code with the app, then enter two consecutive codes that it shows.</p>
        <Field
          {...code}
          id="code-1"
          label="First code"
          value={first}
          onChange={(event) => onCodes([digitsOf(event.target.value), second])}
          problems={problems.code1 ?? []}
          {...ofBoth}
        />
        <Field
          {...code}
          id="code-2"
          label="Next code"
          value={second}
          onChange={(event) => onCodes([first, digitsOf(event.target.value)])}
          problems={problems.code2 ?? []}
          {...ofBoth}
        />
        {both.length > 0 && (
          <p className="problem" id={bothId}>
            {both.join(" ")}
          </p>
        )}
        <NextCode />
      </div>
    </div>
  );
}

const STEP_SECONDS = 30;

/** The time until an app shows its next code (RFC 6238). Hidden from screen readers. */
function NextCode() {
  const passed = Math.floor(useNow(1000) / 1000) % STEP_SECONDS;
  return (
    <p className="hint next-code" aria-hidden="true">
      <progress value={passed} max={STEP_SECONDS} /> Next code in {STEP_SECONDS - passed} s
    </p>
  );
}
