import { describe, expect, it } from 'vitest';
import { LruCache } from './lru-cache.ts';
import { stableHash } from './stable-hash.ts';

describe('the stage cache', () => {
  it('drops what was used least recently, by bytes', () => {
    const cache = new LruCache<string>(10);
    cache.set('a', 'A', 4);
    cache.set('b', 'B', 4);
    cache.get('a');
    cache.set('c', 'C', 4);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A', undefined, 'C']);
    expect(cache.usedBytes).toBe(8);
  });

  it('counts a replaced value once and keeps nothing over the limit', () => {
    const cache = new LruCache<string>(10);
    cache.set('a', 'A', 4);
    cache.set('a', 'A2', 6);
    cache.set('big', 'B', 11);
    expect(cache.usedBytes).toBe(6);
    expect(cache.get('big')).toBeUndefined();
    cache.clear();
    expect(cache.get('a')).toBeUndefined();
    expect(cache.usedBytes).toBe(0);
  });
});

describe('the stable hash', () => {
  it('does not depend on the order of keys', () => {
    expect(stableHash({ a: 1, b: [true, null, 'x'] })).toBe(stableHash({ b: [true, null, 'x'], a: 1 }));
  });

  it('tells values apart', () => {
    const pixels = Uint8ClampedArray.of(1, 2, 3, 4);
    const values = [
      { a: 1 },
      { a: 2 },
      { a: '1' },
      { b: 1 },
      { a: [1, 2] },
      { a: [2, 1] },
      { a: pixels },
      { a: Uint8ClampedArray.of(1, 2, 4, 3) },
      { a: Uint8ClampedArray.of(1, 2, 3) },
    ];
    expect(new Set(values.map(stableHash)).size).toBe(values.length);
  });

  it('rarely collides for pictures that differ in one pixel', () => {
    const keys = Array.from({ length: 2000 }, (_, i) => {
      const pixels = new Uint8ClampedArray(256);
      pixels[i % 256] = 1 + Math.floor(i / 256);
      return stableHash(pixels);
    });
    expect(new Set(keys).size).toBe(keys.length);
  });
});
