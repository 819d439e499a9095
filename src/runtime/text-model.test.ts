import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildClipTokenizerFiles } from './clip-tokenizer-files.ts';
import { createPromptTokenizer } from './prompt-tokenizer.ts';
import type { Session } from './session.ts';
import { createTextModel } from './text-model.ts';

const FOLDER = new URL('../../public/models/starter/tokenizer/', import.meta.url);
const readText = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');

const files = buildClipTokenizerFiles(
  JSON.parse(readText('vocab.json')) as Record<string, number>,
  readText('merges.txt'),
  JSON.parse(readText('tokenizer_config.json')) as Record<string, unknown>,
);
const tokenizer = createPromptTokenizer(files);

function createTokenizingModel(maxTokens: number) {
  const session: Session = {
    run: () => Promise.reject(new Error('tokenizing runs no model')),
    release: () => Promise.resolve(),
  };
  return createTextModel(
    [{ session, padId: files.padId, hasPooled: false, check: (output) => output }],
    tokenizer,
    files,
    maxTokens,
  );
}

test('known words are one token each, between BOS and EOS, padded to the length of the model', () => {
  const { ids, words, truncated } = createTokenizingModel(32).tokenize('a red ball on grass at day');
  // As CLIPTokenizer of transformers (Python) gives them for this vocabulary.
  expect(ids.slice(0, 9)).toEqual([616, 320, 538, 514, 568, 579, 595, 597, 617]);
  expect(ids).toHaveLength(32);
  expect(ids.slice(9).every((id) => id === 617)).toBe(true);
  expect(words.map(({ text }) => text)).toEqual(['a', 'red', 'ball', 'on', 'grass', 'at', 'day']);
  expect(words.map(({ positions }) => positions)).toEqual([[1], [2], [3], [4], [5], [6], [7]]);
  expect(truncated).toBe(false);
});

test('unknown words, punctuation, accents and digits fall apart as in the reference', () => {
  const { ids, words } = createTokenizingModel(32).tokenize("A white Pyramid, and zebra's café on snow 123");
  expect(ids.slice(0, 24)).toEqual([
    616, 320, 567, 536, 267, 581, 89, 68, 65, 81, 320, 6, 338, 66, 64, 69, 127, 358, 568, 584, 272, 273, 274, 617,
  ]);
  expect(words[2]).toEqual({ text: 'Pyramid,', positions: [3, 4] });
  expect(words.at(-1)).toEqual({ text: '123', positions: [20, 21, 22] });
});

test('words that no longer fit have no positions, and the prompt still ends with EOS', () => {
  const { ids, words, truncated } = createTokenizingModel(5).tokenize('a red ball on grass');
  expect(ids).toEqual([616, 320, 538, 514, 617]);
  expect(words.map(({ positions }) => positions)).toEqual([[1], [2], [3], [], []]);
  expect(truncated).toBe(true);
});
