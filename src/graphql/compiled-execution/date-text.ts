const DAY_MS = 86_400_000;
const MAX_DAYS = 10_000;
const MAX_TEXTS = 20_000;

const SECONDS = numbers(60).map((second) => digits(second, 2));
const MINUTES = numbers(24 * 60).map((minute) => `${digits(Math.floor(minute / 60), 2)}:${digits(minute % 60, 2)}:`);
const FRACTIONS = numbers(1000).map((millisecond) => `.${digits(millisecond, 3)}Z`);

/**
 * Creates a function that returns what `toISOString` returns, many times as fast. A page of users has hundreds of dates, and
 * formatting them takes longer than the rest of its JSON. Texts of dates are kept, because requests repeat them. Others are
 * composed: the dates of an account fall on a few thousand days, whose texts are kept as well.
 * @returns throws RangeError for an invalid date
 */
export function createDateText(): (date: Date) => string {
  // By milliseconds since 1970.
  const texts = new Map<number, string>();
  // By days since 1970, for example `2026-11-26T`.
  const days = new Map<number, string>();
  const textOfDay = (day: number, date: Date): string => {
    if (days.size >= MAX_DAYS) days.clear();
    const text = date.toISOString().slice(0, -"00:00:00.000Z".length);
    days.set(day, text);
    return text;
  };
  const compose = (time: number, date: Date): string => {
    const day = Math.floor(time / DAY_MS);
    const milliseconds = time - day * DAY_MS;
    const seconds = Math.floor(milliseconds / 1000);
    const minutes = Math.floor(seconds / 60);
    const text = days.get(day) ?? textOfDay(day, date);
    return text + MINUTES[minutes] + SECONDS[seconds - minutes * 60] + FRACTIONS[milliseconds - seconds * 1000];
  };
  return (date) => {
    const time = date.getTime();
    const known = texts.get(time);
    if (known !== undefined) return known;
    const text = compose(time, date);
    if (texts.size >= MAX_TEXTS) texts.clear();
    texts.set(time, text);
    return text;
  };
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number);
}

function digits(number: number, length: number): string {
  return String(number).padStart(length, "0");
}
