/** The record of the function whose text a part of a dump is. */
import { parseAddress, type Address } from "../../../model/vocabulary/topology/address.js";
import { decodeConfigSpace } from "../config-space.js";
import type { Form } from "../dump.js";
import { hexBytes } from "../hex-dump.js";
import { decimal, textFacts, titleFacts } from "../lspci-text.js";
import { merged } from "../merge.js";
import type { Facts, FunctionRecord } from "../record.js";
import type { Part } from "./part.js";
import { freebsdFunction } from "./pciconf.js";

function collapsed(lines: readonly string[]): string {
  return lines.join(" ").replaceAll(/\s{2,}|[^\S ]/g, " ");
}

/** The bytes in a part; null where there are none. */
export function bytesOf(part: Part): Uint8Array | null {
  return part.bytes.length === 0 ? null : hexBytes(collapsed(part.bytes));
}

/** `sizeBytes`: of a configuration space that ends with 256 bytes, if that is known. */
export function partRecord(
  part: Part,
  address: Address,
  bytes: Uint8Array | null,
  sizeBytes: number | null,
): FunctionRecord {
  const body = collapsed(part.body);
  const { line, path } = part;
  const own = { ...address, line, vmd: null };
  if (part.form === "pciconf") {
    const { driver, title, facts } = freebsdFunction(path, body);
    return { ...own, ...facts, title, driver, group: null, denied: false, physical: null };
  }
  const text = { ...textFacts(body), ...titleFacts(part.title) };
  const all = bytes === null ? text : merged(decodeConfigSpace(bytes, sizeBytes), text);
  const facts = part.cut ? shortened(all) : all;
  return {
    ...own,
    ...facts,
    title: part.title,
    driver: /\bKernel driver in use: (\S+)/.exec(body)?.[1] ?? null,
    group: decimal(/\bIOMMU group:? (\d{1,9})\b/.exec(body)?.[1]),
    denied: facts.standard !== "whole" && /<access denied/.test(body),
    physical: parseAddress(/\bPhysical Function: (\S+)/i.exec(body)?.[1] ?? ""),
  };
}

/** Of a text that breaks off nobody knows which capabilities came after. */
function shortened(facts: Facts): Facts {
  const { standard, extended } = facts;
  return {
    ...facts,
    standard: standard === "whole" ? "part" : standard,
    extended: extended === "whole" ? "part" : extended,
  };
}

/** What kind of text a part is. */
export function formsOf(part: Part): readonly Form[] {
  const body = part.body.join("\n");
  const own: Form[] = part.path.includes("/") && part.form === null ? ["lspci -P"] : [];
  if (part.bytes.length > 0) own.push("lspci -x");
  if (part.form !== null) own.push(part.form);
  else if (/\bControl: I\/O|\b(?:Dev|ACS|PASID|Lnk)Cap:/.test(body)) own.push("lspci -vv");
  else if (/\bFlags: |\bCapabilities: /.test(body)) own.push("lspci -v");
  else own.push("lspci");
  return own;
}
