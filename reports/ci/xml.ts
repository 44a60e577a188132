/** Text made a part of XML 1.0 and nothing else, whatever is in it. */

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** All but the characters of production [2] of XML 1.0. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

export function xmlText(text: string): string {
  return text.replaceAll(NOT_XML, "\uFFFD").replaceAll(/[&<>"']/g, (c) => ENTITIES[c] ?? c);
}

/** `name="value"`; line ends would be read as blanks, so they are written as references. */
export function xmlAttribute(name: string, value: string | number): string {
  const text = xmlText(String(value)).replaceAll(/[\t\n\r]/g, (c) => `&#${c.charCodeAt(0)};`);
  return `${name}="${text}"`;
}
