import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { planPart } from '../../../imaging/plan-extents.ts';
import type { EditRequest, EditResult, Result } from '../../../protocol/engine.ts';
import type { PhotoFile, PhotoWork } from '../../../protocol/photo-work.ts';
import { createEntry } from '../../store/testing/history-entry.ts';
import { runBatch, type BatchJob } from './run-batch.ts';

const { photo, result, prompts } = createEntry('1', 'beach');
const unchanged: EditResult = { ...result, image: photo.pixels, inversion: null };

/** A photo worker and an engine that note the order of their work: text files are no photos, photos named `hard` cannot be edited. */
function createJob(names: readonly string[], controller = new AbortController()) {
  const order: string[] = [];
  const nameOf = new Map<string, string>();
  const photos: PhotoWork = {
    async open({ id, name }) {
      order.push(`open ${name}`);
      nameOf.set(id, name);
      if (name.endsWith('.txt')) return { ok: false, problem: { code: 'photo/not-an-image', parameters: { name } } };
      const { widthPx, heightPx, crop, pixels } = photo;
      const colourLosses = name.startsWith('ink') ? (['space', 'depth'] as const) : [];
      return { ok: true, value: { widthPx, heightPx, crop, pixels, colourLosses } };
    },
    show: () => Promise.reject(new Error('nothing is shown')),
    async encode({ name }: PhotoFile, _edit, { format }, recipe) {
      order.push(`encode ${name}`);
      return { ok: true, value: new Blob([`${format} of ${name} by ${recipe ?? ''}`]) };
    },
  };
  const engine = {
    locate: async () => ({ ok: true, value: null }) as const,
    async edit({ runId }: EditRequest): Promise<Result<EditResult>> {
      const name = nameOf.get(runId) ?? '';
      order.push(`edit ${name}`);
      if (name === 'last.png') controller.abort();
      if (name.startsWith('hard')) return { ok: false, error: { code: 'device/out-of-memory', parameters: {} } };
      if (name.startsWith('strange')) return { ok: true, value: { ...result, isUnfamiliar: true } };
      return { ok: true, value: name.startsWith('same') ? unchanged : result };
    },
    cancel: (runId: string) => void order.push(`cancel ${nameOf.get(runId) ?? ''}`),
  };
  const outcomes: string[] = [];
  const job: BatchJob = {
    files: names.map((name) => new File([name], name)),
    recipe: { prompts, tuning: { freedom: 0.5, overrides: {} } },
    settings: {
      inversion: 'rnri',
      steps: 4,
      iterations: 2,
      sourceGuidance: 1,
      targetGuidance: 1,
      crossReplace: 0.8,
      selfReplace: 0.4,
      localBlend: true,
      seed: 1,
    },
    extent: { width: 2, height: 2 },
    options: { format: 'png', quality: 1, longSidePx: null, keepLocation: false },
    photos,
    engine,
    signal: controller.signal,
    onRead: () => undefined,
    reopenModel: () => Promise.reject(new Error('no device is lost')),
    onItem: (index, status, { problem, colourLosses = [] } = {}) =>
      outcomes.push([index, status, ...(problem ? [problem.code] : []), ...colourLosses].join(' ')),
  };
  return { job, order, outcomes };
}

async function listZip(zip: Blob | null): Promise<readonly string[]> {
  return zip === null ? [] : Object.keys(unzipSync(new Uint8Array(await zip.arrayBuffer())));
}

