import { runTexts } from './texts.ts';
import { describeError } from '../../i18n/describe-error.ts';
import type { AppState } from '../../store/app-state.ts';
import { deriveMainPhase, isStopped, type MainPhase } from '../../store/main-phase.ts';
import type { RunState } from '../../store/run-reducer.ts';

type Describe = (state: AppState, isDoubtful: boolean) => string;

const DESCRIPTIONS = {
  idle: ({ run }) => (run.status === 'stopped' ? runTexts.stopped : runTexts.idle),
  opening: ({ pack, isDecoding }) => (isDecoding ? runTexts.decoding : runTexts.loading(pack.step, pack.steps)),
  reading: ({ run }) => describeStage(run),
  editing: ({ run }) => describeStage(run),
  done: describeDone,
  error: ({ pack, run }) => describeError(pack.error ?? run.error ?? { code: 'run/failed' }),
} as const satisfies Record<MainPhase, Describe>;

/** What the app is doing, in one line for people. Of a picture that may disappoint it does not say that it is done. */
export function describeRun(state: AppState, isDoubtful = false): string {
  return DESCRIPTIONS[deriveMainPhase(state)](state, isDoubtful);
}

function describeStage({ status, stage, step, steps }: RunState): string {
  if (status !== 'running' || stage === null) return runTexts.preparing;
  const hasSteps = (stage === 'invert' || stage === 'edit') && steps > 0;
  return hasSteps ? runTexts.step(runTexts.stages[stage], Math.max(1, step), steps) : runTexts.stages[stage];
}

function describeDone(state: AppState, isDoubtful: boolean): string {
  const { run, prompts } = state;
  const { result } = run;
  if (isStopped(state)) return runTexts.stopped;
  if (result === null) return runTexts.idle;
  const { encode, draft, invert, edit, decode } = result.seconds;
  const isUnchanged = prompts.source.trim() === prompts.target.trim();
  if (isUnchanged) return runTexts.read;
  return (isDoubtful ? runTexts.ended : runTexts.done)(encode + draft + invert + edit + decode);
}
