import { createHash } from 'node:crypto';
import { escaped } from './elements.js';
import { STYLE } from './style.js';

export interface Head {
  readonly title: string;
  readonly live?:
    | {
        /** HTML of the end of the body: data and scripts. */
        readonly body: string;
        /** The text of each script, which the policy of the page names by its hash. */
        readonly scripts: readonly string[];
      }
    | undefined;
}

/** The head of a page, with a policy that allows nothing but what is in it: no request, and no script but its own. */
export function headHtml({ title, live }: Head): string {
  const scripts = live === undefined ? '' : `; script-src ${live.scripts.map(scriptSource).join(' ')}`;
  return `<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:${scripts}">
<title>${escaped(title)}: wavetank</title>
<style>${STYLE}</style>
</head>`;
}

/** @example scriptSource('') // 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' */
export function scriptSource(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}
