import type { Stage } from '../../protocol/engine.ts';
import type { AppState } from './app-state.ts';
import { deriveRunInput } from './run-input.ts';

/** What the app is doing, in one word. */
export type MainPhase = 'idle' | 'opening' | 'reading' | 'editing' | 'done' | 'error';

const PHASE_OF_STAGE = {
  open: 'opening',
  encode: 'reading',
  draft: 'reading',
  invert: 'reading',
  edit: 'editing',
  decode: 'editing',
} as const satisfies Record<Stage, MainPhase>;

/** Counts a change that waits for its run as work already begun, so that "done" always speaks of what is on screen. */
export function deriveMainPhase(state: AppState): MainPhase {
  const { pack, photo, run, prompts } = state;
  if (pack.status === 'failed') return 'error';
  if (state.isDecoding) return 'opening';
  if (photo === null || state.view.screen === 'start') return 'idle';
  if (run.status === 'running') return PHASE_OF_STAGE[run.stage ?? (run.result === null ? 'encode' : 'edit')];
  const hasWords = prompts.source.trim() !== '' && prompts.target.trim() !== '';
  if (!hasWords) return run.result === null ? 'idle' : 'done';
  const input = deriveRunInput(state);
  if (input === null) return 'opening';
  if (input.key === run.resultKey) return 'done';
  if (input.key === run.key && run.status === 'failed') return 'error';
  if (input.key === run.key && run.status === 'stopped') return run.result === null ? 'idle' : 'done';
  return run.result === null ? 'reading' : 'editing';
}

/** Whether the run for what is asked was stopped: the picture on screen, if there is one, is of something else. A run that was taken back was not. */
export function isStopped(state: AppState): boolean {
  return state.run.status === 'stopped' && deriveRunInput(state)?.key !== state.run.resultKey;
}
