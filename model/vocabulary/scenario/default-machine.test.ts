// Each condition of theorem T2 is asked, and nothing that an ordinary machine has is refused.
import { describe, expect, test } from "vitest";
import { readScenario } from "./text/text.js";
import { isDefaultMachine } from "./default-machine.js";

function isDefault(text: string): boolean {
  const read = readScenario(`pasidcheck scenario 1\n${text}\n`);
  if (!read.ok) throw new Error(read.problem.message);
  return isDefaultMachine(read.value);
}

const PORT = "00:01.0 root-port bus 01 acs SV RR CR UF of SV RR CR UF prefix";
const ENDPOINT = "01:00.0 endpoint pasid 8 prefix";

describe("an ordinary machine", () => {
  test.each([
    ["full ACS", `${PORT}\n${ENDPOINT}`],
    ["no ACS", `00:01.0 root-port bus 01 prefix\n${ENDPOINT}`],
    ["CR not implemented", `00:01.0 root-port bus 01 acs SV RR UF of SV RR UF\n${ENDPOINT}`],
    ["EC and DT implemented and off", `00:01.0 root-port bus 01 acs RR of RR EC DT\n${ENDPOINT}`],
    ["a hot scan", `probe hot\n${PORT}\n${ENDPOINT}`],
    ["a function that is plugged later", `${PORT}\n${ENDPOINT} absent\n----\nplug 01:00.0`],
    ["a VF", `${PORT}\n${ENDPOINT}\n01:00.1 vf of-pf 01:00.0`],
  ])("may have %s", (_, text) => {
    expect(isDefault(text)).toBe(true);
  });
});

describe("no default machine", () => {
  test.each([
    ["SV off", `00:01.0 root-port bus 01 acs RR CR UF of SV RR CR UF\n${ENDPOINT}`],
    ["TB on", `00:01.0 root-port bus 01 acs SV TB RR CR UF of SV TB RR CR UF\n${ENDPOINT}`],
    ["EC on", `00:01.0 root-port bus 01 acs RR EC of RR EC\n${ENDPOINT}`],
    ["DT on", `00:01.0 root-port bus 01 acs RR DT of RR DT\n${ENDPOINT}`],
    ["an alias", `${PORT}\n${ENDPOINT} alias 01.0`],
    ["redirected DMA", "00:01.0 rciep\n10000:00:01.0 endpoint dma-as 00:01.0"],
    ["a bridge without IOMMU", `${PORT} no-iommu\n${ENDPOINT}`],
    ["a device-specific rule", `00:01.0 root-port bus 01 acs-rule RR UF of RR UF\n${ENDPOINT}`],
    ["another order", `probe boot 01:00.0 00:01.0\n${PORT}\n${ENDPOINT}`],
    ["ACS written later", `${PORT}\n${ENDPOINT}\n----\nacs-set 00:01.0 acs SV RR CR UF`],
  ])("has %s", (_, text) => {
    expect(isDefault(text)).toBe(false);
  });
});
