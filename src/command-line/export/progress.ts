/** Tells a person how far an export is. */
export interface Progress {
  /** Makes room for lines on the same terminal. */
  clear(): void;
  /**
   * @param total how many there will be, if that is known
   * @param of the entities counted. @default the list's
   */
  show(count: number, total: number | undefined, of?: string): void;
  /** Says in the same place why nothing goes on. */
  note(text: string): void;
}

/** What of a stream is wanted: stderr. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const WIDTH = 30;
const CLEAR = "\r\u001b[K";

/** A bar on a terminal, drawn over itself; nothing elsewhere. */
export function createProgress(stream: ProgressStream, what: string): Progress {
  if (!stream.isTTY) return { clear() {}, show() {}, note() {} };
  return {
    clear: () => void stream.write(CLEAR),
    show: (count, total, of = what) => void stream.write(`${CLEAR}${barOf(count, total)} ${of}`),
    note: (text) => void stream.write(`${CLEAR}${text}`),
  };
}

/** Such as `[###...] 10 % 500/5000`. The list may have become longer since it was counted. */
export function barOf(count: number, total: number | undefined): string {
  if (total === undefined || total < count || total === 0) return String(count);
  const done = Math.floor((count / total) * WIDTH);
  const percent = Math.floor((count / total) * 100);
  return `[${"#".repeat(done)}${".".repeat(WIDTH - done)}] ${percent} % ${count}/${total}`;
}
