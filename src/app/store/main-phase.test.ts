import { describe, expect, it } from 'vitest';
import { INITIAL_STATE, type AppState } from './app-state.ts';
import { deriveMainPhase, isStopped } from './main-phase.ts';
import { deriveRunInput } from './run-input.ts';
import { createResult } from './testing/edit-result.ts';
import { createOpenedPack } from './testing/opened-pack.ts';
import { beginRun, failRun, finishRun, NO_RUN, applyEngineEvent, stopRun } from './run-reducer.ts';

const image = { width: 1, height: 1, data: new Uint8ClampedArray(4) };

const opened = createOpenedPack();

const result = createResult({ runId: 'r1', image });

const ready: AppState = {
  ...INITIAL_STATE,
  pack: { status: 'open', opened, error: null, step: 0, steps: 0 },
  photo: {
    id: 'p',
    name: 'a.png',
    file: new Blob(),
    widthPx: 1,
    heightPx: 1,
    crop: { x: 0, y: 0, width: 1, height: 1 },
    pixels: image,
  },
  prompts: { source: 'a red ball', target: 'a blue ball', emphasis: {} },
  view: { ...INITIAL_STATE.view, screen: 'edit' },
};
const key = deriveRunInput(ready)?.key ?? '';
const running = beginRun(NO_RUN, 'r1', key);

describe('deriveMainPhase', () => {
  it('is idle on the empty page, and with a photo that has no words yet', () => {
    expect(deriveMainPhase(INITIAL_STATE)).toBe('idle');
    expect(deriveMainPhase({ ...ready, prompts: { source: '', target: '', emphasis: {} } })).toBe('idle');
  });

  it('is opening while the pack is', () => {
    expect(deriveMainPhase({ ...ready, pack: { ...ready.pack, status: 'opening', opened: null } })).toBe('opening');
  });

  it('is reading before the run starts, then follows the stages to done', () => {
    expect(deriveMainPhase(ready)).toBe('reading');
    const inverting = applyEngineEvent(running, {
      type: 'stage',
      runId: 'r1',
      stage: 'invert',
      step: 1,
      steps: 4,
      cached: false,
    });
    expect(deriveMainPhase({ ...ready, run: inverting })).toBe('reading');
    const editing = applyEngineEvent(inverting, {
      type: 'stage',
      runId: 'r1',
      stage: 'edit',
      step: 1,
      steps: 4,
      cached: false,
    });
    expect(deriveMainPhase({ ...ready, run: editing })).toBe('editing');
    expect(deriveMainPhase({ ...ready, run: finishRun(editing, result) })).toBe('done');
  });

  it('is editing again from the keystroke on, before any run starts', () => {
    const changed = {
      ...ready,
      run: finishRun(running, result),
      prompts: { ...ready.prompts, target: 'a green ball' },
    };
    expect(deriveMainPhase(changed)).toBe('editing');
  });

  it('keeps the last good picture through a failure and a stop', () => {
    const again = beginRun(finishRun(running, result), 'r2', key);
    const failed = failRun(again, 'r2', { code: 'run/failed', parameters: {} });
    expect(failed.result).toBe(result);
    expect(stopRun(again).result).toBe(result);
    const failedFirst = failRun(running, 'r1', { code: 'run/failed', parameters: {} });
    expect(deriveMainPhase({ ...ready, run: failedFirst })).toBe('error');
  });

  it('calls a run stopped while it is asked for, and not once it was taken back for the picture on screen', () => {
    const run = stopRun(beginRun(finishRun(running, result), 'r2', 'another key'));
    expect(isStopped({ ...ready, run, prompts: { ...ready.prompts, target: 'a green ball' } })).toBe(true);
    expect(isStopped({ ...ready, run })).toBe(false);
    expect(deriveMainPhase({ ...ready, run })).toBe('done');
    expect(isStopped({ ...ready, run: stopRun(running) })).toBe(true);
  });

  it('does not name a stage that came from the cache', () => {
    const cached = { type: 'stage', runId: 'r1', stage: 'invert', step: 4, steps: 4, cached: true } as const;
    expect(applyEngineEvent(running, cached)).toBe(running);
  });

  it('ignores events and results of a run that was superseded', () => {
    const later = beginRun(running, 'r2', key);
    expect(applyEngineEvent(later, { type: 'residual', runId: 'r1', step: 1, iteration: 1, residual: 0.1 })).toBe(
      later,
    );
    expect(finishRun(later, result)).toBe(later);
    expect(failRun(later, 'r1', { code: 'run/cancelled', parameters: {} })).toBe(later);
  });
});

describe('deriveRunInput', () => {
  it('asks for the same picture whatever the spaces', () => {
    const spaced = { ...ready, prompts: { ...ready.prompts, target: ' a  blue ball ' } };
    expect(deriveRunInput(spaced)?.key).toBe(key);
  });

  it('asks for another picture when an emphasis changes', () => {
    const weighted = { ...ready, prompts: { ...ready.prompts, emphasis: { 1: 1.5 } } };
    expect(deriveRunInput(weighted)?.key).not.toBe(key);
  });
});
