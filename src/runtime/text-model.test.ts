import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildClipTokenizerFiles } from '../packs/clip-tokenizer-files.ts';
import { createPromptTokenizer } from './prompt-tokenizer.ts';
import type { Session } from './session.ts';
import { readReferenceFixture } from '../../test/reference-fixture.ts';
import { createTextModel } from './text-model.ts';

const FOLDER = new URL('../../public/models/starter/tokenizer/', import.meta.url);
const readText = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');

const files = buildClipTokenizerFiles(
  JSON.parse(readText('vocab.json')) as Record<string, number>,
  readText('merges.txt').trim().split('\n').slice(1),
  JSON.parse(readText('tokenizer_config.json')) as Record<string, unknown>,
);
const tokenizer = createPromptTokenizer(files);
const bytes = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, import.meta.url)));
const fixture = await readReferenceFixture(
  new TextDecoder().decode(bytes('../../test/fixtures/starter-reference.json')),
  bytes('../../test/fixtures/starter-reference.bin'),
  bytes('../../public/models/starter/unet/model.onnx_data'),
);

function createTokenizingModel(maxTokens: number) {
  const session: Session = {
    run: () => Promise.reject(new Error('tokenizing runs no model')),
    runKeeping: () => Promise.reject(new Error('tokenizing runs no model')),
    release: () => Promise.resolve(),
  };
  return createTextModel(
    [{ session, padId: files.padId, hasPooled: false, check: (output) => output }],
    tokenizer,
    files,
    maxTokens,
  );
}

const EOS = files.eosId;

test.each(fixture.tokenized)('“$text” has the tokens that CLIPTokenizer of transformers gives it', ({ text, ids }) => {
  const tokenized = createTokenizingModel(32).tokenize(text);
  expect(tokenized.ids).toEqual([...ids, ...Array.from({ length: 32 - ids.length }, () => EOS)]);
  expect(tokenized.truncated).toBe(false);
});

test('known words are one token each, between BOS and EOS', () => {
  const { words } = createTokenizingModel(32).tokenize('a red ball on grass at day');
  expect(words.map(({ text }) => text)).toEqual(['a', 'red', 'ball', 'on', 'grass', 'at', 'day']);
  expect(words.map(({ positions }) => positions)).toEqual([[1], [2], [3], [4], [5], [6], [7]]);
});

test('punctuation belongs to its word, and digits are one token each', () => {
  const { words } = createTokenizingModel(32).tokenize("A white Pyramid, and zebra's café on snow 123");
  expect(words[2]).toEqual({ text: 'Pyramid,', positions: [3, 4] });
  const digits = words.at(-1);
  expect([digits?.text, digits?.positions.length]).toEqual(['123', 3]);
});

test('words that no longer fit have no positions, and the prompt still ends with EOS', () => {
  const { ids, words, truncated } = createTokenizingModel(5).tokenize('a red ball on grass');
  const whole = createTokenizingModel(32).tokenize('a red ball on grass');
  expect(ids).toEqual([...whole.ids.slice(0, 4), EOS]);
  expect(words.map(({ positions }) => positions)).toEqual([[1], [2], [3], [], []]);
  expect(truncated).toBe(true);
});
