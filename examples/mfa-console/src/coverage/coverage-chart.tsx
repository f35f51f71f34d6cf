import type { CoverageFigures } from "./coverage-figures.ts";

/** A bar chart of all users, with a legend. */
export function CoverageChart({ figures: { parts } }: { figures: CoverageFigures }) {
  const total = parts.reduce((sum, { users }) => sum + users, 0);
  const text = parts.map(({ label, users }) => `${label}: ${users}`).join("; ");
  let before = 0;
  const bars = parts.map(({ kind, users }) => {
    const x = percent(before, total);
    before += users;
    return { kind, x, width: percent(users, total) };
  });
  return (
    <figure className="chart">
      <svg role="img" aria-label={`MFA coverage of ${total} users. ${text}.`} width="100%" height="44">
        <defs>
          {/* A pattern, so that colour is not the only difference. */}
          <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect className="hatch-ground" width="7" height="7" />
            <rect className="hatch-line" width="2.5" height="7" />
          </pattern>
        </defs>
        {bars.map(({ kind, x, width }) => (
          <rect key={kind} className={`part part-${kind}`} x={x} width={width} height="44" />
        ))}
      </svg>
      <ul className="legend">
        {parts.map(({ kind, label, users }) => (
          <li key={kind}>
            <svg aria-hidden="true" width="14" height="14">
              <rect className={`part part-${kind}`} width="14" height="14" />
            </svg>
            <strong>{users}</strong> <span>{label}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "0%" : `${(part / whole) * 100}%`;
}
