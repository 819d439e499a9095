import { expect, test } from 'vitest';
import { formatRepository, pageOf, parseRepository } from './parse-repository.ts';

test.each([
  ['owner/name', 'owner/name'],
  [' stabilityai/sd-turbo ', 'stabilityai/sd-turbo'],
  ['"owner/name"', 'owner/name'],
  ['„owner/name“', 'owner/name'],
  ['<https://huggingface.co/owner/name>', 'owner/name'],
  ['huggingface.co/owner/name', 'owner/name'],
  ['hf.co/owner/name', 'owner/name'],
  ['https://hf.co/owner/name.git', 'owner/name'],
  ['hf://owner/name', 'owner/name'],
  ['https://huggingface.co/a/b.c/', 'a/b.c'],
  ['https://huggingface.co/a/b?library=diffusers', 'a/b'],
  ['https://huggingface.co/a/b#usage', 'a/b'],
  ['https://huggingface.co/a/b/discussions/3', 'a/b'],
  ['https://huggingface.co/SimianLuo/LCM_Dreamshaper_v7/tree/main/unet', 'SimianLuo/LCM_Dreamshaper_v7'],
  ['https://huggingface.co/a/b/tree/onnx', 'a/b@onnx'],
  ['https://huggingface.co/a/b/tree/onnx/unet?not-for-all-audiences=true', 'a/b@onnx'],
  ['https://huggingface.co/a/b/resolve/fp16/unet/model.onnx?download=true', 'a/b@fp16'],
  ['https://huggingface.co/a/b/blob/0123abc/model_index.json', 'a/b@0123abc'],
  ['https://huggingface.co/a/b/tree/refs%2Fpr%2F1', 'a/b@refs/pr/1'],
  ['https://huggingface.co/a/b/tree/refs/pr/1/unet', 'a/b@refs/pr/1'],
  ['owner/name@fp16', 'owner/name@fp16'],
  ['owner/name@main', 'owner/name'],
  ['owner/name@refs/pr/1', 'owner/name@refs/pr/1'],
  ['https://huggingface.co/a/b@fp16', 'a/b@fp16'],
])('%j names the repository %j', (text, expected) => {
  const address = parseRepository(text);
  expect(address === null ? null : formatRepository(address)).toBe(expected);
});

test.each([
  'owner',
  '../..',
  'a/b/c',
  'a/b@',
  'a/b@/x',
  'a/b/tree/%2f/main',
  'a/b@../c',
  'a/b@x@y',
  'https://example.com/owner/name',
  'https://huggingface.co/datasets/owner/name',
  'https://huggingface.co/spaces/owner/name',
  'https://huggingface.co/a/b/tree/%E0%A4%A',
  'hf.co/name',
  '',
])('%j names none', (text) => {
  expect(parseRepository(text)).toBeNull();
});

test('another hub is one where it is named', () => {
  expect(parseRepository('https://hub.test:8080/a/b/tree/onnx', ['hub.test:8080'])).toEqual({
    repository: 'a/b',
    revision: 'onnx',
  });
});

test('the page of a repository is that of its revision', () => {
  expect(pageOf({ repository: 'a/b' })).toBe('https://huggingface.co/a/b');
  expect(pageOf({ repository: 'a/b', revision: 'refs/pr/1' })).toBe('https://huggingface.co/a/b/tree/refs%2Fpr%2F1');
});
