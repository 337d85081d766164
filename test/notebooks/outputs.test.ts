import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { difference, fileText, nodeOf, type Notebook, type Output, stored } from '../../scripts/notebooks/outputs.js';
import { ROOT } from '../cli/wavetank.js';
import { notebookOf, stream } from './cells.js';

const PLACES = [
  ['/home/me/tank', '$WAVETANK'],
  ['/home/me', '$HOME'],
  ['/tmp', '$TMPDIR'],
] as const;

const asStored = (notebook: Notebook, executed = notebook) => stored(notebook, executed, '20', PLACES);
const outputsOf = (...outputs: readonly Output[]) => asStored(notebookOf({ outputs })).cells[0].outputs;
const html = (text: string): Output => ({ output_type: 'display_data', data: { 'text/html': text }, metadata: {} });

describe('a notebook is stored', () => {
  test('with its own cells, the outputs of the executed copy, and the Node that made them', () => {
    const notebook = notebookOf('1 + 1', { cell_type: 'markdown', source: 'text' });
    const executed = {
      ...notebookOf({ source: 'other', outputs: [stream('2\n')] }, ''),
      metadata: { language_info: {} },
    };
    const { cells, metadata } = asStored(notebook, executed);
    expect(cells[0]).toMatchObject({ source: ['1 + 1'], outputs: [{ text: ['2\n'] }], execution_count: null });
    expect(cells[1]).toMatchObject({ cell_type: 'markdown', source: ['text'] });
    expect(metadata).toMatchObject({ kernelspec: { name: 'tslab' }, language_info: {} });
    expect(nodeOf(asStored(notebook))).toBe('20');
  });

  test('with the kernel of notebooks/', async () => {
    const spec = await readFile(join(ROOT, 'notebooks/kernels/kernels/tslab/kernel.json'), 'utf8');
    const { display_name, language } = JSON.parse(spec) as Record<string, string>;
    expect(asStored(notebookOf()).metadata['kernelspec']).toEqual({ name: 'tslab', display_name, language });
  });

  test('without counts, times and display ids', () => {
    const result = { output_type: 'execute_result', data: { 'text/plain': '2' }, execution_count: 7 };
    const shown = { ...html('<b/>'), transient: { display_id: 'ab12' } };
    const metadata = { execution: { iopub: '2026' }, tags: ['kept'] };
    const text = fileText(asStored(notebookOf({ metadata, outputs: [result, shown], ...{ execution_count: 7 } })));
    expect(text).not.toMatch(/7|2026|transient|ab12|execute_result/);
    expect(text).toContain('"kept"');
  });

  test('with what one stream writes in one piece', () => {
    const pieces = [stream('a'), stream('b\nc\n'), stream('e\n', 'stderr'), stream('d\n'), html('x'), stream('f\n')];
    expect(outputsOf(...pieces)?.map(({ text }) => text)).toEqual([
      ['ab\n', 'c\n'],
      ['e\n'],
      ['d\n'],
      undefined,
      ['f\n'],
    ]);
  });

  test('without paths of this machine in text, and with data as it is', () => {
    const text = 'in /home/me/tank/src, "/home/me" and file:///tmp/x; not /tmpfs, a/tmp or base64,A/tmp/';
    const png = { output_type: 'display_data', data: { 'image/png': '/tmp/', 'application/json': { at: '/tmp' } } };
    expect(outputsOf(stream(text), png)).toMatchObject([
      { text: ['in $WAVETANK/src, "$HOME" and file://$TMPDIR/x; not /tmpfs, a/tmp or base64,A/tmp/'] },
      { data: png.data },
    ]);
  });

  test('with an id for each cell, kept where it has one', () => {
    const { id: _none, ...bare } = notebookOf('').cells[0];
    const notebook = { ...notebookOf(), cells: [{ ...bare, id: 'cell-2' }, bare, bare] };
    expect(asStored(notebook).cells.map(({ id }) => id)).toEqual(['cell-2', 'cell-2-added', 'cell-3']);
  });

  test('as the same bytes, however often', () => {
    const once = asStored(notebookOf('let a;\na', { outputs: [stream('a\nb'), html('<p>\n</p>')] }));
    expect(fileText(asStored(JSON.parse(fileText(once)) as Notebook))).toBe(fileText(once));
  });

  test('as Jupyter writes it: sorted keys, an indent of one, a line for each line', () => {
    expect(fileText(asStored(notebookOf({ source: 'a\nb' })))).toMatch(
      /^\{\n "cells": \[\n {2}\{\n {3}"cell_type": "code",\n {3}"execution_count": null,\n {3}"id".*\n {3}"metadata": \{\},\n {3}"outputs": \[\],\n {3}"source": \[\n {4}"a\\n",\n {4}"b"\n[^]*\n\}\n$/,
    );
  });
});

describe('the difference', () => {
  const between = (before: readonly Output[], after: readonly Output[]) =>
    difference(asStored(notebookOf('', { outputs: before })), asStored(notebookOf('', { outputs: after })));

  test('of equal outputs is none', () => {
    expect(between([stream('a\n')], [stream('a'), stream('\n')])).toBeUndefined();
  });

  test('names cell, output, line, and both texts', () => {
    expect(between([html('<i/>'), stream('a\nb\n')], [html('<i/>'), stream('a\nc\n')])).toBe(
      `cell 2 shows something else:
  stored:   output 2 (stdout), line 2: b
  executed: output 2 (stdout), line 2: c`,
    );
  });

  test('may be of kind, or of what is there on one side only', () => {
    expect(between([stream('a')], [stream('a', 'stderr')])).toMatch(/\(stdout\), line 1: a\n.*\(stderr\), line 1: a/);
    expect(between([], [stream('a')])).toMatch(/stored: {3}nothing\n.*line 1: a/);
    expect(between([stream('a')], [])).toMatch(/line 1: a\n.*executed: nothing/);
  });

  test('of long lines is an excerpt around it', () => {
    const long = (middle: string) => [html('x'.repeat(5000) + middle + 'y'.repeat(5000))];
    const [, was, is] = between(long('old'), long('new'))?.split('\n') ?? [];
    expect(was).toMatch(/… x+oldy+ …$/);
    expect(is).toMatch(/… x+newy+ …$/);
    expect(was.length).toBeLessThan(200);
  });
});
