/** The Express capability as lspci prints it (pciutils 3.9 ls-caps.c cap_express). */
import { EXPRESS_AT } from "../config-space.js";
import { hex } from "./names.js";
import type { ShownFunction } from "./shown.js";

/** By the device and port type; the slot of a port is not implemented. */
const TYPES: Readonly<Record<number, string>> = {
  0: "Endpoint",
  1: "Legacy Endpoint",
  4: "Root Port (Slot-)",
  5: "Upstream Port",
  6: "Downstream Port (Slot-)",
  7: "PCI-Express to PCI/PCI-X Bridge",
  8: "PCI/PCI-X to PCI-Express Bridge (Slot-)",
  9: "Root Complex Integrated Endpoint",
  10: "Root Complex Event Collector",
};

const ENDPOINT = 0;
const LEGACY_ENDPOINT = 1;
const ROOT_PORT = 4;
const UPSTREAM_PORT = 5;
const DOWNSTREAM_PORT = 6;
const TO_PCI = 7;
const RCIEP = 9;
const RCEC = 10;

/** `full`: with its registers, as -vv has it. */
export function expressText(f: ShownFunction, full: boolean): string {
  const type = f.expressType ?? ENDPOINT;
  const version = full ? "(v2) " : "";
  const at = `[${hex(EXPRESS_AT, 2)}]`;
  const title = `\tCapabilities: ${at} Express ${version}${TYPES[type]}, MSI 00\n`;
  if (!full) return title;
  const link = type === RCIEP || type === RCEC ? "" : linkText(f.devfn, type);
  const root = type === ROOT_PORT || type === RCEC ? rootText() : "";
  return title + deviceText(type) + link + root + secondText(f, type);
}

function deviceText(type: number): string {
  const latency = type <= LEGACY_ENDPOINT ? ", Latency L0s <64ns, L1 <1us" : "";
  const buttons = type <= LEGACY_ENDPOINT || type === UPSTREAM_PORT || type === TO_PCI;
  const reset = type <= LEGACY_ENDPOINT || type === RCIEP ? " FLReset-" : "";
  const power = type === ENDPOINT || type === UPSTREAM_PORT || type === TO_PCI;
  return (
    `\t\tDevCap:\tMaxPayload 128 bytes, PhantFunc 0${latency}\n` +
    `\t\t\tExtTag-${buttons ? " AttnBtn- AttnInd- PwrInd-" : ""} RBE-${reset}` +
    `${power ? " SlotPowerLimit 0W" : ""}\n` +
    "\t\tDevCtl:\tCorrErr- NonFatalErr- FatalErr- UnsupReq-\n" +
    `\t\t\tRlxdOrd- ExtTag- PhantFunc- AuxPwr- NoSnoop-${type === TO_PCI ? " BrConfRtry-" : ""}\n` +
    "\t\t\tMaxPayload 128 bytes, MaxReadReq 128 bytes\n" +
    "\t\tDevSta:\tCorrErr- NonFatalErr- FatalErr- UnsupReq- AuxPwr- TransPend-\n"
  );
}

function linkText(port: number, type: number): string {
  const boundary = type <= ROOT_PORT || type === TO_PCI ? " RCB 64 bytes," : "";
  return (
    `\t\tLnkCap:\tPort #${port}, Speed unknown, Width x0, ASPM not supported\n` +
    "\t\t\tClockPM- Surprise- LLActRep- BwNot- ASPMOptComp-\n" +
    `\t\tLnkCtl:\tASPM Disabled;${boundary} Disabled- CommClk-\n` +
    "\t\t\tExtSynch- ClockPM- AutWidDis- BWInt- AutBWInt-\n" +
    "\t\tLnkSta:\tSpeed unknown, Width x0\n" +
    "\t\t\tTrErr- Train- SlotClk- DLActive- BWMgmt- ABWMgmt-\n"
  );
}

