import { readQuality } from "../../request/headers/quality-value.ts";

/** A media range of an `accept` header, such as `application/*;q=0.5`; all names are in lower case. */
export interface MediaRange {
  readonly type: string;
  readonly subtype: string;
  /** Without `q`. Values are as they were sent. */
  readonly parameters: ReadonlyMap<string, string>;
  /** From 0 (not acceptable) to 1. */
  readonly quality: number;
}

// Both are sticky and take time linear to the match (RFC 9110, sections 5.6 and 8.3.1).
const RANGE = /[\t ]*(?:([!#$%&'*+.^`|~\w-]+)\/([!#$%&'*+.^`|~\w-]+)|\*(?![^\t ,;]))[\t ]*/y;
const PARAMETER = /;[\t ]*(?:([!#$%&'*+.^`|~\w-]+)=(?:([!#$%&'*+.^`|~\w-]+)|"((?:[^"\\]|\\.)*)"))?[\t ]*/sy;
const NO_PARAMETERS = new Map<string, string>();

/** The media ranges of an `accept` header, in their order (RFC 9110, section 12.5.1), without malformed ones. Takes linear time. */
export function parseAccept(header: string): MediaRange[] {
  const ranges: MediaRange[] = [];
  for (let at = 0; at < header.length; ) {
    const member = parseMember(header, at);
    if (member.range) ranges.push(member.range);
    const comma = header.indexOf(",", member.end);
    at = comma < 0 ? header.length : comma + 1;
  }
  return ranges;
}

function parseMember(header: string, start: number): { readonly range?: MediaRange; readonly end: number } {
  RANGE.lastIndex = start;
  const range = RANGE.exec(header);
  if (!range) return { end: start };
  const [, type = "*", subtype = "*"] = range;
  let end = RANGE.lastIndex;
  const parameters = header[end] === ";" ? new Map<string, string>() : NO_PARAMETERS;
  while (header[end] === ";") {
    PARAMETER.lastIndex = end;
    const [text = ";", name, token, quoted] = PARAMETER.exec(header) ?? [];
    if (name !== undefined) parameters.set(name.toLowerCase(), token ?? quoted?.replace(/\\(.)/gs, "$1") ?? "");
    end += text.length;
  }
  const quality = readQuality(parameters.get("q") ?? "1");
  parameters.delete("q");
  const isComplete = end === header.length || header[end] === ",";
  if (!isComplete || quality === undefined) return { end };
  return { range: { type: type.toLowerCase(), subtype: subtype.toLowerCase(), parameters, quality }, end };
}
