import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Creates a folder and its parents; does nothing if it exists. Node's own `recursive` option loops forever if the kernel answers
 * ENOENT for a folder whose parent exists, as in /proc.
 * @throws NodeJS.ErrnoException
 */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process can have created it in the meantime.
    if (!existsSync(folder)) throw error;
  }
}
