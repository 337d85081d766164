/*
 * What makes the page live where scripts run: charts with tooltips, a legend that chooses, downloads, a theme. The page says
 * all it has to say without it. Charts come to life when they come into view; the picture that was there has the same size.
 */
import { csvOf } from './csv.js';
import { zoomBy, zoomsOf } from './zoom.js';

const { vega, vegaEmbed } = globalThis;
const root = document.documentElement;
const views = new Map(); // picture → its view
const state = { hidden: [], chosen: [], named: [] };

root.classList.add('is-live');
vega.textMetrics.width = ({ fontSize = 11 }, text) => String(text).length * fontSize * 0.64; // as the pictures were drawn

addTools();
const legend = document.querySelector('.legend');
if (legend !== null) makeLegend(legend);
const charts = await unpacked('charts');
for (const figure of document.querySelectorAll('figure')) addZoom(figure);
const watch = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      void revive(target);
    }
  },
  { rootMargin: '200px' },
);
for (const picture of document.querySelectorAll('.picture')) watch.observe(picture);

/** Draws a chart in place of its picture, with what the legend says by now. */
async function revive(picture) {
  const { chart } = picture.closest('figure').dataset;
  const spec = structuredClone(charts.charts[chart]?.[picture.dataset.layout]);
  if (spec === undefined) return;
  for (const source of spec.data) {
    if (typeof source.values === 'number') source.values = rowsOf(charts.tables[source.values]);
  }
  for (const signal of spec.signals) {
    if (signal.name === 'is_live') signal.value = true;
  }
  const place = document.createElement('div');
  const { view } = await vegaEmbed(place, spec, {
    mode: 'vega',
    renderer: 'svg',
    ast: true,
    actions: false,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  });
  const drawn = place.querySelector('svg').parentElement;
  drawn.setAttribute('aria-hidden', 'true'); // the picture has a name for all of it
  picture.replaceChildren(drawn);
  picture.classList.add('is-live');
  const { value: rows } = spec.signals.find(({ name }) => name === 'rows');
  views.set(picture, { view, rows });
  tell({ view, rows });
}

function rowsOf({ keys, rows }) {
  return rows.map((row) => Object.fromEntries(keys.map((key, k) => [key, row[k]])));
}

/** Tells a chart what is hidden and chosen, and lets it have the size that this takes. */
function tell({ view, rows }) {
  for (const [name, value] of Object.entries(state)) view.signal(name, value);
  view.signal(
    'rows',
    rows.filter((name) => !state.hidden.includes(name)),
  );
  void view.resize().runAsync();
}

/** The legend: of a few strategies it hides, of many it gives colours, and may hide the others. */
function makeLegend(legend) {
  const boxes = [...legend.querySelectorAll('input')];
  const isChoice = legend.dataset.mode === 'chosen';
  const others = legend.querySelector('[data-legend="others"]');
  const all = legend.querySelector('[data-legend="all"]');
  let isHiding = !isChoice;
  const read = () => {
    const [on, off] = [true, false].map((is) => boxes.filter(({ checked }) => checked === is));
    state.hidden = isHiding ? off.map(({ dataset }) => dataset.strategy) : [];
    state.chosen = on.map(({ dataset }) => Number(dataset.place));
    state.named = on.map(({ dataset }) => dataset.strategy);
    for (const drawn of views.values()) tell(drawn);
    for (const row of document.querySelectorAll('.ranking tr[data-strategy]'))
      row.hidden = state.hidden.includes(row.dataset.strategy);
  };
  for (const box of boxes) {
    box.hidden = false;
    box.addEventListener('change', read);
  }
  others?.addEventListener('click', () => {
    isHiding = !isHiding;
    others.classList.toggle('is-on', isHiding);
    others.textContent = isHiding ? 'show the grey ones' : 'hide the grey ones';
    read();
  });
  all?.addEventListener('click', () => {
    for (const box of boxes) box.checked = true;
    read();
  });
  read();
}

