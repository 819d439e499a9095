import { describe, expect, it } from 'vitest';
import { findOfflinePath, findOldCaches, nameCache, parseRange } from './offline-files.ts';

const scope = 'https://example.org/renoir/';
const paths = new Set(['index.html', 'assets/index-1.js', 'models/starter/pack.json']);
const get = (path: string, mode = 'cors') => ({ url: new URL(path, scope).href, method: 'GET', mode });

describe('findOfflinePath', () => {
  it('answers files of the page, whatever follows the question mark', () => {
    expect(findOfflinePath(get('assets/index-1.js'), scope, paths)).toBe('assets/index-1.js');
    expect(findOfflinePath(get('models/starter/pack.json?x=1'), scope, paths)).toBe('models/starter/pack.json');
  });

  it('answers the page itself by its shell', () => {
    expect(findOfflinePath(get('?device=wasm', 'navigate'), scope, paths)).toBe('index.html');
  });

  it('leaves the rest to the network: other packs, other sites, other folders, other methods', () => {
    expect(findOfflinePath(get('models/other/pack.json'), scope, paths)).toBeNull();
    expect(findOfflinePath(get('https://huggingface.co/index.html'), scope, paths)).toBeNull();
    expect(findOfflinePath(get('/index.html'), scope, paths)).toBeNull();
    expect(findOfflinePath({ ...get('index.html'), method: 'POST' }, scope, paths)).toBeNull();
  });
});

describe('findOldCaches', () => {
  it('finds caches of other builds and touches no other', () => {
    const names = [nameCache('a'), nameCache('b'), 'packs'];
    expect(findOldCaches(names, 'b')).toEqual([nameCache('a')]);
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