describe('runBatch', () => {
  it('has one photo in hand at a time', async () => {
    const { job, order } = createJob(['a.jpg', 'b.jpg']);
    expect(await listZip(await runBatch(job))).toEqual(['a.png', 'b.png']);
    expect(order).toEqual(['open a.jpg', 'edit a.jpg', 'encode a.jpg', 'open b.jpg', 'edit b.jpg', 'encode b.jpg']);
  });

  it('names the files that are no photos or cannot be edited, and goes on', async () => {
    const { job, outcomes } = createJob(['notes.txt', 'hard.png', 'b.png']);
    expect(await listZip(await runBatch(job))).toEqual(['b.png']);
    expect(outcomes.filter((line) => !line.includes('running'))).toEqual([
      '0 failed photo/not-an-image',
      '1 failed device/out-of-memory',
      '2 done',
    ]);
  });

  it('edits what the words choose of each photo, and shows what is seen of it', async () => {
    const { job } = createJob(['wide.png']);
    const pixels = { width: 2, height: 2, data: new Uint8ClampedArray(16).fill(7) };
    const wide = { ...photo, widthPx: 400, heightPx: 200, pixels, colourLosses: [] };
    const thing = { width: 4, height: 4, strength: Uint8Array.from({ length: 16 }, (_, i) => (i === 7 ? 255 : 0)) };
    const encoded: number[] = [];
    const shown: unknown[] = [];
    const parts: unknown[] = [];
    const run = (found: typeof thing | null) =>
      runBatch({
        ...job,
        photos: {
          ...job.photos,
          open: async (_, pack, part) => {
            parts.push(part);
            return { ok: true, value: { ...wide, ...planPart(part, { width: 400, height: 200 }, pack) } };
          },
          encode: async (_, edit) => {
            encoded.push(edit.crop.x, edit.crop.width);
            return { ok: true, value: new Blob(['a']) };
          },
        },
        engine: {
          ...job.engine,
          locate: async () => ({ ok: true, value: found }),
          edit: async () => ({ ok: true, value: result }),
        },
        onItem: (_, status, { image } = {}) => void (status === 'done' && shown.push([image?.width, image?.height])),
      });
    await run(thing);
    await run(null);
    expect(parts).toEqual(['whole', { x: 200, y: 0, width: 200, height: 200 }, 'whole']);
    expect(encoded).toEqual([200, 200, 0, 400]);
    expect(shown).toEqual([
      [2, 2],
      [2, 1],
    ]);
  });

  it('says what the pictures lose of the colours of their photos', async () => {
    const { job, outcomes } = createJob(['a.png', 'ink.tif']);
    await runBatch(job);
    expect(outcomes).toEqual(['0 running', '0 done', '1 running', '1 done space depth']);
  });

  it('leaves out photos that the words do not fit', async () => {
    const { job, outcomes } = createJob(['strange.png', 'same.png', 'b.png']);
    expect(await listZip(await runBatch(job))).toEqual(['b.png']);
    expect(outcomes.filter((line) => !line.includes('running'))).toEqual(['0 skipped', '1 skipped', '2 done']);
  });

  it('stops in the middle of an edit and keeps what was made', async () => {
    const { job, order, outcomes } = createJob(['a.png', 'last.png', 'never.png']);
    expect(await listZip(await runBatch(job))).toEqual(['a.png']);
    expect(order).toContain('cancel last.png');
    expect(order).not.toContain('open never.png');
    expect(outcomes.at(-1)).toBe('1 running');
  });

  it('begins no edit once it was stopped, even while a photo was decoded', async () => {
    const controller = new AbortController();
    const { job, order } = createJob(['a.png', 'slow.png', 'never.png'], controller);
    const { open } = job.photos;
    const photos: PhotoWork = {
      ...job.photos,
      open: async (...photo) => {
        const opened = await open(...photo);
        if (photo[0].name === 'slow.png') controller.abort();
        return opened;
      },
    };
    expect(await listZip(await runBatch({ ...job, photos }))).toEqual(['a.png']);
    expect(order).toEqual(['open a.png', 'edit a.png', 'encode a.png', 'open slow.png']);
  });

  it('edits a photo once more, and those behind it, on a model that is opened anew after its device was lost', async () => {
    const { job, outcomes } = createJob(['a.png', 'b.png', 'c.png', 'd.png']);
    let losses = 0;
    let isOpen = true;
    const run = async (canReopen: boolean) =>
      runBatch({
        ...job,
        engine: {
          ...job.engine,
          async edit() {
            if (!isOpen) return { ok: false, error: { code: 'run/failed', parameters: {} } };
            losses += 1;
            if (losses !== 2) return { ok: true, value: result };
            isOpen = false;
            return { ok: false, error: { code: 'device/lost', parameters: {} } };
          },
        },
        reopenModel: async () => (isOpen = canReopen),
      });
    expect(await listZip(await run(true))).toEqual(['a.png', 'b.png', 'c.png', 'd.png']);
    expect(outcomes.filter((line) => !line.includes('running'))).toEqual(['0 done', '1 done', '2 done', '3 done']);
    losses = 0;
    expect(await listZip(await run(false))).toEqual(['a.png']);
    expect(outcomes).toContain('1 failed device/lost');
  });

  it('goes on behind a photo that fails in a way of its own', async () => {
    const { job, outcomes } = createJob(['a.png', 'b.png']);
    const { encode } = job.photos;
    const photos: PhotoWork = {
      ...job.photos,
      encode: (photo, ...rest) =>
        photo.name === 'a.png' ? Promise.reject(new RangeError('too much')) : encode(photo, ...rest),
    };
    expect(await listZip(await runBatch({ ...job, photos }))).toEqual(['b.png']);
    expect(outcomes).toContain('0 failed run/failed');
  });

  it('writes a photo that was deleted while the model worked', async () => {
    const { job } = createJob(['a.png']);
    let isDeleted = false;
    class FileOnDisk extends File {
      override async arrayBuffer(): Promise<ArrayBuffer> {
        if (isDeleted) throw new DOMException('it is gone', 'NotFoundError');
        return super.arrayBuffer();
      }
    }
    const written: string[] = [];
    const zip = await runBatch({
      ...job,
      files: [new FileOnDisk(['bytes of a'], 'a.png')],
      engine: {
        ...job.engine,
        async edit() {
          isDeleted = true;
          return { ok: true, value: result };
        },
      },
      photos: {
        ...job.photos,
        async encode({ file }) {
          written.push(new TextDecoder().decode(await file.arrayBuffer()));
          return { ok: true, value: new Blob(['a']) };
        },
      },
    });
    expect(await listZip(zip)).toEqual(['a.png']);
    expect(written).toEqual(['bytes of a']);
  });

  it('gives no zip where nothing was made', async () => {
    expect(await runBatch(createJob(['notes.txt']).job)).toBeNull();
  });
});
