import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../protocol/engine.ts';
import { describeTrials, type LabInversion, type LabRequest } from '../../protocol/lab.ts';
import { finish } from '../generators.ts';
import { compareMethods } from './compare-methods.ts';
import { invert } from './invert-photo.ts';
import { createTabletop, paintScene, SETTINGS } from './testing/tabletop.ts';

const REQUEST: LabRequest = {
  runId: 'lab',
  image: paintScene('red', 'sand'),
  source: 'the red square on sand',
  target: 'the blue square on sand',
  methods: [
    { id: 'ddim', settings: { inversion: 'ddim' } },
    { id: 'fixed-point:2', settings: { inversion: 'fixed-point', iterations: 2 } },
  ],
  editors: ['prompt-to-prompt', 'sdedit', 'rnri-released'],
  settings: SETTINGS,
};

async function compare(request: LabRequest, signal = new AbortController().signal) {
  const { context, denoiser } = createTabletop();
  const events: EngineEvent[] = [];
  const trials = await finish(compareMethods(context, request, signal), (event) => void events.push(event));
  return { context, denoiser, trials, told: events.flatMap((event) => (event.type === 'tried' ? event : [])) };
}

const isInversion = (trial: { readonly kind: string }): trial is LabInversion => trial.kind === 'inversion';

describe('a comparison', () => {
  it('runs every method, every edit along it, and then the edits that need none, and tells each', async () => {
    const { trials, told } = await compare(REQUEST);
    expect(describeTrials(trials)).toMatchObject([
      { kind: 'bound' },
      { kind: 'inversion', method: 'ddim', rows: 4 },
      { kind: 'edit', method: 'ddim', editor: 'prompt-to-prompt' },
      { kind: 'inversion', method: 'fixed-point:2', rows: 8 },
      { kind: 'edit', method: 'fixed-point:2', editor: 'prompt-to-prompt' },
      { kind: 'edit', method: null, editor: 'sdedit' },
      { kind: 'edit', method: null, editor: 'rnri-released', rows: 6 },
    ]);
    expect(told.map(({ trial }) => trial)).toEqual(trials);
    expect(told.map(({ done, count }) => [done, count])).toEqual(trials.map((_, index) => [index + 1, trials.length]));
  });

  it('measures a method as the inversion alone does, whatever ran before it', async () => {
    const { trials } = await compare(REQUEST);
    const settings = { ...SETTINGS, inversion: 'fixed-point', iterations: 2 } as const;
    const { image, source } = REQUEST;
    const run = invert(
      createTabletop().context,
      { runId: 'alone', image, source, settings },
      new AbortController().signal,
    );
    const { inversion } = await finish(run);
    const [, measured] = trials.filter(isInversion);
    expect(measured).toMatchObject({
      residuals: inversion.residuals,
      rows: inversion.rows,
      psnr: inversion.psnrReconstruction,
      image: inversion.reconstruction,
    });
    expect(measured?.residuals.map(({ length }) => length)).toEqual([2, 2, 2, 2]);
    expect(measured?.psnrToBound).toBeGreaterThan(measured?.psnr ?? Number.POSITIVE_INFINITY);
  });

  it('takes nothing from what an edit outside of it has inverted, and leaves it nothing', async () => {
    const { context } = createTabletop();
    const settings = { ...SETTINGS, inversion: 'ddim' } as const;
    const { image, source } = REQUEST;
    const signal = new AbortController().signal;
    const before = await finish(invert(context, { runId: 'before', image, source, settings }, signal));
    expect(before.inversion.rows).toBe(4);
    const trials = await finish(compareMethods(context, REQUEST, signal));
    expect(trials.filter(isInversion).map(({ rows }) => rows)).toEqual([4, 8]);
    const fixed = { ...SETTINGS, inversion: 'fixed-point', iterations: 2 } as const;
    const after = await finish(invert(context, { runId: 'after', image, source, settings: fixed }, signal));
    expect(after.cached).not.toContain('invert');
  });

  it('without other words is of inversions alone', async () => {
    const { trials } = await compare({ ...REQUEST, target: null });
    expect(trials.map(({ kind }) => kind)).toEqual(['bound', 'inversion', 'inversion']);
  });

  it('of edits alone inverts by the method of the settings', async () => {
    const { trials } = await compare({ ...REQUEST, methods: [], editors: ['no-control'] });
    expect(describeTrials(trials)).toMatchObject([
      { kind: 'bound' },
      { kind: 'inversion', method: 'gradient-secant' },
      { kind: 'edit', method: 'gradient-secant', editor: 'no-control' },
    ]);
  });

  it('goes on where one method fails', async () => {
    const broken = { id: 'ddim?eta=1', settings: { inversion: 'ddim', parameters: { eta: 1 } } } as const;
    const { trials } = await compare({ ...REQUEST, methods: [broken, ...REQUEST.methods], editors: [] });
    expect(describeTrials(trials)).toMatchObject([
      { kind: 'bound' },
      { kind: 'failed', method: 'ddim?eta=1', error: { code: 'run/failed' } },
      { kind: 'inversion', method: 'ddim' },
      { kind: 'inversion', method: 'fixed-point:2' },
    ]);
  });

  it('stops between two steps', async () => {
    const { context } = createTabletop();
    const abort = new AbortController();
    const seen: string[] = [];
    const run = finish(compareMethods(context, REQUEST, abort.signal), (event) => {
      if (event.type === 'tried') seen.push(event.trial.kind);
      if (event.type === 'residual' && event.step === 1) abort.abort();
    });
    await expect(run).rejects.toMatchObject({ error: { code: 'run/cancelled' } });
    expect(seen).toEqual(['bound']);
  });

  it('asks for words', async () => {
    await expect(compare({ ...REQUEST, source: ' ' })).rejects.toMatchObject({
      error: { code: 'prompt/source-empty' },
    });
    await expect(compare({ ...REQUEST, target: ' ' })).rejects.toMatchObject({
      error: { code: 'prompt/target-empty' },
    });
  });
});
