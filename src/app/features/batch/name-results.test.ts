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

  it('gives each result a name of its own, on systems that do not tell capitals apart too', () => {
    expect(nameResults(['a.jpg', 'A.png', 'a.webp', 'a/b.png'], 'png')).toEqual([
      'a.png',
      'A-2.png',
      'a-3.png',
      'a-b.png',
    ]);
  });
});
