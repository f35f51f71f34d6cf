import { type ReactNode, useLayoutEffect, useRef } from "react";

interface ModalProps {
  readonly labelledBy: string;
  /** The person wants it away: Escape, or whatever the platform has for that. */
  readonly onDismiss: () => void;
  readonly children: ReactNode;
}

/**
 * A native modal dialog, open as long as it is rendered; the browser keeps the focus inside, and gives it back. It never
 * closes by itself: whether it may go is for `onDismiss` to say.
 */
export function Modal({ labelledBy, onDismiss, children }: ModalProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog) return undefined;
    // Chromium closes at a second Escape whatever `cancel` is told, unless the dialog says that nothing closes it.
    dialog.setAttribute("closedby", "none");
    dialog.showModal();
    // What there is to type is what the dialog is for; by itself it would begin with its heading.
    dialog.querySelector("input")?.focus();
    // Before it is taken away, which is why this is a layout effect: or the browser would not give the focus back.
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
