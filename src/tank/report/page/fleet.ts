import { DEFAULT_CAPACITY } from '../../../router/index.js';
import { formatCount } from '../numbers.js';
import { escaped, list } from './elements.js';
import { inLine, isObject, keysHtml } from './key-values.js';

/** The fleet as a picture: a card for each model, with a box for each of its endpoints. */
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
  const each = replicas === 1 ? '' : ' each';
  const places = queue === Infinity ? 'unlimited' : queue === 0 ? 'none' : `${formatCount(queue)}${each}`;
  return `<div class="model"><h4>${escaped(id)}${replicas === 1 ? '' : ` × ${replicas}`}</h4>
${picture(replicas, slots)}
${list([`slots: ${formatCount(slots)}${each}`, `queue: ${places}`, ...backendLines(model['backend']), cacheLine(model['cache'])])}${keysHtml(others)}</div>`;
}

/** A fact a line; of slots, which are what a backend is unless it says otherwise, the speed alone. */
function backendLines(backend: unknown): readonly string[] {
  const { kind = 'slots', ...rest } = isObject(backend) ? backend : {};
  const facts = Object.entries(kind === 'slots' ? { speed: 1, ...rest } : rest);
  const named = kind === 'slots' ? [] : [`backend: ${inLine(kind).replaceAll('_', ' ')}`];
  return [...named, ...facts.map(([key, value]) => `${key.replaceAll('_', ' ')}: ${inLine(value)}`)];
}

function cacheLine(cache: unknown): string {
  return `cache: ${isObject(cache) ? inLine(cache) : 'none'}`;
}

const SLOT = 5;
const SLOTS_IN_ROW = 8;
const MOST_SLOTS = 16;
const MOST_ENDPOINTS = 8;
const ENDPOINTS_IN_ROW = 4;

/** A box for each endpoint with a square for each slot; what has no room is written: one box and how many, or the slots. */
function picture(replicas: number, slots: number): string {
  const isMany = replicas > MOST_ENDPOINTS;
  const shown = isMany ? 1 : replicas;
  const areSlotsDrawn = slots <= MOST_SLOTS;
  const columns = areSlotsDrawn ? Math.min(SLOTS_IN_ROW, slots) : SLOTS_IN_ROW;
  const rows = areSlotsDrawn ? Math.ceil(slots / SLOTS_IN_ROW) : 2;
  const box = { width: columns * (SLOT + 1) + 9, height: rows * (SLOT + 1) + 9 };
  const inside = areSlotsDrawn ? squares(slots) : label(box.width / 2, 15, formatCount(slots), 'middle');
  const boxes = Array.from({ length: shown }, (_, e) => {
    const [x, y] = [
      (e % ENDPOINTS_IN_ROW) * (box.width + 4) + 1,
      Math.floor(e / ENDPOINTS_IN_ROW) * (box.height + 4) + 1,
    ];
    return `<g transform="translate(${x} ${y})"><rect width="${box.width}" height="${box.height}" rx="3" fill="#ffffff" stroke="#888888"/>${inside}</g>`;
  });
  const count = isMany ? label(box.width + 9, box.height / 2 + 5, `× ${formatCount(replicas)}`, 'start') : '';
  const width = Math.min(ENDPOINTS_IN_ROW, shown) * (box.width + 4) + (isMany ? 60 : 0);
  const height = Math.ceil(shown / ENDPOINTS_IN_ROW) * (box.height + 4);
  return `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true">${boxes.join('')}${count}</svg>`;
}

function squares(slots: number): string {
  const all = Array.from({ length: slots }, (_, s) => {
    const [x, y] = [5 + (s % SLOTS_IN_ROW) * (SLOT + 1), 5 + Math.floor(s / SLOTS_IN_ROW) * (SLOT + 1)];
    return `<rect x="${x}" y="${y}" width="${SLOT}" height="${SLOT}" fill="#0072b2"/>`;
  });
  return all.join('');
}

function label(x: number, y: number, text: string, anchor: 'start' | 'middle'): string {
  return `<text x="${x}" y="${y}" font-size="12" text-anchor="${anchor}" fill="#222222">${text}</text>`;
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value >= 0 ? value : otherwise;
}
