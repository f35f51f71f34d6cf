import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and the folders above it; does nothing if it exists. Node's own `recursive` option loops forever where
 * the kernel answers ENOENT for a folder whose parent exists, as it does in /proc.
 * @throws NodeJS.ErrnoException
 */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have made it in the meantime.
    if (!existsSync(folder)) throw error;
  }
}
