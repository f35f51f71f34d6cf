import { Unknown } from "./unknown.tsx";

interface FactProps {
  readonly userName: string;
  readonly result:
    | { readonly ok: true; readonly value: boolean | null | undefined }
    | { readonly ok: false; readonly errors: readonly unknown[] };
  readonly yes: React.ReactNode;
  readonly no: React.ReactNode;
}

/** A fact about a user, or "Unknown". */
export function Fact({ userName, result, yes, no }: FactProps) {
  if (!result.ok) return <Unknown userName={userName} errors={result.errors} />;
  if (result.value === null || result.value === undefined) return <span className="quiet">Unknown</span>;
  return result.value ? yes : no;
}