/** Buttons: the theme and the summary on top, pictures below charts, CSV above tables. */
function addTools() {
  const top = document.querySelector('header .tools');
  top?.append(
    button('dark or light', 'change between dark and light', changeTheme),
    button('summary as JSON', 'download the summary as JSON', () => saveJson(`${fileName()}-summary.json`, 'summary')),
    ...(document.getElementById('scenario') === null
      ? [] // a page of two runs has none
      : [
          button('scenario as JSON', 'download the scenario, to run it again', () =>
            saveJson('scenario.json', 'scenario'),
          ),
        ]),
  );
  for (const figure of document.querySelectorAll('figure')) {
    const name = figure.dataset.chart;
    figure.querySelector('.tools').append(
      button('SVG', `download the chart ${name} as SVG`, () => save(`${name}.svg`, svgText(figure), 'image/svg+xml')),
      button('PNG', `download the chart ${name} as PNG`, () => savePng(name, svgText(figure))),
    );
  }
  for (const table of document.querySelectorAll('table')) {
    const name = table.caption.textContent;
    const tools = document.createElement('p');
    tools.className = 'tools';
    tools.append(
      button('CSV', `download the table as CSV: ${name}`, () =>
        save(`${slug(name)}.csv`, csvOf(textsOf(table)), 'text/csv'),
      ),
    );
    table.parentElement.after(tools);
  }
}

/** Buttons for a chart that zooms, and how it is done without them. */
function addZoom(figure) {
  const name = figure.dataset.chart;
  const zooms = zoomsOf(charts.charts[name]?.wide ?? {});
  if (zooms.length === 0) return;
  const by = (times) => () => {
    const drawn = views.get(shownPicture(figure));
    if (drawn !== undefined) zoomBy(drawn.view, zooms, times);
  };
  const tools = document.createElement('p');
  tools.className = 'tools';
  tools.append(
    button('zoom in', `the chart ${name}`, by(1 / 2)),
    button('zoom out', `the chart ${name}`, by(2)),
    button('whole', `show the whole chart ${name}`, by(Infinity)),
  );
  const hint = document.createElement('p');
  hint.className = 'hint';
  hint.textContent = 'Drag to move, Ctrl + wheel to zoom.';
  figure.querySelector('.tools').after(tools, hint);
}

function shownPicture(figure) {
  return [...figure.querySelectorAll('.picture')].find(({ offsetParent }) => offsetParent !== null);
}

function button(text, label, action) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.setAttribute('aria-label', `${text}: ${label}`);
  made.addEventListener('click', action);
  return made;
}

function changeTheme() {
  const isDark = getComputedStyle(root).colorScheme === 'dark';
  root.dataset.theme = isDark ? 'light' : 'dark';
}

/** The picture that is seen, as a file by itself. */
function svgText(figure) {
  const copy = shownPicture(figure).querySelector('svg').cloneNode(true);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('font-family', 'DejaVu Sans, sans-serif');
  return new XMLSerializer().serializeToString(copy);
}

async function savePng(name, svg) {
  const image = new Image();
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  image.src = address;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  canvas.toBlob((blob) => save(`${name}.png`, blob, 'image/png'));
}

function textsOf(table) {
  return [...table.rows].map((row) => [...row.cells].map(({ textContent }) => textContent));
}

async function saveJson(name, id) {
  save(name, JSON.stringify(await unpacked(id), null, 2), 'application/json');
}

function save(name, content, type) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function fileName() {
  return slug(document.querySelector('h1').textContent);
}

/** Words of a text that make a name of a file, as many as have room. */
function slug(text) {
  const name = (text.toLowerCase().match(/[a-z0-9]+/g) ?? ['table']).join('-');
  return name.match(/^.{1,60}(?![a-z0-9])/)?.[0] ?? name.slice(0, 60);
}

/** A value that the page carries compressed. */
async function unpacked(id) {
  const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), (character) => character.charCodeAt(0));
  const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(text).json();
}
