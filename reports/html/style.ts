/**
 * The style of a page: narrow or wide, light or dark, on screen or on paper. What only makes sense
 * with the script is seen where `live` is set, which the script does.
 */
import { COLOURS, DRAWING_STYLE } from "../drawing/style.js";
import { MATRIX_STYLE } from "./matrix-style.js";

const TEXT = `
*{box-sizing:border-box}
html{scroll-padding-top:.5rem}
body{margin:0 auto;padding:1rem;max-width:118rem;background:var(--paper);color:var(--ink);
font:15px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1{font-size:1.35rem;margin:.2rem 0}
h2{font-size:1.25rem;margin:.6rem 0 .2rem}
h3{font-size:1.08rem;margin:1.6rem 0 .3rem}
h4{font-size:.95rem;margin:1.1rem 0 .4rem}
h2,h3{overflow-wrap:anywhere}
p{margin:.4rem 0}
ul,ol,dl{margin:.4rem 0}
a{color:var(--link)}
code,pre,.tables,.steps,.changes,.matrix a.cell{
font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}
pre{font-size:12.5px;line-height:1.4;margin:.3rem 0}
dt{font-weight:600;overflow-wrap:anywhere}
dd{margin:0 0 .3rem 1.2rem;overflow-wrap:anywhere}
summary{cursor:pointer;padding:.2rem 0}
:focus-visible{outline:3px solid var(--link);outline-offset:1px;border-radius:3px}
h2:focus,h3:focus{outline:none}
.skip{position:absolute;left:-99rem}
.skip:focus{position:static}
.good{color:var(--good)}.bad{color:var(--bad)}.unsure{color:var(--unsure)}
.loud{color:var(--bad)}
.legend,.about,.keys{color:var(--faint);font-size:.88rem}
.sentence{font-size:1.08rem}
.scroll{overflow-x:auto;max-width:100%}
.command{display:flex;gap:.5rem;align-items:center;background:var(--raised);
border:1px solid var(--line);border-radius:6px;padding:.3rem .5rem;margin:.5rem 0;
max-width:max-content}
.command code{overflow-wrap:anywhere;min-width:0;font-size:.86rem}
button{font:inherit;font-size:.88rem;color:var(--ink);background:var(--raised);
border:1px solid var(--faint);border-radius:6px;padding:.25rem .7rem;cursor:pointer}
button:hover{border-color:var(--link)}
.command button{flex:none;background:var(--paper)}
.copy,.buttons,.at,.back{display:none}
.live .copy,.live .back{display:inline-block}
.live .buttons{display:flex}.live .at{display:block}
`;

const STORY = `
.invariant{border-top:1px solid var(--line);margin-top:1.5rem}
.live .invariant{display:none;border:0;margin:0}
.live .invariant.open{display:block}
.live .story{display:none}
.live .story.open{display:block}
.story{border-top:1px solid var(--line);margin-top:1rem}
.finding{font-weight:600}
.beside{display:grid;gap:0 2rem}
.beside>div{min-width:0}
.buttons{gap:.4rem;align-items:center;flex-wrap:wrap}
.at{font-size:.88rem;color:var(--faint);overflow-wrap:anywhere}
.steps{list-style:none;padding:0;font-size:.84rem}
.step{border-left:3px solid var(--line);margin:.15rem 0;padding-left:.5rem}
.pick{display:block;width:100%;text-align:left;background:none;border:0;padding:.25rem .3rem;
font:inherit;overflow-wrap:anywhere}
.number{color:var(--faint)}
.answer{font-weight:600}
.breaks{color:var(--bad);background:var(--bad-paper);border-radius:4px;padding:0 .3rem;
white-space:nowrap}
.state{padding:0 .3rem .4rem}
.live .step .state{display:none}
.live .step.now .state{display:block}
.live .step.now{border-color:var(--link)}
.live .step.now .said{font-weight:700}
.changes{padding-left:1.1rem;white-space:pre-wrap;overflow-wrap:anywhere;margin:.2rem 0 .5rem}
.tables{border-collapse:collapse;font-size:.95em}
.tables th,.tables td{border:1px solid var(--line);padding:.15rem .45rem;text-align:left;
vertical-align:top;white-space:nowrap}
.tables thead th{background:var(--raised)}
.tables small{color:var(--faint);display:block;font-size:.9em}
.tables .none{color:var(--faint)}
.tables .changed{background:var(--mark);font-weight:700}
.tables .changed .none,.tables .changed small{color:inherit}
.tables .was{display:block;font-weight:400;font-size:.9em;text-decoration:none}
.tables .was small{display:inline;font-size:1em}
.facts{max-width:60rem}
@media (min-width:64rem){.beside{grid-template-columns:fit-content(46rem) minmax(20rem,1fr)}}
`;

const AUDIT = `
.items{overflow-wrap:anywhere}
.items>li{margin:.45rem 0}
.items ul{margin:.1rem 0;color:var(--faint)}
.figures{border-collapse:collapse;margin:.6rem 0}
.figures th,.figures td{border:1px solid var(--line);padding:.25rem .6rem;text-align:right}
.figures th:first-child{text-align:left;font-weight:400}
.figures thead th{background:var(--raised)}
.audit h2{border-top:1px solid var(--line);padding-top:.8rem;margin-top:1.4rem}
.parts{display:grid;gap:0 2.5rem}
.parts>*{min-width:0}
.parts .legend,.seen .legend{max-width:28rem}
@media (min-width:80rem){.parts{grid-template-columns:fit-content(46rem) minmax(24rem,1fr)}}
`;

const WIDE = `
@media (max-width:93.99rem){
.live.reading .overview,.live.reading header>:not(h1){display:none}
.live.reading h1{font-size:.9rem;font-weight:400;color:var(--faint)}}
@media (min-width:110rem){.live.reading main{--left:52rem}}
@media (min-width:94rem){
.live.reading main{display:grid;gap:0 2rem;
grid-template-columns:minmax(0,var(--left,46rem)) minmax(0,1fr)}
.live.reading .invariants{position:sticky;top:0;max-height:100vh;overflow-y:auto;align-self:start;
padding:0 .3rem 2rem}
.live.reading .invariants .back{display:none}
}
`;

const PAPER = `
@media print{
:root{color-scheme:light}
html{font-size:11px}
body{font-size:11px;padding:0;max-width:none}
.matrix a.cell,.matrix thead th,.matrix th{font-size:9.5px}
.matrix thead th{position:static}
.copy,.buttons,.at,.back,.skip,.keys{display:none}
.live .copy,.live .back,.live .buttons,.live .at{display:none}
.live .step .state{display:block}
.live.reading .overview,.live.reading header>:not(h1){display:revert}
.live.reading main{display:block}
.live.reading .invariants{position:static;max-height:none;overflow:visible}
.scroll{overflow:visible}
.scroll svg{max-width:100%;height:auto}
.step,tr,.command,figure{break-inside:avoid}
h2,h3,h4{break-after:avoid}
.live .invariant.open{break-before:page}
a{color:inherit;text-decoration:none}
}
`;

export const STYLE = [COLOURS, DRAWING_STYLE, TEXT, MATRIX_STYLE, STORY, AUDIT, WIDE, PAPER].join(
  "",
);