function rootText(): string {
  return (
    "\t\tRootCap: CRSVisible-\n" +
    "\t\tRootCtl: ErrCorrectable- ErrNon-Fatal- ErrFatal- PMEIntEna- CRSVisible-\n" +
    "\t\tRootSta: PME ReqID 0000, PMEStatus- PMEPending-\n"
  );
}

/** Device and Link Capabilities 2, and their control registers. */
function secondText(f: ShownFunction, type: number): string {
  const prefix = f.prefix ? "EETLPPrefix+, MaxEETLPPrefixes 4" : "EETLPPrefix-";
  const port = type === ROOT_PORT || type === DOWNSTREAM_PORT;
  const lines = [
    "\t\tDevCap2: Completion Timeout: Not Supported, TimeoutDis- NROPrPrP- LTR-",
    `\t\t\t 10BitTagComp- 10BitTagReq- OBFF Not Supported, ExtFmt- ${prefix}`,
    "\t\t\t EmergencyPowerReduction Not Supported, EmergencyPowerReductionInit-",
    `\t\t\t FRS-${lastOfCap2(type)}`,
    ...atomicCapability(type),
    "\t\tDevCtl2: Completion Timeout: 50us to 50ms, TimeoutDis- LTR- 10BitTagReq- OBFF Disabled," +
      (port ? " ARIFwd-" : ""),
    ...atomicControl(type),
  ];
  return `${lines.join("\n")}\n${secondLinkText(f, type)}`;
}

function lastOfCap2(type: number): string {
  const cls = type === ROOT_PORT ? " LN System CLS Not Supported," : "";
  const tph = type === ENDPOINT || type === ROOT_PORT ? " TPHComp- ExtTPHComp-" : "";
  const ari = type === ROOT_PORT || type === DOWNSTREAM_PORT ? " ARIFwd-" : "";
  return cls + tph + ari;
}

function atomicCapability(type: number): readonly string[] {
  if (type === ROOT_PORT) return ["\t\t\t AtomicOpsCap: Routing- 32bit- 64bit- 128bitCAS-"];
  const routes = type === UPSTREAM_PORT || type === DOWNSTREAM_PORT;
  return routes ? ["\t\t\t AtomicOpsCap: Routing-"] : [];
}

function atomicControl(type: number): readonly string[] {
  if (type === ROOT_PORT) return ["\t\t\t AtomicOpsCtl: ReqEn- EgressBlck-"];
  if (type === UPSTREAM_PORT || type === DOWNSTREAM_PORT)
    return ["\t\t\t AtomicOpsCtl: EgressBlck-"];
  return type <= LEGACY_ENDPOINT || type === RCIEP ? ["\t\t\t AtomicOpsCtl: ReqEn-"] : [];
}

function secondLinkText({ devfn }: ShownFunction, type: number): string {
  if (type === RCIEP || type === RCEC) return "";
  // Of an endpoint lspci prints them of function 0 of device 0 alone.
  const selectable = type === DOWNSTREAM_PORT ? ", Selectable De-emphasis: -6dB" : "";
  const control =
    type > LEGACY_ENDPOINT || devfn === 0
      ? `\t\tLnkCtl2: Target Link Speed: 2.5GT/s, EnterCompliance- SpeedDis-${selectable}\n` +
        "\t\t\t Transmit Margin: Normal Operating Range, " +
        "EnterModifiedCompliance- ComplianceSOS-\n" +
        "\t\t\t Compliance Preset/De-emphasis: -6dB de-emphasis, 0dB preshoot\n"
      : "";
  return (
    control +
    "\t\tLnkSta2: Current De-emphasis Level: -6dB, EqualizationComplete- EqualizationPhase1-\n" +
    "\t\t\t EqualizationPhase2- EqualizationPhase3- LinkEqualizationRequest-\n" +
    "\t\t\t Retimer- 2Retimers- CrosslinkRes: unsupported\n"
  );
}
