import { runTexts } from './texts.ts';
import { describeError } from '../../i18n/describe-error.ts';
import type { AppState } from '../../store/app-state.ts';
import { deriveMainPhase, type MainPhase } from '../../store/main-phase.ts';
import type { RunState } from '../../store/run-reducer.ts';

type Describe = (state: AppState) => string;

const DESCRIPTIONS = {
  idle: ({ run }) => (run.status === 'stopped' ? runTexts.stopped : runTexts.idle),
  opening: ({ pack, isDecoding }) => (isDecoding ? runTexts.decoding : runTexts.loading(pack.step, pack.steps)),
  reading: ({ run }) => describeStage(run),
  editing: ({ run }) => describeStage(run),
  done: (state) => describeDone(state),
  error: ({ pack, run }) => describeError(pack.error ?? run.error ?? { code: 'run/failed' }),
} as const satisfies Record<MainPhase, Describe>;

/** What the app is doing, in one line for people. */
export function describeRun(state: AppState): string {
  return DESCRIPTIONS[deriveMainPhase(state)](state);
}

function describeStage({ status, stage, step, steps }: RunState): string {
  if (status !== 'running' || stage === null) return runTexts.preparing;
  const hasSteps = (stage === 'invert' || stage === 'edit') && steps > 0;
  return hasSteps ? runTexts.step(runTexts.stages[stage], Math.max(1, step), steps) : runTexts.stages[stage];
}

function describeDone({ run, prompts }: AppState): string {
  const { result } = run;
  if (run.status === 'stopped') return runTexts.stopped;
  if (result === null) return runTexts.idle;
  const { encode, draft, invert, edit, decode } = result.seconds;
  const isUnchanged = prompts.source.trim() === prompts.target.trim();
  return isUnchanged ? runTexts.read : runTexts.done(encode + draft + invert + edit + decode);
}
