/**
 * A deadline that can be begun anew. When it is over, what has arrived meanwhile is read first: a
 * machine that was busy elsewhere is no fault of the driver.
 */
export class Deadline {
  private readonly late: () => void;
  private timer: NodeJS.Timeout | null = null;
  private ms = 0;
  /** Counts the beginnings, so that an old one is not mistaken for the present one. */
  private beginnings = 0;

  constructor(late: () => void) {
    this.late = late;
  }

  begin(ms: number): void {
    this.beginnings++;
    if (this.timer !== null && this.ms === ms) {
      this.timer.refresh();
      return;
    }
    this.stop();
    this.ms = ms;
    this.timer = setTimeout(() => this.over(), ms);
  }

  stop(): void {
    this.beginnings++;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private over(): void {
    const beginning = this.beginnings;
    setImmediate(() => {
      if (this.beginnings === beginning) this.late();
    });
  }
}
