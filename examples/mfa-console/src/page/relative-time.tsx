import { useEffect, useState } from "react";

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const absolute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** Unit, its length in seconds, and the smallest number for which it is used. Days go up to six months, because policies count days. */
const UNITS = [
  ["year", 31_557_600, 2],
  ["month", 2_629_800, 6],
  ["day", 86_400, 1],
  ["hour", 3600, 1],
  ["minute", 60, 1],
] as const;

/** A time in words, such as "5 minutes ago". It updates itself; its title is the exact time. */
export function RelativeTime({ of: dateTime }: { of: string }) {
  const now = useNow(30_000);
  return (
    <time dateTime={dateTime} title={absolute.format(new Date(dateTime))}>
      {inWords((Date.parse(dateTime) - now) / 1000)}
    </time>
  );
}

/** @param seconds negative for the past */
function inWords(seconds: number): string {
  const unit = UNITS.find(([, length, least]) => Math.abs(seconds) >= least * length);
  if (!unit) return "just now";
  const [name, length] = unit;
  return relative.format(Math.trunc(seconds / length), name);
}

/** The current time in milliseconds since 1970, updated at every interval. */
export function useNow(intervalMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
  return now;
}
