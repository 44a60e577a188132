/**
 * Defines the version that the command tells: that of its own package.json, wherever the code was built to.
 */
import { readFileSync } from "node:fs";

export function version(): string {
  for (const above of ["../package.json", "../../package.json"]) {
    const read = versionIn(new URL(above, import.meta.url));
    if (read !== null) return read;
  }
  return "unknown";
}

function versionIn(file: URL): string | null {
  try {
    const found: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof found !== "object" || found === null || !("version" in found)) return null;
    return typeof found.version === "string" ? found.version : null;
  } catch {
    return null;
  }
}
