/** Why a document is not the metadata of a SAML identity provider. */
export type MetadataFault = "unparsable" | "no issuer";

/** One element of an XML document, a declaration, or a comment. The parts of an element are its end, name and rest. */
const markup = /<(?:\?[^>]*\?|!--[\s\S]*?--|(\/?)([A-Za-z_][\w.:-]*)((?:[^<>"']|"[^"<]*"|'[^'<]*')*))>/y;

const roots: readonly string[] = ["EntityDescriptor", "EntitiesDescriptor"];

/** Deeper documents are rejected. Real metadata has about ten levels. */
const MAX_DEPTH = 100;

/**
 * Checks SAML metadata as far as IAM does (AWS-capture): it is XML with an entity descriptor at its root, and describes
 * an identity provider. Certificates and expiry do not matter. Without a document type, because it could define entities.
 * Takes linear time.
 */
export function samlMetadataFault(document: string): MetadataFault | undefined {
  const open: string[] = [];
  let root: string | undefined;
  let hasIssuer = false;
  let at = 0;
  const text = document.replace(/^\uFEFF/, "");
  while (at < text.length) {
    const next = text.indexOf("<", at);
    const between = text.slice(at, next < 0 ? undefined : next);
    if (open.length === 0 && between.trim() !== "") return "unparsable";
    if (next < 0) break;
    markup.lastIndex = next;
    const match = markup.exec(text);
    if (match === null) return "unparsable";
    at = markup.lastIndex;
    const [, end, name, rest = ""] = match;
    if (name === undefined) continue;
    if (end === "/") {
      if (open.pop() !== name) return "unparsable";
      continue;
    }
    if (open.length === 0) {
      if (root !== undefined) return "unparsable";
      root = localName(name);
    }
    hasIssuer ||= localName(name) === "IDPSSODescriptor";
    if (!rest.endsWith("/")) open.push(name);
    if (open.length > MAX_DEPTH) return "unparsable";
  }
  if (open.length > 0 || root === undefined || !roots.includes(root)) return "unparsable";
  return hasIssuer ? undefined : "no issuer";
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
