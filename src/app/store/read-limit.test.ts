import { expect, it } from 'vitest';
import { INITIAL_STATE } from './app-state.ts';
import { countRead, countReadable } from './read-limit.ts';
import { createEntry } from './testing/history-entry.ts';

const { result } = createEntry('1', 'beach');

it('of a sentence as many words are read as the model said, else as many as it has room for', () => {
  expect(countReadable(INITIAL_STATE)).toBe(75);
  expect(countRead(INITIAL_STATE, 'source')).toBe(75);
  const run = { ...INITIAL_STATE.run, result: { ...result, unreadFrom: { source: null, target: 40 } } };
  expect(countRead({ ...INITIAL_STATE, run }, 'target')).toBe(40);
  expect(countRead({ ...INITIAL_STATE, run }, 'source')).toBe(75);
});
