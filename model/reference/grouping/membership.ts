/** Who is in which group while functions come and go, in the reference. */
import { Facts } from "../../fabric/facts.js";
import type { Grouping } from "../../vocabulary/design/contract.js";
import { Probing, type Group } from "./probing.js";
import { chooser } from "./grouping.js";

/** Who is in which group while functions come and go; at first as after boot. */
export class Membership {
  private readonly grouping: Grouping;
  private readonly probing: Probing;
  private choose: (dev: number) => Group | null;

  constructor(facts: Facts, grouping: Grouping) {
    this.grouping = grouping;
    this.probing = new Probing(facts.topology);
    this.choose = chooser(this.probing, facts, grouping);
    this.probing.run(this.choose);
  }

  /** Who joins from now on is grouped by these facts. */
  changeFacts(facts: Facts): void {
    this.probing.topology = facts.topology;
    this.choose = chooser(this.probing, facts, this.grouping);
  }

  /** A function comes: the bus's list has it, groups do not yet. */
  add(dev: number): void {
    this.probing.add(dev);
  }

  /** A VF counts as multifunction from now on. */
  markMultifunction(vf: number): void {
    this.probing.markMultifunction(vf);
  }

  /** It is put into a group: the members, itself the last; null if it gets no group. */
  join(dev: number): readonly number[] | null {
    return this.probing.probeLate(dev, this.choose)?.members ?? null;
  }

  /** It is taken out of its group again, and stays on its bus. */
  leave(dev: number): void {
    this.probing.leave(dev);
  }

  /** It goes. */
  remove(dev: number): void {
    this.probing.remove(dev);
  }
}
