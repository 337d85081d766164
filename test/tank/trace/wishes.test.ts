import { expect, test } from 'vitest';
import { WISH_LIMIT, wishColumn, WishKinds } from '../../../src/tank/trace/wishes.js';

test('wishes are counted up as they come, each once; 0 asks for nothing', () => {
  const known = new WishKinds();
  const wishes = [{ requiredModel: 'a' }, { preferredModel: 'a' }, {}, { region: 'a' }, { capabilities: ['a', 'b'] }];
  expect(wishes.map((wish) => known.indexOf(wish))).toEqual([1, 2, 0, 3, 4]);
  expect(
    [{ capabilities: ['b', 'a'] }, { capabilities: [] }, { region: undefined }].map((wish) => known.indexOf(wish)),
  ).toEqual([4, 0, 0]);
  expect(known.kinds).toEqual([{}, wishes[0], wishes[1], wishes[3], wishes[4]]);
});

test('requests have a column of wishes where one of them has any', () => {
  expect(wishColumn([undefined, {}])).toBeUndefined();
  expect(wishColumn([undefined, { region: 'eu' }, {}, { region: 'eu' }])).toEqual({
    kinds: [{}, { region: 'eu' }],
    index: Uint16Array.of(0, 1, 0, 1),
  });
});

test('more wishes than an index has room for are refused', () => {
  const wishes = Array.from({ length: WISH_LIMIT }, (_, wish) => ({ region: `${wish}` }));
  expect(wishColumn(wishes.slice(1))?.index.at(-1)).toBe(WISH_LIMIT - 1);
  expect(() => wishColumn(wishes)).toThrow('more than 65536 different wishes');
});
