/** I18: who has claimed a group no longer shares it with the kernel's DMA API (B13). */
import { IDENTITY, domainText } from "../../model/vocabulary/domain.js";
import { NO_OWNER } from "../../model/vocabulary/tenancy.js";
import { soundBut } from "./canaries.js";
import { found } from "./finding.js";
import type { StepLaw } from "./law.js";

export const ownedIsNotDefault: StepLaw = {
  name: "owned-is-not-default",
  sentence: "While a group has an owner, no member of it is on the kernel's default domain.",
  ids: ["I18", "B13"],
  severity: "safety",
  canary: soundBut({ claim: "leaves-domain" }),
  kills: "B13",
  on: ["claim", "fd-bind", "rid-detach", "device-detach", "fd-detach", "vfio-detach"],
  applies: (m) => m.driverSound && (m.after.tenancy?.owner(m.dev) ?? NO_OWNER) !== NO_OWNER,
  broken: (m) => {
    const recorded = m.after.recorded(m.dev, 0);
    if (recorded !== IDENTITY) return null;
    const rest = { device: m.dev, pasid: 0, wanted: domainText(1) };
    return found("default-domain", { ...rest, seen: domainText(recorded) });
  },
};
