import { describe, expect, it } from 'vitest';
import { findOfflinePath, findUnusedCaches, isKeptFolder, nameCache, parseRange } from './offline-files.ts';

const scope = 'https://example.org/renoir/';
const paths = new Set(['index.html', 'assets/index-1.js', 'models/starter/pack.json']);
const get = (path: string, mode = 'cors') => ({ url: new URL(path, scope).href, method: 'GET', mode });

describe('findOfflinePath', () => {
  it('names files of the page, whatever follows the question mark', () => {
    expect(findOfflinePath(get('assets/index-1.js'), scope)).toBe('assets/index-1.js');
    expect(findOfflinePath(get('models/starter/pack.json?x=1'), scope)).toBe('models/starter/pack.json');
  });

  it('names the page itself by its shell', () => {
    expect(findOfflinePath(get('?device=wasm', 'navigate'), scope)).toBe('index.html');
  });

  it('leaves the rest to the network: other sites, other folders, other methods', () => {
    expect(findOfflinePath(get('https://huggingface.co/index.html'), scope)).toBeNull();
    expect(findOfflinePath(get('/index.html'), scope)).toBeNull();
    expect(findOfflinePath({ ...get('index.html'), method: 'POST' }, scope)).toBeNull();
  });
});

describe('isKeptFolder', () => {
  it.each([
    ['assets/index-1.js', true],
    ['assets/index-0.js', true],
    ['models/starter/pack.json', true],
    ['models/other/pack.json', false],
    ['index.html', true],
    ['robots.txt', false],
  ])('%s: %s', (path, isKept) => {
    expect(isKeptFolder(path, paths)).toBe(isKept);
  });
});

describe('findUnusedCaches', () => {
  it('finds caches of builds that no tab is of, and touches no other', () => {
    const names = [nameCache('a'), nameCache('b'), nameCache('c'), 'packs'];
    expect(findUnusedCaches(names, new Set(['b', 'c']))).toEqual([nameCache('a')]);
  });
});

describe('parseRange', () => {
  it.each([
    ['bytes=0-99', [0, 100]],
    ['bytes=900-', [900, 1000]],
    ['bytes=-100', [900, 1000]],
    ['bytes=990-5000', [990, 1000]],
    ['bytes=1000-', null],
    ['bytes=1-2,5-6', null],
    [null, null],
  ] as const)('%j of 1000 bytes is %j', (header, range) => {
    expect(parseRange(header, 1000)).toEqual(range);
  });
});
