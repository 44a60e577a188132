/**
 * The script of a page in the browser: it shows the invariant that the address names, plays steps,
 * and copies commands. Without it everything is there, one thing below the other. It makes no
 * markup and asks for nothing.
 */

const root = document.documentElement;

/** Where the keyboard was before an invariant was opened. */
let cameFrom: HTMLElement | null = null;

function all(selector: string, within: ParentNode = document): readonly HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(selector)];
}

/** What the address names: an invariant, a verdict in an invariant's table, or a counterexample. */
function route(): void {
  const named = document.getElementById(location.hash.slice(1));
  const invariant = named?.closest<HTMLElement>(".invariant") ?? null;
  for (const other of all(".invariant")) other.classList.toggle("open", other === invariant);
  root.classList.toggle("reading", invariant !== null);
  if (named === null || invariant === null) return;
  const first =
    named.querySelector<HTMLAnchorElement>("a.case") ?? invariant.querySelector("a.case");
  const isVerdict = named.matches("tr");
  const story = named.matches(".story")
    ? named
    : isVerdict && named.querySelector("a.case") === null
      ? null
      : document.getElementById(first?.getAttribute("href")?.slice(1) ?? "");
  for (const other of all(".story", invariant)) other.classList.toggle("open", other === story);
  for (const row of all("tr", invariant)) row.classList.toggle("now", row === named);
  for (const cell of all(".cell")) {
    if (cell.getAttribute("href") === `#${named.id}`) cell.setAttribute("aria-current", "true");
    else cell.removeAttribute("aria-current");
  }
  for (const link of all("a.case", invariant)) {
    const href = link.getAttribute("href");
    if (href === `#${story?.id ?? ""}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const isStory = named.matches(".story");
  const heading = (isStory ? named : invariant).querySelector<HTMLElement>("h2,h3");
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView({ block: isStory ? "start" : "nearest" });
}

function leadsToAInvariant(to: string): boolean {
  const named = to.startsWith("#") ? document.getElementById(to.slice(1)) : null;
  return named !== null && named.closest(".invariant") !== null;
}

/** Goes where a link leads, without the browser's own scrolling to it. */
function follow(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const to = link?.getAttribute("href") ?? "";
  const other = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
  if (link === null || other || !leadsToAInvariant(to)) return;
  event.preventDefault();
  if (link.matches(".cell")) cameFrom = link;
  go(to);
}

/** Where a page may not write history (a viewer's sandbox), the browser does it its own way. */
function go(to: string): void {
  try {
    history.pushState(null, "", to);
  } catch {
    location.hash = to;
  }
  route();
}

function back(): void {
  go("#matrix");
  (cameFrom ?? document.querySelector<HTMLElement>(".cell"))?.focus();
}

/** The steps of one counterexample, of which one is shown in full. */
class Player {
  private readonly steps: readonly HTMLElement[];
  private readonly said: HTMLElement | null;
  private readonly story: HTMLElement;
  private readonly buttons: readonly HTMLElement[];
  private now = -1;

  constructor(player: HTMLElement) {
    this.steps = all(".step", player);
    this.said = player.querySelector(".at");
    this.story = player.closest<HTMLElement>(".story") ?? player;
    this.buttons = all("button[data-go]", player);
  }

  start(): void {
    for (const button of this.buttons)
      button.addEventListener("click", () => this.go(button.dataset["go"] ?? ""));
    this.steps.forEach((step, i) => {
      step.querySelector(".pick")?.addEventListener("click", () => this.show(i));
    });
    // An invariant that has just been opened has the keyboard, not yet its counterexample.
    this.story
      .closest<HTMLElement>(".invariant")
      ?.addEventListener("keydown", (event) => this.key(event));
    const breaks = this.steps.findIndex((step) => step.querySelector(".breaks") !== null);
    this.show(breaks < 0 ? 0 : breaks);
  }

  private key(event: KeyboardEvent): void {
    if (!this.story.classList.contains("open")) return;
    const to = { ArrowRight: "next", ArrowLeft: "previous" }[event.key];
    const scrolls = event.target instanceof Element && event.target.matches(".scroll");
    if (to === undefined || scrolls || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.go(to);
  }

  private go(to: string): void {
    const last = this.steps.length - 1;
    if (to === "first") this.show(0);
    else if (to === "last") this.show(last);
    else this.show(this.now + (to === "next" ? 1 : -1));
  }

  private show(wanted: number): void {
    const last = this.steps.length - 1;
    this.now = Math.max(0, Math.min(last, wanted));
    this.steps.forEach((step, i) => {
      step.classList.toggle("now", i === this.now);
      const pick = step.querySelector(".pick");
      pick?.setAttribute("aria-expanded", String(i === this.now));
    });
    const text = (part: string): string =>
      this.steps[this.now]?.querySelector(part)?.textContent ?? "";
    const said = [text(".said"), text(".answer"), text(".breaks")].join(" ").trim();
    if (this.said !== null) this.said.textContent = `Step ${this.now} of ${last}: ${said}`;
    const dev = this.steps[this.now]?.dataset["dev"];
    for (const f of this.story.querySelectorAll("svg [data-dev]"))
      f.classList.toggle("now", f.getAttribute("data-dev") === dev);
  }
}

/** Copies what stands beside the button; where that is forbidden, marks it for the user to copy. */
async function copy(button: HTMLElement): Promise<void> {
  const code = button.parentElement?.querySelector("code") ?? null;
  if (code === null) return;
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
    button.textContent = "Copied";
  } catch {
    getSelection()?.selectAllChildren(code);
    button.textContent = "Marked: copy it with Ctrl+C";
  }
}

/** Arrow keys go from cell to cell of the matrix. */
function alongCells(event: KeyboardEvent): void {
  const cell = event.target instanceof Element ? event.target.closest(".matrix td") : null;
  const row = cell?.closest("tr") ?? null;
  if (cell === null || row === null) return;
  const rows = all(".matrix tbody tr").filter((one) => one.querySelector("td") !== null);
  const at = [...row.children].indexOf(cell);
  const line = rows.indexOf(row);
  const to = {
    ArrowLeft: row.children[at - 1],
    ArrowRight: row.children[at + 1],
    ArrowUp: rows[line - 1]?.children[at],
    ArrowDown: rows[line + 1]?.children[at],
  }[event.key];
  const link = to?.querySelector<HTMLElement>("a") ?? null;
  if (link === null) return;
  event.preventDefault();
  link.focus();
}

for (const player of all(".player")) new Player(player).start();
for (const button of all("button.copy")) button.addEventListener("click", () => void copy(button));
for (const link of all("a.back"))
  link.addEventListener("click", (event) => {
    event.preventDefault();
    back();
  });
document.querySelector("main")?.addEventListener("click", follow);
document.querySelector(".matrix")?.addEventListener("keydown", (event) => {
  if (event instanceof KeyboardEvent) alongCells(event);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && root.classList.contains("reading")) back();
});
addEventListener("hashchange", route);
addEventListener("popstate", route);
// A browser goes to what the address names when all is loaded, and that is not the heading.
addEventListener("load", () => setTimeout(route));
root.classList.add("live");
route();
