/** The progress line of an export on a terminal. */
export interface Progress {
  /** Removes the line, before other text is written to the terminal. */
  clear(): void;
  /**
   * Shows a progress bar, or only the count if the total is unknown.
   * @param of the counted entities. @default those of the list
   */
  show(count: number, total: number | undefined, of?: string): void;
  /** Shows a text in place of the bar, such as the reason for a delay. */
  note(text: string): void;
}

/** The part of a stream that is needed, such as stderr. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const WIDTH = 30;
const CLEAR = "\r\u001b[K";

/** A progress line that overwrites itself on a terminal. On other streams it writes nothing. */
export function createProgress(stream: ProgressStream, what: string): Progress {
  if (!stream.isTTY) return { clear() {}, show() {}, note() {} };
  return {
    clear: () => void stream.write(CLEAR),
    show: (count, total, of = what) => void stream.write(`${CLEAR}${barOf(count, total)} ${of}`),
    note: (text) => void stream.write(`${CLEAR}${text}`),
  };
}

/** Text such as `[###...] 10 % 500/5000`; only the count if the list has grown beyond its total. */
export function barOf(count: number, total: number | undefined): string {
  if (total === undefined || total < count || total === 0) return String(count);
  const done = Math.floor((count / total) * WIDTH);
  const percent = Math.floor((count / total) * 100);
  return `[${"#".repeat(done)}${".".repeat(WIDTH - done)}] ${percent} % ${count}/${total}`;
}
