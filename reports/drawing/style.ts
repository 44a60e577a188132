/**
 * The colours of the picture of a topology, light and dark. The red ones repeat what the words say.
 */

const HUES = [210, 145, 40, 275, 180, 65, 100, 245]
  .map((hue, i) => `.drawing .hue${i}{--hue:${hue}}`)
  .join("\n");

/** Colours are variables, so that a page can say them once for itself and its pictures. */
export const COLOURS = `
:root{color-scheme:light dark;
--paper:#fff;--ink:#1c2024;--faint:#59636e;--line:#c9d1d9;--raised:#f5f7f9;
--good:#0f6b35;--good-paper:#e3f5e9;--bad:#b3261e;--bad-paper:#fdeceb;
--unsure:#7a5200;--unsure-paper:#fff3d6;--link:#0a56b8;--mark:#ffe9a8;
--tint:92%;--rim:52%}
@media (prefers-color-scheme:dark){:root{
--paper:#14181c;--ink:#e4e8ec;--faint:#9da7b1;--line:#3a434c;--raised:#1d2329;
--good:#6fd693;--good-paper:#12301e;--bad:#ff8d84;--bad-paper:#3d1614;
--unsure:#f0c060;--unsure-paper:#33270b;--link:#7db8ff;--mark:#5a4708;
--tint:17%;--rim:48%}}
`;

export const DRAWING_STYLE = `
.drawing text{font:12px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;fill:var(--ink)}
.drawing .name{font-weight:700}
.drawing .traits,.drawing .title,.drawing .group{fill:var(--faint)}
.drawing .title{font-style:italic}
.drawing .group{text-anchor:end}
.drawing .mark{fill:var(--bad)}
.drawing .says{fill:var(--good)}
.drawing .open{fill:var(--unsure)}
.drawing .box{fill:var(--paper);stroke:var(--faint)}
.drawing .box.wrong{stroke:var(--bad);stroke-width:1.5}
.drawing .now .box{stroke:var(--link);stroke-width:3}
.drawing .bit{stroke:var(--line);fill:none}
.drawing .bit.on{fill:var(--good-paper);stroke:var(--good)}
.drawing text.on{fill:var(--good)}
.drawing text.off{fill:var(--faint)}
.drawing .edge{fill:none;stroke:var(--faint);stroke-width:1.5}
.drawing .edge.wrong{stroke:var(--bad);stroke-width:2.5}
.drawing .region{fill:hsl(var(--hue) 60% var(--tint));stroke:hsl(var(--hue) 45% var(--rim))}
.drawing .region.alone{fill:none;stroke:var(--line);stroke-dasharray:3 3}
.drawing .lane{fill:none;stroke:hsl(var(--hue) 45% var(--rim));stroke-width:3}
${HUES}
`;

/** What only a file of its own needs. */
export const STANDALONE_STYLE = `${COLOURS}svg{background:var(--paper)}`;
