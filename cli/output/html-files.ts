/** The file that `--html` asks for: the page that shows every counterexample. */
import type { CheckResult } from "../../properties/results/report.js";
import type { Scope } from "../../reports/terminal/surprises.js";
import type { Engine } from "../engine.js";
import type { Output } from "./files.js";

/** No file without a path. The page is loaded only where it is asked for. */
export async function htmlFiles(
  path: string | undefined,
  result: CheckResult,
  scope: Scope,
  command: string,
  engine: Engine,
): Promise<readonly Output[]> {
  if (path === undefined) return [];
  const { htmlReport } = await import("../../reports/html/report.js");
  const { htmlData } = await import("./html.js");
  const { framed } = await import("./page-frame.js");
  return [
    { path, text: framed(htmlReport(htmlData(result, scope, command, engine))), replace: true },
  ];
}
