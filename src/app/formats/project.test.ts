import { unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { createEntry } from '../store/testing/history-entry.ts';
import { restoreArrays, extractArrays } from './array-codec.ts';
import type { Project } from './project.ts';
import { readProject } from './read-project.ts';
import { writeProject } from './write-project.ts';

const rest = (): Promise<void> => Promise.resolve();

function createProject(): Project {
  const [first, second] = [createEntry('1', 'beach'), createEntry('2', 'beach', 'a green ball')];
  const entries = [first, { ...second, photo: first.photo }, createEntry('3', 'town')];
  const { prompts, photo, result, key } = first;
  const mask = { marks: [{ kind: 'brush', radiusPx: 2, points: [1, 1] } as const], isLimit: true, feather: 0.02 };
  const recipe = { prompts, tuning: { freedom: 0.7, overrides: { seed: 7, localBlend: false }, mask } };
  return { photo, recipe, result, resultKey: key, entries, cursor: 1 };
}

/** A project with one of its files changed. */
async function tamper(path: RegExp, change: (bytes: Uint8Array) => Uint8Array): Promise<Blob> {
  const zip = unzipSync(new Uint8Array(await (await writeProject(createProject(), rest)).arrayBuffer()));
  const name = Object.keys(zip).find((candidate) => path.test(candidate)) ?? '';
  return new Blob([zipSync({ ...zip, [name]: change(zip[name] ?? new Uint8Array()) })]);
}

async function readVersion(project: Blob): Promise<unknown> {
  const zip = unzipSync(new Uint8Array(await project.arrayBuffer()));
  return (JSON.parse(new TextDecoder().decode(zip['manifest.json'])) as { readonly version: unknown }).version;
}

const flipLast = (bytes: Uint8Array): Uint8Array => bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1);
const rewrite = (from: string, to: string) => (bytes: Uint8Array) =>
  new TextEncoder().encode(new TextDecoder().decode(bytes).replace(from, to));

describe('a project', () => {
  it('comes back as it was saved: photos byte by byte, words, settings, mask, results', async () => {
    const project = createProject();
    const answer = await readProject(await writeProject(project, rest), rest);
    if (!answer.ok) throw new Error(answer.code);
    const { value } = answer;
    expect(value).toMatchObject({ ...project, photo: expect.anything(), entries: expect.anything() });
    expect(await value.photo.file.text()).toBe('beach');
    expect(value.photo.file.type).toBe('image/png');
    expect(value.entries.map(({ key, result }) => [key, result])).toEqual(
      project.entries.map(({ key, result }) => [key, result]),
    );
    expect(value.entries[1]?.photo, 'edits of one photo share it').toBe(value.photo);
    expect(value.entries[2]?.photo.name).toBe('town.png');
  });

  it('keeps a photo that is edited as a whole, and the part of it that the words chose; older releases read the others only', async () => {
    const project = createProject();
    const whole = { ...project.photo, widthPx: 6, heightPx: 4, crop: { x: 0, y: -1, width: 6, height: 6 } };
    const photo = { ...whole, followsWords: true } as const;
    const part = { ...photo, crop: { x: 2, y: 0, width: 4, height: 4 } };
    const entries = project.entries.slice(0, 1).map((entry) => ({ ...entry, photo: part }));
    const saved = await writeProject({ ...project, photo, entries, cursor: 0 }, rest);
    const answer = await readProject(saved, rest);
    if (!answer.ok) throw new Error(answer.code);
    expect(answer.value.photo).toMatchObject({ crop: photo.crop, followsWords: true });
    expect(answer.value.entries[0]?.photo).toMatchObject({ crop: part.crop, followsWords: true });
    expect([await readVersion(saved), await readVersion(await writeProject(project, rest))]).toEqual([2, 1]);
    const short = { ...photo, crop: { x: 0, y: -2, width: 6, height: 4 } };
    expect(await readProject(await writeProject({ ...project, photo: short }, rest), rest)).toMatchObject({
      ok: false,
    });
  });

  it('holds a photo once, however many edits it has', async () => {
    const zip = unzipSync(new Uint8Array(await (await writeProject(createProject(), rest)).arrayBuffer()));
    expect(Object.keys(zip).filter((name) => name.startsWith('photos/'))).toHaveLength(2);
  });

  it.each([
    ['an array', /^arrays/, flipLast],
    ['a photo', /^photos/, flipLast],
    ['the manifest', /^manifest/, flipLast],
  ])('is refused if %s is damaged', async (_what, path, change) => {
    expect(await readProject(await tamper(path, change), rest)).toEqual({ ok: false, code: 'project/broken' });
  });

  it('is refused if a picture is not as large as it says', async () => {
    const wider = await tamper(/^manifest/, rewrite('"image":{"width":2', '"image":{"width":9'));
    expect(await readProject(wider, rest)).toEqual({ ok: false, code: 'project/broken' });
  });

  it.each([
    ['"cursor":1', '"cursor":7'],
    ['"cursor":1', '"cursor":0.5'],
    ['"widthPx":2', '"widthPx":-2'],
    ['"crop":{"x":0', '"crop":{"x":9'],
    ['"crop":', '"cut":'],
    ['"rows":', '"lines":'],
    ['"mask":{"$array":"Uint8Array"', '"mask":{"$array":"Uint8ClampedArray"'],
    ['"resultKey":"', '"resultKey":["'],
    ['"name":"a blue ball"', '"name":null'],
    ['"id":"2"', '"id":"1"'],
  ])('is refused if %s is %s', async (from, to) => {
    const closed = to.includes('["') ? /("resultKey":\["[^"]*")/ : /(?!)/;
    const changed = await tamper(/^manifest/, (bytes) => {
      const text = new TextDecoder().decode(bytes);
      expect(text).toContain(from);
      return new TextEncoder().encode(text.replace(from, to).replace(closed, '$1]'));
    });
    expect(await readProject(changed, rest)).toEqual({ ok: false, code: 'project/broken' });
  });

  it('is refused, and not unpacked, if it is small and would become large', async () => {
    const bomb = await tamper(/^arrays/, () => new Uint8Array(2 ** 28 + 2 ** 20));
    expect(bomb.size).toBeLessThan(2 ** 20);
    expect(await readProject(bomb, () => Promise.reject(new Error('an array is unpacked')))).toEqual({
      ok: false,
      code: 'project/broken',
    });
  });

  it('is refused if it is cut off, empty or something else', async () => {
    const whole = await writeProject(createProject(), rest);
    for (const file of [whole.slice(0, Math.floor(whole.size / 2)), new Blob(), new Blob(['PK, or so'])]) {
      expect(await readProject(file, rest)).toEqual({ ok: false, code: 'project/broken' });
    }
  });

  it('says when a newer version wrote it', async () => {
    const newer = await tamper(/^manifest/, rewrite('"version":1', '"version":3'));
    expect(await readProject(newer, rest)).toEqual({ ok: false, code: 'project/newer' });
  });
});

describe('arrays in plain data', () => {
  it('are taken out once each and put back where they were', () => {
    const shared = new Uint8ClampedArray([1, 2, 3]);
    const value = { a: shared, b: [shared, { c: new Uint8Array([9]) }], d: null, e: 'text' };
    const { json, arrays } = extractArrays(value);
    expect(arrays).toHaveLength(2);
    const copied: unknown = JSON.parse(JSON.stringify(json));
    expect(restoreArrays(copied, (index) => arrays[index] ?? new Uint8Array())).toEqual(value);
  });
});
