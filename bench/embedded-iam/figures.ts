/** Figures of alternating rounds, so that other load on the machine affects all of them alike. */
export class Figures {
  readonly #rounds = new Map<string, number[]>();

  add(name: string, figure: number): void {
    this.#rounds.set(name, [...(this.#rounds.get(name) ?? []), figure]);
  }

  /** The median of a figure's rounds; undefined if it was not measured. */
  median(name: string): number | undefined {
    return median(this.#rounds.get(name) ?? []);
  }

  /**
   * The first quartile of a figure's rounds. Pauses of the machine only increase latencies and affect the upper
   * quartiles first.
   */
  firstQuartile(name: string): number | undefined {
    const rounds = this.#rounds.get(name) ?? [];
    return rounds.toSorted((one, other) => one - other)[Math.floor(rounds.length / 4)];
  }

  /** The median of the ratios of two figures, round by round. */
  ratio(name: string, to: string): number | undefined {
    return median(this.#ratios(name, to));
  }

  /** The 95 % confidence interval of that median, from the order of the ratios; undefined for fewer than 6 rounds. */
  ratioInterval(name: string, to: string): readonly [low: number, high: number] | undefined {
    const ratios = this.#ratios(name, to).toSorted((one, other) => one - other);
    const rank = Math.floor(ratios.length / 2 - 0.98 * Math.sqrt(ratios.length));
    const [low, high] = [ratios[rank], ratios[ratios.length - 1 - rank]];
    return ratios.length < 6 || low === undefined || high === undefined ? undefined : [low, high];
  }

  #ratios(name: string, to: string): number[] {
    const others = this.#rounds.get(to) ?? [];
    return (this.#rounds.get(name) ?? []).flatMap((figure, round) => {
      const other = others[round];
      return other === undefined ? [] : [figure / other];
    });
  }
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** Formats rows in columns: the first one left-aligned, the others right-aligned. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return rows
    .map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))))
    .map((cells) => `  ${cells.join("   ")}`.trimEnd())
    .join("\n");
}

/** Formats a figure: `12,345` or, below ten, with two decimals. */
export function show(figure: number | undefined): string {
  if (figure === undefined) return "-";
  const digits = figure < 10 ? 2 : 0;
  return figure.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
