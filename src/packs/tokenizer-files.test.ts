import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import { createPromptTokenizer } from '../runtime/prompt-tokenizer.ts';
import { createStarterReader } from '../../test/starter-host.ts';
import { readTokenizerFiles } from './tokenizer-files.ts';

const FOLDER = new URL('../../public/models/starter/tokenizer/', import.meta.url);

/** The starter's tokenizer in a pack that has only some of its files. */
async function read(files: Readonly<Record<string, string>>) {
  const changes = Object.fromEntries(
    Object.entries(files).map(([name, text]) => [`tokenizer/${name}`, new TextEncoder().encode(text)]),
  );
  const manifest = {
    files: Object.entries(changes).map(([path, bytes]) => ({ path, sizeBytes: bytes.length })),
  } as unknown as PackManifest;
  return readTokenizerFiles({}, createStarterReader(changes), manifest, 'tokenizer');
}

const readText = (name: string) => readFile(new URL(name, FOLDER), 'utf8');
const PROMPT = "a white pyramid, and zebra's cafe on snow 123";

test('tokenizer.json alone is the same tokenizer as vocab.json and merges.txt, whichever way its merges are written', async () => {
  const whole = await read({ 'vocab.json': await readText('vocab.json'), 'merges.txt': await readText('merges.txt') });
  const json = JSON.parse(await readText('tokenizer.json')) as { model: { merges: (string | string[])[] } };
  const asLines = json.model.merges.map((merge) => (Array.isArray(merge) ? merge.join(' ') : merge));
  const asPairs = asLines.map((merge) => merge.split(' '));
  const encode = (files: typeof whole) => createPromptTokenizer(files).encode(PROMPT);
  for (const merges of [asLines, asPairs]) {
    const alone = await read({ 'tokenizer.json': JSON.stringify({ ...json, model: { ...json.model, merges } }) });
    expect(encode(alone)).toEqual(encode(whole));
    expect(alone).toMatchObject({ bosId: whole.bosId, eosId: whole.eosId, padId: whole.padId });
  }
});

test('the padding token is read from either configuration, in either form', async () => {
  const files = { 'vocab.json': await readText('vocab.json'), 'merges.txt': await readText('merges.txt') };
  const padIdOf = async (more: Readonly<Record<string, object>>) => {
    const texts = Object.entries(more).map(([name, value]) => [name, JSON.stringify(value)]);
    return (await read({ ...files, ...Object.fromEntries(texts) })).padId;
  };
  const vocabulary = JSON.parse(files['vocab.json']) as Record<string, number>;
  expect(await padIdOf({})).toBe(vocabulary['<|endoftext|>']);
  expect(await padIdOf({ 'tokenizer_config.json': { pad_token: '!' } })).toBe(vocabulary['!']);
  expect(await padIdOf({ 'special_tokens_map.json': { pad_token: { content: '!', lstrip: false } } })).toBe(
    vocabulary['!'],
  );
});

test('files with the line ends and marks of Windows are the same tokenizer', async () => {
  const files = { 'vocab.json': await readText('vocab.json'), 'merges.txt': await readText('merges.txt') };
  const whole = await read(files);
  const windows = await read({
    'vocab.json': `\uFEFF${files['vocab.json']}`,
    'merges.txt': `\uFEFF${files['merges.txt'].replaceAll('\n', '\r\n')}`,
  });
  expect(windows).toEqual(whole);
  expect(createPromptTokenizer(windows).encode(PROMPT)).toEqual(createPromptTokenizer(whole).encode(PROMPT));
});

test.each([
  ['merges.txt', '#version: 0.2\nl l</w>\na ll</w> x\n', 'a ll</w> x'],
  ['merges.txt', '#version: 0.2\nl l</w>\nq q</w>\n', 'q q</w>'],
  ['vocab.json', '{ "a": 0, "<|startoftext|>": 1, "<|endoftext|>": -2 }', '<|endoftext|>'],
  ['vocab.json', '{ "a": 0, "b": 1 }', undefined],
])('%s with %j is refused', async (file, text, entry) => {
  const files = { 'vocab.json': await readText('vocab.json'), 'merges.txt': '#version: 0.2\n', [file]: text };
  await expect(read(files)).rejects.toMatchObject({
    error: {
      code: 'pack/corrupt-file',
      parameters: { file: `tokenizer/${file}`, damage: 'vocabulary', ...(entry === undefined ? {} : { entry }) },
    },
  });
});

test('a configuration may have the numbers that Python writes', async () => {
  const files = { 'vocab.json': await readText('vocab.json'), 'merges.txt': await readText('merges.txt') };
  const config = '{ "model_max_length": Infinity, "a": -Infinity, "b": [NaN], "c": "NaN \\"Infinity" }';
  expect((await read({ ...files, 'tokenizer_config.json': config })).config).toMatchObject({
    model_max_length: null,
    a: null,
    b: [null],
    c: 'NaN "Infinity',
  });
});

test('a number of a token that no model has is named', async () => {
  const vocab = { '<|startoftext|>': 0, '<|endoftext|>': 1, a: 2 ** 31 };
  await expect(read({ 'tokenizer.json': JSON.stringify({ model: { vocab, merges: [] } }) })).rejects.toMatchObject({
    error: { code: 'pack/corrupt-file', parameters: { damage: 'vocabulary', entry: 'a' } },
  });
});

test.each([[{ toString: null }], [[['a'], null]], [7]])('a merge that is none is named: %j', async (merge) => {
  const model = { type: 'BPE', vocab: { '<|startoftext|>': 0, '<|endoftext|>': 1 }, merges: [merge] };
  await expect(read({ 'tokenizer.json': JSON.stringify({ model }) })).rejects.toMatchObject({
    error: { code: 'pack/corrupt-file', parameters: { file: 'tokenizer/tokenizer.json', damage: 'vocabulary' } },
  });
});

test('a tokenizer of another kind is refused', async () => {
  await expect(read({ 'tokenizer.json': JSON.stringify({ model: { type: 'Unigram' } }) })).rejects.toMatchObject({
    error: { code: 'pack/unsupported', parameters: { file: 'tokenizer/tokenizer.json' } },
  });
});
