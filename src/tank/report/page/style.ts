/** Colours of the page by what they are for. Charts have the light ones in their SVG, and are recoloured by selectors. */
const LIGHT = `
  --paper: #ffffff; --raised: #f4f5f7; --ink: #1a1a1a; --soft: #50545a; --line: #cfd3d8; --link: #0b5cad;
  --chart-ink: #222222; --chart-soft: #444444; --grid: #e4e4e4; --axis: #888888; --frame: #cccccc; --black: #000000;
  --muted: #949494; --blue: #0072b2; --olive: #a89600; --indigo: #2b2d5c; --crimson: #8a1538; --good: #006b4a; --bad: #b03a00; --warn: #fdf3ec; --focus: #0b5cad; --shadow: rgb(0 0 0 / .3);`;
const DARK = `
  --paper: #14171b; --raised: #1f242a; --ink: #eceff2; --soft: #b4bac2; --line: #3b424b; --link: #8cc4ff;
  --chart-ink: #e6e9ec; --chart-soft: #b9bfc6; --grid: #30363d; --axis: #8a929b; --frame: #454c55; --black: #f4f6f8;
  --muted: #7f868e; --blue: #2f97d8; --olive: #d6c53c; --indigo: #5a5eb0; --crimson: #c9416c; --good: #5fd0a3; --bad: #ff9a5c; --warn: #33251b; --focus: #8cc4ff; --shadow: rgb(255 255 255 / .4);`;

/** SVG colours as charts are drawn in, with the colours of the page in their place. */
const RECOLOURED: readonly (readonly [drawn: string, shown: string])[] = [
  ['#ffffff', '--paper'],
  ['#222222', '--chart-ink'],
  ['#444444', '--chart-soft'],
  ['#e4e4e4', '--grid'],
  ['#888888', '--axis'],
  ['#cccccc', '--frame'],
  ['#000000', '--black'],
  ['#949494', '--muted'],
  ['#0072b2', '--blue'],
  ['#a89600', '--olive'],
  ['#2b2d5c', '--indigo'],
  ['#8a1538', '--crimson'],
];

const RECOLOUR = RECOLOURED.map(
  ([drawn, shown]) =>
    `svg [fill="${drawn}"] { fill: var(${shown}); } svg [stroke="${drawn}"] { stroke: var(${shown}); }`,
).join('\n');

/** A shadow at an edge beyond which there is more: the paper that hides it moves with the content. */
const SCROLL_HINT = `background:
  linear-gradient(to right, var(--paper) 40%, transparent) left / 2.5rem 100% no-repeat local,
  linear-gradient(to left, var(--paper) 40%, transparent) right / 2.5rem 100% no-repeat local,
  linear-gradient(to right, var(--shadow), transparent) left / .9rem 100% no-repeat scroll,
  linear-gradient(to left, var(--shadow), transparent) right / .9rem 100% no-repeat scroll;`;

