import { describe, expect, it } from 'vitest';
import { nameResults } from './name-results.ts';

describe('nameResults', () => {
  it('keeps the names of the photos and ends as the format does', () => {
    expect(nameResults(['Beach 1.JPG', 'été.webp', '.hidden'], 'jpeg')).toEqual([
      'Beach 1.jpg',
      'été.jpg',
      'photo.jpg',
    ]);
  });

  it('gives names that every file system takes', () => {
    const [control, long, half] = nameResults(['a\u0000b\n.png', `${'é'.repeat(70_000)}.png`, 'x\ud800.png'], 'png');
    expect(control).toBe('a-b-.png');
    expect(new TextEncoder().encode(long).length).toBeLessThan(256);
    expect(long).toMatch(/^é+\.png$/);
    expect(half).toBe('x\ufffd.png');
    expect(nameResults(['\u00c4.png', 'A\u0308.png'], 'png'), 'one name on other systems').toHaveLength(2);
    expect(nameResults(['\u00c4.png', 'A\u0308.png'], 'png')[1]).toBe('A\u0308-2.png');
  });

  it('gives each result a name of its own, on systems that do not tell capitals apart too', () => {
    expect(nameResults(['a.jpg', 'A.png', 'a.webp', 'a/b.png'], 'png')).toEqual([
      'a.png',
      'A-2.png',
      'a-3.png',
      'a-b.png',
    ]);
  });
});
