import { expect, test } from 'vitest';
import { csvOf } from '../../../src/tank/report/page/csv.js';

/** Tables as the page shows them, and as a machine reads them. */

test('a value and its half-width are two columns, and numbers have no commas', () => {
  expect(
    csvOf([
      ['strategy', 'P99', 'P50'],
      ['random', '2,508 ± 52', '1,415'],
      ['two words', '0 [0, 8.4]', '–'],
    ]),
  ).toBe('strategy,P99,P99 ±,P99 low,P99 high,P50\r\nrandom,2508,52,,,1415\r\ntwo words,0,,0,8.4,\r\n');
});

test('a verdict is its word and a number, without marks; a percentage is a number whose head says so', () => {
  expect(
    csvOf([
      ['strategy', 'bar', 'against random', 'SLO: 99 % in 3 s', 'not served', 'over'],
      ['a', '', '✓ better, −11.0 %', '✓met: 99.5 %', '0', '4.03 ± 0.55 %'],
      ['b', '', '✗ worse, +1,110.7 %', '✗missed: 7 %', '0.0005 %', '57.0 ± 1.3 %'],
      ['c', '', '· baseline', '✗missed: 0 %', '0', '–'],
    ]),
  ).toBe(
    [
      'strategy,against random,"against random, %",SLO: 99 % in 3 s,"SLO: 99 % in 3 s, %","not served, %","over, %","over ±, %"',
      'a,better,-11.0,met,99.5,0,4.03,0.55',
      'b,worse,1110.7,missed,7,0.0005,57.0,1.3',
      'c,baseline,,missed,0,0,,',
      '',
    ].join('\r\n'),
  );
});

test('two numbers of a cell are two columns', () => {
  expect(
    csvOf([
      ['strategy', 'lost', 'large'],
      ['a', '1,200 (3.5 %)', '50.5 % at 61.7 %'],
      ['b', '0', '–'],
    ]),
  ).toBe('strategy,lost,"lost, %","large, %","large second, %"\r\na,1200,3.5,50.5,61.7\r\nb,0,,,\r\n');
});

test('names, sentences and durations stay text, which no spreadsheet takes for a formula', () => {
  expect(
    csvOf([
      ['strategy', 'what was found', 'left out'],
      ['=1+1', 'random: not "shown"', '30 s'],
      ['-x', 'better, said she', '119 ms'],
    ]),
  ).toBe(`strategy,what was found,left out\r\n'=1+1,"random: not ""shown""",30 s\r\n'-x,"better, said she",119 ms\r\n`);
});
