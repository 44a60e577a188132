/**
 * The place of a finding as a line of text: `00:01.1 beside 00:01.0 pasid 1`. Each of the three may
 * be left out; PASID 0 is the RID.
 */
import { readable, unreadable, type Reading } from "../../../model/vocabulary/reading/reading.js";
import { PASID_MAX } from "../../../model/vocabulary/operation/operands.js";
import { addressText, parseAddress } from "../../../model/vocabulary/topology/address.js";
import type { Topology } from "../../../model/vocabulary/topology/topology.js";
import type { Finding } from "../../invariants/invariant.js";

export type Place = Pick<Finding, "device" | "other" | "pasid">;

const PLACE =
  /^(?<device>(?!beside |pasid )\S+)?(?: ?beside (?<other>\S+))?(?: ?pasid (?<pasid>\d{1,7}))?$/;

export function placeText({ device, other, pasid }: Place, { functions }: Topology): string {
  const nameOf = (dev: number): string => {
    const f = functions[dev];
    if (f === undefined) throw new RangeError(`there is no function ${dev}`);
    return addressText(f);
  };
  const words = [
    device === null ? "" : nameOf(device),
    other === null ? "" : `beside ${nameOf(other)}`,
    pasid === null ? "" : `pasid ${pasid}`,
  ];
  return words.filter((word) => word !== "").join(" ");
}

export function placeOf(text: string, topology: Topology): Reading<Place> {
  const said = PLACE.exec(text.replaceAll(/\s+/g, " "))?.groups;
  if (said === undefined) return unreadable("expected ADDRESS beside ADDRESS pasid NUMBER");
  const device = functionNamed(said["device"], topology);
  if (!device.ok) return device;
  const other = functionNamed(said["other"], topology);
  if (!other.ok) return other;
  const pasid = said["pasid"] === undefined ? null : Number(said["pasid"]);
  if (pasid !== null && pasid > PASID_MAX) return unreadable(`a PASID is a number 0..${PASID_MAX}`);
  return readable({ device: device.value, other: other.value, pasid });
}

function functionNamed(name: string | undefined, { functions }: Topology): Reading<number | null> {
  if (name === undefined) return readable(null);
  const address = parseAddress(name);
  const wanted = address === null ? name : addressText(address);
  const dev = functions.findIndex((f) => addressText(f) === wanted);
  return dev === -1 ? unreadable(`there is no function ${wanted} in the list`) : readable(dev);
}
