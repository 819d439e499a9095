import { expect, it } from 'vitest';
import { isStrange } from './examined-photo.ts';
import { createEntry } from './testing/history-entry.ts';
import { createOpenedPack } from './testing/opened-pack.ts';

it('a photo is strange to the model that did not know it, and to no other', () => {
  const { photo } = createEntry('1', 'beach');
  const opened = createOpenedPack();
  const examined = { photo, pack: opened, psnrBound: 20, wordlessEnergy: 1, isUnfamiliar: true };
  expect(isStrange({ photo, pack: { opened }, examined })).toBe(true);
  expect(isStrange({ photo, pack: { opened }, examined: { ...examined, isUnfamiliar: false } })).toBe(false);
  expect(isStrange({ photo, pack: { opened: { ...opened } }, examined })).toBe(false);
  expect(isStrange({ photo: createEntry('2', 'hill').photo, pack: { opened }, examined })).toBe(false);
  const part = { ...photo, crop: { ...photo.crop, width: 1, height: 1 } };
  expect(isStrange({ photo: part, pack: { opened }, examined }), 'another part').toBe(false);
  const whole = { ...photo, followsWords: true } as const;
  const found = { ...examined, photo: whole };
  expect(isStrange({ photo: { ...part, ...whole }, pack: { opened }, examined: found }), 'wherever a run looked').toBe(
    true,
  );
  expect(isStrange({ photo: null, pack: { opened }, examined })).toBe(false);
});
