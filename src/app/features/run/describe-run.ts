import { en } from '../../i18n/en.ts';
import { sayError } from '../../i18n/say-error.ts';
import type { AppState } from '../../store/app-state.ts';
import { deriveMainPhase, type MainPhase } from '../../store/main-phase.ts';
import type { RunState } from '../../store/run-reducer.ts';

type Describe = (state: AppState) => string;

const DESCRIPTIONS = {
  idle: ({ run }) => (run.status === 'stopped' ? en.run.stopped : en.run.idle),
  opening: ({ pack, isDecoding }) => (isDecoding ? en.run.decoding : en.run.loading(pack.step, pack.steps)),
  reading: ({ run }) => describeStage(run),
  editing: ({ run }) => describeStage(run),
  done: (state) => describeDone(state),
  error: ({ pack, run }) => sayError(pack.error ?? run.error ?? { code: 'run/failed' }),
} as const satisfies Record<MainPhase, Describe>;

/** What the app is doing, in one line for people. */
export function describeRun(state: AppState): string {
  return DESCRIPTIONS[deriveMainPhase(state)](state);
}

function describeStage({ status, stage, step, steps, residual }: RunState): string {
  if (status !== 'running' || stage === null) return en.run.preparing;
  const hasSteps = (stage === 'invert' || stage === 'edit') && steps > 0;
  const words = hasSteps ? en.run.step(en.stages[stage], Math.max(1, step), steps) : en.stages[stage];
  return stage === 'invert' && residual !== null ? `${words}${en.run.error(residual)}` : words;
}

function describeDone({ run, prompts }: AppState): string {
  const { result } = run;
  if (run.status === 'stopped') return en.run.stopped;
  if (result === null) return en.run.idle;
  const { encode, draft, invert, edit, decode } = result.seconds;
  const residual = result.inversion.residuals.at(-1)?.at(-1) ?? null;
  const reading = result.rows.invert === 0 ? en.run.readFromCache : en.run.readIn(result.rows.invert, residual);
  const isUnchanged = prompts.source.trim() === prompts.target.trim();
  return `${isUnchanged ? en.run.read : `${en.run.done(encode + draft + invert + edit + decode)}.`} ${reading}.`;
}
