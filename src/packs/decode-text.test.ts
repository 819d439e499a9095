import { expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';

const utf16 = (text: string, isLittle: boolean) => {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (const index of text.split('').keys()) view.setUint16(2 * index, text.charCodeAt(index), isLittle);
  return bytes;
};

test('lines and marks of every system read the same', () => {
  const read = (text: string) => decodeText(new TextEncoder().encode(text), 'merges.txt');
  for (const text of ['a b\nc d\n', 'a b\r\nc d\r\n', 'a b\rc d\r', '\uFEFFa b\nc d\n']) {
    expect(read(text)).toBe('a b\nc d\n');
  }
  for (const isLittle of [true, false]) {
    expect(decodeText(utf16('\uFEFFé\r\n', isLittle), 'merges.txt')).toBe('é\n');
  }
});

test('bytes that are no text are named', () => {
  expect(() => decodeText(Uint8Array.of(0x61, 0xe9, 0x0a), 'vocab.json')).toThrow('vocab.json');
});
