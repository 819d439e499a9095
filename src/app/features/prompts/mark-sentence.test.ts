import { expect, it } from 'vitest';
import { markSentence } from './mark-sentence.ts';

const READ = { source: 75, target: 75 };

it('what is marked is bounded by what the model reads, whatever is pasted', () => {
  const words = Array.from({ length: 100_000 }, (_, index) => `word${index}`);
  const { diff, text, readEnd } = markSentence({ source: 'a red ball', target: words.join(' '), emphasis: {} }, READ);
  expect(diff.words).toHaveLength(75);
  expect(text.slice(0, readEnd)).toBe(words.slice(0, 75).join(' '));

  const shortened = markSentence({ source: words.join(' '), target: 'word0', emphasis: {} }, READ);
  expect(shortened.diff.goneAtEnd).toEqual(words.slice(1, 75));
});
