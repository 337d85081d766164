import type { Look } from '../charts/theme.js';
import { escaped } from './elements.js';
import { lineSwatch } from './swatch.js';

/** The strategies with their colours and marks, which stay in view; a script makes it a choice of what charts show. */
export function legendHtml(looks: readonly Look[]): string {
  if (looks.length < 2) return '';
  const areMany = looks.some(({ isMuted }) => isMuted);
  const items = looks.map(
    (look) =>
      `<li><label><input type="checkbox" hidden data-strategy="${escaped(look.name)}" data-place="${look.place}"${look.isMuted ? '' : ' checked'}>${lineSwatch(look)}<span>${escaped(look.name)}</span></label></li>`,
  );
  const tools = areMany
    ? '<button type="button" data-legend="others">hide the grey ones</button>'
    : '<button type="button" data-legend="all">show all</button>';
  return `<nav class="legend" aria-label="Strategies in the charts" data-mode="${areMany ? 'chosen' : 'hidden'}">
<ul tabindex="0" aria-label="Strategies">${items.join('')}</ul>
<div class="tools">${tools}</div>
</nav>`;
}
