import type { EditResult, EngineEvent, Stage, ThingMap } from '../../protocol/engine.ts';
import type { EngineError } from '../../protocol/errors.ts';
import type { CropRectangle } from '../../protocol/photo-work.ts';
import type { Photo } from '../photo/photo.ts';

export interface RunState {
  readonly status: 'idle' | 'running' | 'stopped' | 'failed';
  /** The run in progress, or the last one. */
  readonly runId: string | null;
  /** What that run makes a picture of. */
  readonly key: string | null;
  /** Which part of the photo the run in progress paints; null until the words have chosen it, and when it has ended. */
  readonly frame: CropRectangle | null;
  /** Where in that part the run in progress will act, once it is known; null when it has ended. */
  readonly located: ThingMap | null;
  readonly stage: Stage | null;
  readonly step: number;
  readonly steps: number;
  /** Last residual of the inversion. */
  readonly residual: number | null;
  /** All of this run, one list per inverted step: they grow while the photo is read. */
  readonly residuals: readonly (readonly number[])[];
  /** Previews painted in this run. */
  readonly previews: number;
  /** The last of them is a draft: the edit itself has painted nothing yet. */
  readonly isDraft: boolean;
  readonly error: EngineError | null;
  /** The last good picture and what it was made of: it stays whatever happens to later runs. */
  readonly result: EditResult | null;
  readonly resultKey: string | null;
  /** The picture that was on screen when another part of the photo was chosen: it stays until there is one of that part. */
  readonly last: LastPicture | null;
}

export interface LastPicture {
  readonly photo: Photo;
  readonly result: EditResult;
}

export const NO_RUN: RunState = {
  status: 'idle',
  runId: null,
  key: null,
  frame: null,
  located: null,
  stage: null,
  step: 0,
  steps: 0,
  residual: null,
  residuals: [],
  previews: 0,
  isDraft: false,
  error: null,
  result: null,
  resultKey: null,
  last: null,
};

/** Of a run that has ended. */
const NOTHING_AHEAD = { frame: null, located: null, stage: null } as const;

export function beginRun(run: RunState, runId: string, key: string): RunState {
  return { ...NO_RUN, status: 'running', runId, key, result: run.result, resultKey: run.resultKey, last: run.last };
}

/** The run that is on knows which part of the photo it paints. */
export function frameRun(run: RunState, runId: string, frame: CropRectangle): RunState {
  return isOn(run, runId) ? { ...run, frame } : run;
}

/** Whether a run is the one in progress. */
export function isOn(run: RunState, runId: string): boolean {
  return run.status === 'running' && run.runId === runId;
}

/** Events of a run that was superseded change nothing. */
export function applyEngineEvent(run: RunState, event: EngineEvent): RunState {
  if (!isOn(run, event.runId)) return run;
  if (event.type === 'residual') {
    return { ...run, residual: event.residual, residuals: appendResidual(run.residuals, event.step, event.residual) };
  }
  if (event.type === 'located') return { ...run, located: event.map };
  // Mixtures and comparisons are no runs of the edit on screen.
  if (event.type === 'mixed' || event.type === 'tried') return run;
  if (event.type === 'preview') return { ...run, previews: run.previews + 1, isDraft: event.draft };
  // A stage from the cache takes no time: to name it would only flicker.
  if (event.cached) return run;
  return { ...run, stage: event.stage, step: event.step, steps: event.steps };
}

/** Steps come in order, counted from 0; a step that was left out is empty. */
function appendResidual(
  steps: readonly (readonly number[])[],
  step: number,
  residual: number,
): readonly (readonly number[])[] {
  return Array.from({ length: Math.max(steps.length, step + 1) }, (_, i) => {
    const known = steps[i] ?? [];
    return i === step ? [...known, residual] : known;
  });
}

export function finishRun(run: RunState, result: EditResult): RunState {
  if (!isOn(run, result.runId)) return run;
  return { ...run, status: 'idle', ...NOTHING_AHEAD, result, resultKey: run.key, last: null };
}

export function failRun(run: RunState, runId: string, error: EngineError): RunState {
  if (!isOn(run, runId)) return run;
  const status = error.code === 'run/cancelled' ? 'stopped' : 'failed';
  return { ...run, status, ...NOTHING_AHEAD, error };
}

export function stopRun(run: RunState): RunState {
  return run.status === 'running' ? { ...run, status: 'stopped', ...NOTHING_AHEAD } : run;
}

/** Shows a picture that was made before. */
export function showResult(result: EditResult | null, resultKey: string | null): RunState {
  return { ...NO_RUN, runId: result?.runId ?? null, key: resultKey, result, resultKey };
}
