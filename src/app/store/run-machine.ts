/**
 * When the picture is made anew, as one state machine: what is asked for, what waits, what runs, what was lost and what is shown.
 * `step` is pure; `services/live-runs` performs the effects and tells what came of them.
 */
import type { EditResult, EngineEvent, Result } from '../../protocol/engine.ts';
import type { EditSettings, PixelImage } from '../../protocol/edit-request.ts';
import type { Photo } from '../photo/photo.ts';
import type { PaintedMask } from './painted-mask.ts';
import type { Recipe } from './recipe.ts';
import type { CropRectangle } from '../../protocol/photo-work.ts';
import { applyEngineEvent, beginRun, failRun, finishRun, frameRun, stopRun, type RunState } from './run-reducer.ts';

/** Gathers the keystrokes of one word. */
const DEBOUNCE_MS = 100;
/** The pause that is waited for where runs are slow. */
const SLOW_PAUSE_MS = 250;
/** Runs are slow when the last of them took longer than this on average. */
const SLOW_RUN_SECONDS = 1.5;
/** A word that is no word yet would make a picture of nothing: it is waited for, unless the typing rests so long. */
const HALF_TYPED_PAUSE_MS = 700;
const REMEMBERED_RUNS = 10;
/** However fast the changes come: a run starts at the latest this long after the first of them. */
const MAX_WAIT_MS = 3000;
/** Times the worker may die on one and the same request before the user is asked. */
const MAX_LOSSES = 2;

/** Everything the picture on screen should be made of. */
export interface RunInput {
  /** Equal keys ask for the same picture. */
  readonly key: string;
  readonly photo: Photo;
  readonly source: string;
  readonly target: string;
  readonly emphasis: Readonly<Record<number, number>>;
  readonly settings: EditSettings;
  /** Null where nothing is painted. */
  readonly mask: PaintedMask | null;
  /** A word of the target is none that the pack knows, and may become one. */
  readonly isHalfTyped: boolean;
  /** What it is derived from. */
  readonly recipe: Recipe;
}

/** What the machine knows beside the run that views show. */
export interface RunSchedule {
  /** Key of what was run last; it is not run again by itself. */
  readonly askedKey: string | null;
  /** What waits for its run, and since when it or what it replaced has waited. */
  readonly pending: { readonly input: RunInput; readonly sinceMs: number } | null;
  /** Times the worker died since a run ended well. */
  readonly losses: number;
  /** Durations of the last runs that ended well. */
  readonly recentSeconds: readonly number[];
  /** Runs begun so far: their ids are counted. */
  readonly runCount: number;
}

export const INITIAL_SCHEDULE: RunSchedule = {
  askedKey: null,
  pending: null,
  losses: 0,
  recentSeconds: [],
  runCount: 0,
};

export interface RunMachine {
  readonly run: RunState;
  readonly schedule: RunSchedule;
}

export type RunEvent =
  /** The state of the app asks for this picture now; null while a part of it is missing. */
  | { readonly type: 'asked'; readonly input: RunInput | null; readonly nowMs: number }
  /** The wait for a pause is over. */
  | { readonly type: 'due' }
  /** The words of a run have chosen what it paints. */
  | { readonly type: 'framed'; readonly runId: string; readonly frame: CropRectangle }
  /** The engine reports on a run. */
  | { readonly type: 'reported'; readonly event: EngineEvent }
  /** A run has ended, after so long. */
  | { readonly type: 'answered'; readonly runId: string; readonly answer: Result<EditResult>; readonly seconds: number }
  /** The user stops; `key` is what is asked for at that moment. */
  | { readonly type: 'stopped'; readonly key: string | null }
  /** The user wants what is asked for although it was stopped or failed. */
  | { readonly type: 'retried'; readonly isPackOpen: boolean };

export type RunEffect =
  /** Send `due` after a delay, and no earlier one. */
  | { readonly type: 'wait'; readonly delayMs: number }
  /** Send no `due` any more. */
  | { readonly type: 'cancel-wait' }
  | { readonly type: 'run'; readonly runId: string; readonly input: RunInput }
  | { readonly type: 'cancel'; readonly runId: string }
  /** Paint a preview. */
  | { readonly type: 'publish'; readonly image: PixelImage }
  /** The device was lost, and the pack with it. */
  | { readonly type: 'close-pack' }
  | { readonly type: 'open-pack' }
  /** Send `asked` with what the state asks for. */
  | { readonly type: 'ask-again' };

type Step = readonly [RunMachine, readonly RunEffect[]];

