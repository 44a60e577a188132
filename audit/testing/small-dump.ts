/** The text of one small machine, and what its reader makes of a text. */
import { problemText } from "../../model/vocabulary/reading/reading.js";
import type { Dump } from "../read/dump.js";
import { readLspci } from "../read/lspci.js";

export const DUMP = `00:01.0 PCI bridge: Example Root Port (rev 01) (prog-if 00 [Normal decode])
	Flags: bus master, fast devsel, latency 0, IRQ 24, IOMMU group 1
	Bus: primary=00, secondary=01, subordinate=01, sec-latency=0
	Capabilities: [40] Express (v2) Root Port (Slot+), MSI 00
	Capabilities: [100 v1] Access Control Services
		ACSCap:	SrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-
		ACSCtl:	SrcValid+ TransBlk- ReqRedir+ CmpltRedir- UpstreamFwd+ EgressCtrl- DirectTrans-
	Kernel driver in use: pcieport

01:00.0 VGA compatible controller: Example GPU (rev a1)
	Flags: bus master, fast devsel, latency 0, IRQ 16, IOMMU group 2
	Capabilities: [40] Express (v2) Endpoint, MSI 00
	Kernel driver in use: nouveau

`;

export function dumpOf(text: string): Dump {
  const read = readLspci(text);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}
