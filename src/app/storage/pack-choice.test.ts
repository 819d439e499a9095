import { expect, it } from 'vitest';
import { parseChoice } from './pack-choice.ts';

it('a choice that was remembered is made again', () => {
  expect(parseChoice({ kind: 'stored', id: 'sd-turbo' })).toEqual({ kind: 'stored', id: 'sd-turbo' });
  expect(parseChoice({ kind: 'folder', id: 'x' })).toEqual({ kind: 'folder', id: 'x' });
});

it.each([null, 1, 'stored', {}, { kind: 'stored' }, { kind: 'other', id: 'x' }])('%j is the starter', (value) => {
  expect(parseChoice(value)).toEqual({ kind: 'starter' });
});
