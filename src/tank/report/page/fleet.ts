import { DEFAULT_CAPACITY } from '../../../router/index.js';
import { escaped, list } from './elements.js';
import { inLine, isObject, keysHtml } from './key-values.js';

/** The fleet as a picture: a box for each model, with the slots and the queue of one of its endpoints. */
export function fleetHtml(models: readonly unknown[]): string {
  const shown = models.filter(isObject).slice(0, MOST_BOXES);
  const more = models.length - shown.length;
  return `<div class="fleet">${shown.map(modelHtml).join('\n')}</div>${more > 0 ? `<p class="more">and ${more} more models</p>` : ''}`;
}

const MOST_BOXES = 24;
/** Keys that the picture and the lines below it tell. */
const TOLD = ['id', 'replicas', 'max_concurrent', 'max_queue', 'backend', 'cache'];

type Model = Readonly<Record<string, unknown>>;

function modelHtml(model: Model): string {
  const replicas = numberOf(model['replicas'], 1);
  const slots = numberOf(model['max_concurrent'], DEFAULT_CAPACITY.maxConcurrent);
  const queue = model['max_queue'] === 'unlimited' ? Infinity : numberOf(model['max_queue'], DEFAULT_CAPACITY.maxQueue);
  const id = inLine(model['id'] ?? 'a model');
  const others = Object.fromEntries(Object.entries(model).filter(([key]) => !TOLD.includes(key)));
  const places = queue === Infinity ? 'an unlimited queue' : queue === 0 ? 'no queue' : `a queue of ${queue}`;
  const each = replicas === 1 ? '' : ' each';
  return `<div class="model"><h4>${escaped(id)}${replicas === 1 ? '' : ` × ${replicas}`}</h4>
${picture(replicas, slots, queue)}
${list([`${slots} ${slots === 1 ? 'slot' : 'slots'}${each}, ${places}`, ...backendLines(model['backend']), ...cacheLines(model['cache'])])}${keysHtml(others)}</div>`;
}

function backendLines(backend: unknown): readonly string[] {
  return [isObject(backend) ? inLine(backend).replaceAll('_', ' ') : 'slots, speed 1'];
}

function cacheLines(cache: unknown): readonly string[] {
  return [isObject(cache) ? `cache: ${inLine(cache)}` : 'no cache'];
}

const SLOT = 12;
const MOST_SLOTS = 16;
const MOST_WAITING = 10;
const MOST_SHEETS = 3;

/** Sheets behind each other for endpoints, squares for slots, bars for places in the queue; what has no room is told below. */
function picture(replicas: number, slots: number, queue: number): string {
  const shownSlots = Math.min(slots, MOST_SLOTS);
  const columns = Math.min(8, shownSlots);
  const rows = Math.ceil(shownSlots / 8);
  const waiting = Math.min(queue, MOST_WAITING);
  const sheets = Math.min(replicas, MOST_SHEETS);
  const left = waiting * 6 + (waiting > 0 ? 22 : 6);
  const box = { width: columns * (SLOT + 3) + 11, height: rows * (SLOT + 3) + 11 };
  const [width, height] = [left + box.width + 4 * sheets + 4, box.height + 4 * sheets + 4];
  const back = Array.from({ length: sheets }, (_, s) => {
    const away = 4 * (sheets - 1 - s);
    return `<rect x="${left + away}" y="${2 + 4 * (sheets - 1) - away}" width="${box.width}" height="${box.height}" rx="3" fill="#ffffff" stroke="#888888"/>`;
  });
  const top = 2 + 4 * (sheets - 1);
  const squares = Array.from({ length: shownSlots }, (_, s) => {
    const [x, y] = [left + 7 + (s % 8) * (SLOT + 3), top + 7 + Math.floor(s / 8) * (SLOT + 3)];
    return `<rect x="${x}" y="${y}" width="${SLOT}" height="${SLOT}" rx="2" fill="#0072b2" fill-opacity="0.35" stroke="#0072b2"/>`;
  });
  const middle = top + box.height / 2;
  const bars = Array.from(
    { length: waiting },
    (_, q) => `<rect x="${2 + q * 6}" y="${middle - 6}" width="3" height="12" fill="#888888"/>`,
  );
  const arrow =
    waiting > 0
      ? `<path d="M${left - 15} ${middle}h10m-4 -4l4 4l-4 4" fill="none" stroke="#888888" stroke-width="1.5"/>`
      : '';
  return `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true">${back.join('')}${squares.join('')}${bars.join('')}${arrow}</svg>`;
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value >= 0 ? value : otherwise;
}
