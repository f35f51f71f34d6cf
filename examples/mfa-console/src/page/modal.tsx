import { type ReactNode, useLayoutEffect, useRef } from "react";

interface ModalProps {
  readonly labelledBy: string;
  /** The user wants to close the dialog, by Escape or by the platform's own gesture. */
  readonly onDismiss: () => void;
  readonly children: ReactNode;
}

/**
 * A native modal dialog that is open while it is rendered. The browser keeps the focus inside, and restores it. The dialog
 * never closes by itself: `onDismiss` decides.
 */
export function Modal({ labelledBy, onDismiss, children }: ModalProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog) return undefined;
    // Without this, Chromium closes the dialog at a second Escape, even if the `cancel` event is prevented.
    dialog.setAttribute("closedby", "none");
    dialog.showModal();
    // Focus the first input. By default the heading would get the focus.
    dialog.querySelector("input")?.focus();
    // Close before the element is removed, which needs a layout effect: otherwise the browser does not restore the focus.
    return () => dialog.close();
  }, []);
  return (
    <dialog
      ref={ref}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        event.preventDefault();
        onDismiss();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onDismiss();
      }}
    >
      {children}
    </dialog>
  );
}