/** The next state of the machine after an event, and the effects to perform. */
export function step(machine: RunMachine, event: RunEvent): Step {
  switch (event.type) {
    case 'asked':
      return ask(machine, event.input, event.nowMs);
    case 'due':
      return begin(machine);
    case 'framed':
      return [{ ...machine, run: frameRun(machine.run, event.runId, event.frame) }, []];
    case 'reported':
      return report(machine, event.event);
    case 'answered':
      return answer(machine, event.runId, event.answer, event.seconds);
    case 'stopped':
      return stop(machine, event.key);
    case 'retried':
      return retry(machine, event.isPackOpen);
  }
}

function ask(machine: RunMachine, input: RunInput | null, nowMs: number): Step {
  const { run, schedule } = machine;
  if (input !== null && input.key === run.resultKey) {
    // The picture on screen is what is asked for: whatever else is under way is no longer wanted.
    const [idle, effects] = dropPending(machine);
    const forgotten = { ...idle.schedule, askedKey: null };
    const isOther = run.status === 'running' && run.runId !== null && run.key !== run.resultKey;
    return isOther && run.runId !== null
      ? [{ run: stopRun(run), schedule: forgotten }, [...effects, { type: 'cancel', runId: run.runId }]]
      : [{ run, schedule: forgotten }, effects];
  }
  if (input === null || input.key === schedule.askedKey) {
    return dropPending(machine);
  }
  if (schedule.pending?.input.key === input.key) return [machine, []];
  const sinceMs = schedule.pending?.sinceMs ?? nowMs;
  const wordPauseMs = mean(schedule.recentSeconds) > SLOW_RUN_SECONDS ? SLOW_PAUSE_MS : DEBOUNCE_MS;
  const pauseMs = input.isHalfTyped ? HALF_TYPED_PAUSE_MS : wordPauseMs;
  const delayMs = Math.max(0, Math.min(pauseMs, sinceMs + MAX_WAIT_MS - nowMs));
  return [{ run, schedule: { ...schedule, pending: { input, sinceMs } } }, [{ type: 'wait', delayMs }]];
}

function begin({ run, schedule }: RunMachine): Step {
  const { pending } = schedule;
  if (pending === null) return [{ run, schedule }, []];
  const { input } = pending;
  const runCount = schedule.runCount + 1;
  const runId = `run-${runCount}`;
  return [
    {
      run: beginRun(run, runId, input.key),
      schedule: { ...schedule, askedKey: input.key, pending: null, runCount },
    },
    [{ type: 'run', runId, input }],
  ];
}

/** Events of a run that was superseded or stopped change nothing, and no picture is painted of words that were typed over. */
function report(machine: RunMachine, event: EngineEvent): Step {
  const { run } = machine;
  if (event.runId !== run.runId || run.status !== 'running') return [machine, []];
  if (event.type === 'preview' && machine.schedule.pending !== null) return [machine, []];
  const effects: readonly RunEffect[] = event.type === 'preview' ? [{ type: 'publish', image: event.image }] : [];
  return [{ ...machine, run: applyEngineEvent(run, event) }, effects];
}

function answer({ run, schedule }: RunMachine, runId: string, result: Result<EditResult>, seconds: number): Step {
  if (result.ok) {
    const recentSeconds = [...schedule.recentSeconds, seconds].slice(-REMEMBERED_RUNS);
    return [{ run: finishRun(run, result.value), schedule: { ...schedule, losses: 0, recentSeconds } }, []];
  }
  const failed = { run: failRun(run, runId, result.error), schedule };
  if (result.error.code !== 'device/lost' || run.runId !== runId) return [failed, []];
  const losses = schedule.losses + 1;
  const askedKey = losses < MAX_LOSSES ? null : schedule.askedKey;
  return [{ ...failed, schedule: { ...schedule, losses, askedKey } }, [{ type: 'close-pack' }, { type: 'open-pack' }]];
}

/** The last good picture stays. */
function stop(machine: RunMachine, askedKey: string | null): Step {
  const { run } = machine;
  const [{ schedule }, effects] = dropPending(machine);
  const cancel: readonly RunEffect[] =
    run.status === 'running' && run.runId !== null ? [{ type: 'cancel', runId: run.runId }] : [];
  const key = askedKey ?? run.key;
  const stopped: RunState = key === run.resultKey ? stopRun(run) : { ...stopRun(run), status: 'stopped', key };
  return [{ run: stopped, schedule }, [...effects, ...cancel]];
}

function retry({ run, schedule }: RunMachine, isPackOpen: boolean): Step {
  const effects: readonly RunEffect[] = isPackOpen ? [] : [{ type: 'open-pack' }];
  return [{ run, schedule: { ...schedule, losses: 0, askedKey: null } }, [...effects, { type: 'ask-again' }]];
}

function dropPending(machine: RunMachine): Step {
  if (machine.schedule.pending === null) return [machine, []];
  return [{ ...machine, schedule: { ...machine.schedule, pending: null } }, [{ type: 'cancel-wait' }]];
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
