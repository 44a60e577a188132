/** The tags of a page, which a test looks at to see that no text has become markup. */

/** With the names of their attributes, but for what is in styles and scripts. */
export function tags(html: string): readonly string[] {
  const body = html.replaceAll(/(<(style|script)[^>]*>).*?(<\/\2>)/gs, "$1$3");
  const tag = /<(\/?[a-z!][^\s>]*)((?:\s+[^\s=>]+(?:=(?:"[^"]*"|[^\s">]+))?)*)\s*\/?>/gi;
  return [...body.matchAll(tag)].map(([, name = "", attributes = ""]) =>
    [name, ...[...attributes.matchAll(/([^\s=]+)(?:="[^"]*"|=\S+)?/g)].map((m) => m[1])].join(" "),
  );
}

/** Text that would be markup, or end what it stands in, if it were let. */
export const HOSTILE =
  "</script><script>alert(1)</script>\"'&amp;]]>--><img src=x onerror=alert(1)>\u2028\u202E\u0000";

/** What of it must be nowhere in a page. */
export const SMUGGLED = ["<img", "</script><script", "\u2028", "\u202E", "\u0000"];
