/**
 * The style of the tables of verdicts: columns where there is room, and blocks where there is not,
 * each cell then with the name of its design.
 */
export const MATRIX_STYLE = `
.matrix{border-collapse:collapse;margin:.8rem 0}
.matrix caption{text-align:left;color:var(--faint);font-size:.88rem;padding-bottom:.4rem}
.matrix th{font-size:.93rem;
text-align:left;font-weight:400;padding:.1rem .5rem .1rem 0;vertical-align:bottom}
.matrix thead th{font-weight:600;font-size:.84rem;max-width:7.5rem;overflow-wrap:break-word;
position:sticky;top:0;background:var(--paper);border-bottom:1px solid var(--line);
padding:.3rem .5rem .3rem 0;z-index:1}
.matrix tbody th a{color:inherit;text-decoration:none}
.matrix tbody th a:hover{text-decoration:underline}
.matrix .severity{padding-top:.9rem;font-weight:700}
.matrix .severity span{font-weight:400;color:var(--faint)}
.matrix td{padding:1px 2px 1px 0}
.matrix a.cell{display:block;padding:.1rem .4rem;border-radius:4px;text-decoration:none;
font-size:12.5px;white-space:nowrap}
.matrix a.cell:hover{text-decoration:underline}
.matrix .good{background:var(--good-paper);color:var(--good)}
.matrix .bad{background:var(--bad-paper);color:var(--bad)}
.matrix .unsure{background:var(--unsure-paper);color:var(--unsure)}
.matrix .loud{background:var(--bad);color:var(--paper)}
.matrix .loud b{background:none;color:inherit}
.matrix a[aria-current]{outline:2px solid var(--ink)}
.matrix .of{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.verdicts{border-collapse:collapse;font-size:.9rem;margin:.7rem 0}
.verdicts th,.verdicts td{border-bottom:1px solid var(--line);padding:.3rem .9rem .3rem .3rem;
text-align:left;vertical-align:top}
.verdicts tbody th{font-weight:600;white-space:nowrap}
.verdicts tr.now{background:var(--raised)}
.cases{padding-left:1.1rem;margin:.2rem 0}
.cases a.case{font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}
.cases a.case[aria-current]{font-weight:700}
.why{color:var(--faint)}
@media screen and (max-width:56rem){
.matrix,.matrix tbody,.verdicts,.verdicts tbody,.matrix tr,.verdicts tr,.matrix tbody th,
.verdicts th,.verdicts td,.matrix caption{display:block}
.matrix thead,.verdicts thead{display:none}
.matrix tr{display:flex;flex-wrap:wrap;gap:3px;padding:.35rem 0;border-bottom:1px solid var(--line)}
.matrix tbody th{flex:1 0 100%;padding:0;font-weight:600;overflow-wrap:anywhere}
.matrix td{padding:0}
.matrix .of{position:static;width:auto;height:auto;clip-path:none;color:var(--ink);
font:12.5px system-ui,sans-serif}
.matrix .loud .of{color:inherit}
.matrix a.cell{white-space:normal;padding:.3rem .45rem}
.verdicts tr{padding:.4rem 0;border-bottom:1px solid var(--line)}
.verdicts th,.verdicts td{border:0;padding:.05rem .3rem}
.verdicts tbody th{white-space:normal}
}
`;
