import { expect, it } from 'vitest';
import { describeUnread } from './describe-unread.ts';

const sentences = { source: 'a red ball', target: `a red ball ${'x '.repeat(40)}` };

it('the words that a pack has no room for are named, by their sentence and the first of them', () => {
  expect(describeUnread(sentences, undefined)).toEqual([]);
  expect(describeUnread(sentences, { source: 2, target: null })).toEqual([
    "The pack has room for 2 words of --source and did not read 'ball'.",
  ]);
  expect(describeUnread(sentences, { source: null, target: 3 })).toEqual([
    `The pack has room for 3 words of --target and did not read '${'x '.repeat(12)}...'.`,
  ]);
});