export const STYLE = `
:root { color-scheme: light;${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root:not([data-theme='light']) { color-scheme: dark;${DARK} } }
@media screen { :root[data-theme='dark'] { color-scheme: dark;${DARK} } }
* { box-sizing: border-box; }
html { scroll-padding-top: 5rem; }
body { margin: 0 auto; padding: 1rem; max-width: 66rem; font: 16px/1.5 system-ui, 'DejaVu Sans', sans-serif; color: var(--ink); background: var(--paper); overflow-wrap: anywhere; }
${RECOLOUR}
h1 { font-size: 1.1rem; margin: 0; color: var(--soft); font-weight: 600; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .25rem; padding-bottom: .2rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.question { font-size: 1.1rem; margin: .15rem 0 1rem; }
.verdict { font-size: 1.5rem; line-height: 1.3; font-weight: 600; margin: .5rem 0; max-width: 52rem; }
.verdict + .verdict { font-size: 1.1rem; font-weight: 500; }
.beside { display: grid; grid-template-columns: 3fr 2fr; gap: 1.5rem; margin: .5rem 0 1rem; align-items: start; }
.beside > .found > :first-child { margin-top: 0; }
.beside > .expected { border: 1px dashed var(--line); border-radius: 6px; padding: .6rem .9rem; color: var(--soft); }
.beside h2 { font-size: .85rem; margin: 0 0 .25rem; border: 0; padding: 0; text-transform: uppercase; letter-spacing: .04em; }
.expected p { margin: .3rem 0; font-size: .95rem; }
.setup { margin: .75rem 0 .25rem; }
.contents { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .9rem; }
.contents a { min-height: 24px; }
.warnings { border-left: 4px solid #d55e00; padding: .4rem 1rem; background: var(--warn); margin: 1rem 0; }
.warnings h2 { border: 0; margin: 0; font-size: 1rem; }
.warnings ul { margin: .25rem 0; }
.tools { visibility: hidden; min-height: 30px; display: flex; flex-wrap: wrap; gap: .4rem; margin: .5rem 0; }
:root.is-live .tools { visibility: visible; }
button { font: inherit; font-size: .85rem; color: var(--ink); background: var(--raised); border: 1px solid var(--line); border-radius: 4px; padding: .2rem .6rem; cursor: pointer; min-height: 28px; }
button.is-on { color: var(--paper); background: var(--ink); border-color: var(--ink); }
button:hover { border-color: var(--ink); }
[hidden] { display: none !important; }
.legend { position: sticky; top: 0; z-index: 3; background: var(--paper); border-bottom: 1px solid var(--line); padding: .35rem 0; margin: 1rem 0; display: flex; gap: .25rem 1rem; align-items: center; }
.legend ul { list-style: none; margin: 0; padding: .1rem; display: flex; flex-wrap: wrap; gap: .1rem .9rem; max-height: 10rem; overflow: auto; flex: 1; }
.legend li, .legend label { display: inline-flex; align-items: center; gap: .35rem; font-size: .9rem; white-space: nowrap; min-height: 24px; }
.legend input { margin: 0; width: 16px; height: 16px; }
.legend .tools { margin: 0; flex-wrap: nowrap; }
.legend[data-mode='chosen'] input:not(:checked) + .swatch path:first-child { stroke: var(--muted); stroke-width: 1; }
.legend[data-mode='chosen'] input:not(:checked) + .swatch path + path { fill: var(--muted); }
.legend[data-mode='hidden'] input:not(:checked) ~ * { opacity: .6; }
.swatch { flex: none; vertical-align: -2px; }
.scroll { position: relative; overflow-x: auto; margin: .5rem 0; ${SCROLL_HINT} }
caption span { display: inline-block; position: sticky; left: 0; max-width: min(100vw - 3.5rem, 64rem); }
.scroll:focus-visible { outline-offset: -2px; }
table { border-collapse: collapse; font-size: .9rem; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; white-space: normal; }
th, td { overflow-wrap: normal; padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap; }
thead th { white-space: normal; vertical-align: bottom; border-bottom-color: var(--soft); }
tbody th { font-weight: 500; white-space: normal; }
td.wrap { white-space: normal; overflow-wrap: anywhere; min-width: 14rem; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
.ranking th, .ranking td { padding: .25rem .45rem; }
.ranking tbody tr:first-child { background: var(--raised); }
.good { color: var(--good); font-weight: 600; }
.bad { color: var(--bad); font-weight: 600; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
figure { margin: 1rem 0 1.5rem; display: grid; gap: .25rem 1.25rem; align-items: start; }
figcaption { font-size: .9rem; color: var(--soft); max-width: 44rem; }
figcaption p { margin: .3rem 0; }
.hint { display: none; }
:root.is-live .hint { display: block; }
.picture { min-width: 0; overflow: hidden; }
.picture text { font-family: 'DejaVu Sans', system-ui, sans-serif; }
.picture svg { display: block; max-width: 100%; height: auto; }
.picture.is-live svg { background: var(--paper) !important; } /* a live chart has its own */
.narrow, .of-narrow { display: none; }
.fleet { display: flex; flex-wrap: wrap; gap: .75rem; margin: .75rem 0; }
.model { border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem; flex: 0 1 15.5rem; min-width: 13rem; }
.model h4 { margin: 0 0 .35rem; font-size: 1rem; }
.model svg { display: block; max-width: 100%; height: auto; }
.model ul { margin: .4rem 0 0; padding: 0; list-style: none; font-size: .85rem; color: var(--soft); }
.parts { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: .25rem 2rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: .25rem 0; font-size: .9rem; }
dt { color: var(--soft); }
dd { margin: 0; min-width: 0; }
dd > dl { margin: 0; }
dd > ol { margin: 0; padding-left: 1.4rem; }
p.note { margin: .25rem 0 .75rem; font-size: .85rem; color: var(--soft); max-width: 44rem; }
.more { margin: .25rem 0; font-size: .9rem; }
code { background: var(--raised); padding: .1rem .3rem; border-radius: 3px; }
summary { cursor: pointer; padding: .4rem 0; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); font-size: .85rem; color: var(--soft); }
.vg-tooltip, #vg-tooltip-element.vg-tooltip { font-family: inherit !important; background: var(--paper) !important; color: var(--ink) !important; border: 1px solid var(--soft) !important; max-width: 22rem; }
#vg-tooltip-element.vg-tooltip table tr td.key { color: var(--soft) !important; max-width: 10rem; }
#vg-tooltip-element.vg-tooltip td { border: 0; padding: 1px 4px; white-space: normal; }
@media screen and (min-width: 1060px) { .ranking tbody th { white-space: nowrap; } }
@media (min-width: 1060px) { figure { grid-template-columns: minmax(0, 44.5rem) minmax(0, 1fr); } }
@media screen and (max-width: 899px) {
  .ranking .bar { display: none; }
  .ranking tbody th { min-width: 9.5rem; }
}
@media screen and (max-width: 759px) {
  body { font-size: 15px; }
  .wide { display: none; }
  .narrow, .of-narrow { display: block; }
  .verdict { font-size: 1.3rem; }
  .beside { grid-template-columns: 1fr; }
  .legend { flex-direction: column; align-items: stretch; }
  .legend ul { flex-wrap: nowrap; max-height: none; ${SCROLL_HINT} }
  .ranking tbody th { min-width: 7rem; }
  .parts, dl { grid-template-columns: minmax(0, 1fr); }
  dt { margin-top: .25rem; }
  dd { padding-left: 1rem; }
}
@media screen { details caption { font-size: 0; padding: 0; } } /* its heading says the same */
@media (scripting: none) { .tools { display: none; } }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  .legend { position: static; }
  .tools, .hint, .legend input, button { display: none !important; }
  figure, tr, .model, .beside > div { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  figure { grid-template-columns: 1fr; }
  .scroll { overflow: visible; background: none; }
  table { font-size: var(--print-size); }
  th, td, .ranking th, .ranking td { padding: .15rem .3em; }
  td.wrap { min-width: 0; }
  .bar svg { width: 8em; height: auto; }
  details > summary { display: none; }
  details::details-content { display: block; content-visibility: visible; }
}
`;
