import { EMPTY_RECIPE } from './recipe.ts';
import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EditResult, EngineEvent } from '../../protocol/engine.ts';
import type { EngineError } from '../../protocol/errors.ts';
import { createEntry } from './testing/history-entry.ts';
import {
  INITIAL_SCHEDULE,
  step,
  type RunEffect,
  type RunEvent,
  type RunInput,
  type RunMachine,
} from './run-machine.ts';
import { NO_RUN, showResult, type RunState } from './run-reducer.ts';

const { photo, result: whole } = createEntry('1', 'beach');
const IMAGE = whole.image;
const CANCELLED: EngineError = { code: 'run/cancelled', parameters: {} };
const LOST: EngineError = { code: 'device/lost', parameters: {} };
const FAILED: EngineError = { code: 'run/failed', parameters: {} };

const idle: RunMachine = { run: NO_RUN, schedule: INITIAL_SCHEDULE };

function inputOf(key: string): RunInput {
  const settings = { inversion: 'anderson', steps: 4, iterations: 4, sourceGuidance: 1, targetGuidance: 1 } as const;
  const control = { crossReplace: 0, selfReplace: 0, localBlend: true, seed: 0 };
  return {
    key,
    photo,
    source: 'a',
    target: key,
    emphasis: {},
    settings: { ...settings, ...control },
    mask: null,
    isHalfTyped: key.endsWith('-'),
    recipe: EMPTY_RECIPE,
  };
}

function resultOf(runId: string): EditResult {
  return { ...whole, runId };
}

function asked(key: string | null, nowMs = 0): RunEvent {
  return { type: 'asked', input: key === null ? null : inputOf(key), nowMs };
}

const due: RunEvent = { type: 'due' };

function ended(runId: string, seconds = 1): RunEvent {
  return { type: 'answered', runId, answer: { ok: true, value: resultOf(runId) }, seconds };
}

function failed(runId: string, error: EngineError): RunEvent {
  return { type: 'answered', runId, answer: { ok: false, error }, seconds: 1 };
}

function reported(event: EngineEvent): RunEvent {
  return { type: 'reported', event };
}

function preview(runId: string): RunEvent {
  return reported({ type: 'preview', runId, step: 0, steps: 4, image: IMAGE, draft: false });
}

const stopped = (key: string | null): RunEvent => ({ type: 'stopped', key });
const retried = (isPackOpen = true): RunEvent => ({ type: 'retried', isPackOpen });

/** What the events leave, and the effects of the last of them. */
function play(...events: readonly RunEvent[]): {
  readonly machine: RunMachine;
  readonly effects: readonly RunEffect[];
} {
  return playFrom(idle, ...events);
}

function playFrom(start: RunMachine, ...events: readonly RunEvent[]) {
  let machine = start;
  let effects: readonly RunEffect[] = [];
  for (const event of events) [machine, effects] = step(machine, event);
  return { machine, effects };
}

/** As in `run run-1 red`, `wait 100`. */
function print(effects: readonly RunEffect[]): string {
  return effects
    .map((effect) => {
      if (effect.type === 'wait') return `wait ${effect.delayMs}`;
      if (effect.type === 'run') return `run ${effect.runId} ${effect.input.key}`;
      return effect.type === 'cancel' ? `cancel ${effect.runId}` : effect.type;
    })
    .join(', ');
}

function show({ run, schedule }: RunMachine): string {
  const waiting = schedule.pending === null ? '' : `, ${schedule.pending.input.key} waits`;
  return `${run.status} ${run.key ?? '-'}, shows ${run.resultKey ?? '-'}${waiting}`;
}

/** A machine with a run in progress, with nothing on screen yet. */
const running = [asked('red'), due] as const;
/** The same, when it has ended well. */
const done = [...running, ended('run-1'), asked('red')] as const;

describe('every state under every event', () => {
  it.each<readonly [string, readonly RunEvent[], RunEvent, string, string]>([
    ['idle', [], asked('red'), 'idle -, shows -, red waits', 'wait 100'],
    ['idle', [], asked(null), 'idle -, shows -', ''],
    ['idle', [], due, 'idle -, shows -', ''],
    ['idle', [], preview('run-1'), 'idle -, shows -', ''],
    ['idle', [], ended('run-1'), 'idle -, shows -', ''],
    ['idle', [], failed('run-1', LOST), 'idle -, shows -', ''],
    ['idle', [], stopped(null), 'idle -, shows -', ''],
    ['idle', [], stopped('red'), 'stopped red, shows -', ''],
    ['idle', [], retried(), 'idle -, shows -', 'ask-again'],
    ['idle', [], retried(false), 'idle -, shows -', 'open-pack, ask-again'],

    ['waiting', [asked('red')], asked('red'), 'idle -, shows -, red waits', ''],
    ['waiting', [asked('red')], asked('blue'), 'idle -, shows -, blue waits', 'wait 100'],
    ['waiting', [asked('red')], asked(null), 'idle -, shows -', 'cancel-wait'],
    ['waiting', [asked('red')], due, 'running red, shows -', 'run run-1 red'],
    ['waiting', [asked('red')], stopped('red'), 'stopped red, shows -', 'cancel-wait'],
    ['waiting', [asked('red')], retried(), 'idle -, shows -, red waits', 'ask-again'],

    ['running', running, asked('red'), 'running red, shows -', ''],
    ['running', running, asked('blue'), 'running red, shows -, blue waits', 'wait 100'],
    ['running', running, asked(null), 'running red, shows -', ''],
    ['running', running, preview('run-1'), 'running red, shows -', 'publish'],
    ['running', running, preview('run-0'), 'running red, shows -', ''],
    ['running', running, ended('run-1'), 'idle red, shows red', ''],
    ['running', running, ended('run-0'), 'running red, shows -', ''],
    ['running', running, failed('run-1', FAILED), 'failed red, shows -', ''],
    ['running', running, failed('run-1', CANCELLED), 'stopped red, shows -', ''],
    ['running', running, failed('run-0', CANCELLED), 'running red, shows -', ''],
    ['running', running, failed('run-1', LOST), 'failed red, shows -', 'close-pack, open-pack'],
    ['running', running, failed('run-0', LOST), 'running red, shows -', ''],
    ['running', running, stopped('red'), 'stopped red, shows -', 'cancel run-1'],
    ['running', running, retried(), 'running red, shows -', 'ask-again'],

    ['superseding', [...running, asked('blue')], due, 'running blue, shows -', 'run run-2 blue'],
    ['superseding', [...running, asked('blue')], preview('run-1'), 'running red, shows -, blue waits', ''],
    ['superseding', [...running, asked('blue')], asked('red'), 'running red, shows -', 'cancel-wait'],
    ['superseding', [...running, asked('blue')], ended('run-1'), 'idle red, shows red, blue waits', ''],
    ['superseded', [...running, asked('blue'), due], failed('run-1', CANCELLED), 'running blue, shows -', ''],
    ['superseded', [...running, asked('blue'), due], ended('run-1'), 'running blue, shows -', ''],
    ['superseded', [...running, asked('blue'), due], preview('run-1'), 'running blue, shows -', ''],

    ['done', done, asked('red'), 'idle red, shows red', ''],
    ['done', done, asked('blue'), 'idle red, shows red, blue waits', 'wait 100'],
    ['done', done, asked(null), 'idle red, shows red', ''],
    ['done', done, preview('run-1'), 'idle red, shows red', ''],
    ['done', done, stopped('red'), 'idle red, shows red', ''],
    ['another on top', [...done, asked('blue'), due], asked('red'), 'stopped blue, shows red', 'cancel run-2'],
    ['another on top', [...done, asked('blue'), due], stopped('blue'), 'stopped blue, shows red', 'cancel run-2'],
    ['another on top', [...done, asked('blue'), due], failed('run-2', FAILED), 'failed blue, shows red', ''],
    [
      'taken back',
      [...done, asked('blue'), due, asked('red')],
      asked('blue'),
      'stopped blue, shows red, blue waits',
      'wait 100',
    ],

    ['stopped', [...running, stopped('red')], asked('red'), 'stopped red, shows -', ''],
    ['stopped', [...running, stopped('red')], asked('blue'), 'stopped red, shows -, blue waits', 'wait 100'],
    ['stopped', [...running, stopped('red')], ended('run-1'), 'stopped red, shows -', ''],
    ['stopped', [...running, stopped('red')], retried(), 'stopped red, shows -', 'ask-again'],
    ['retried', [...running, stopped('red'), retried()], asked('red'), 'stopped red, shows -, red waits', 'wait 100'],
    ['failed', [...running, failed('run-1', FAILED)], asked('red'), 'failed red, shows -', ''],
    ['failed', [...running, failed('run-1', FAILED)], retried(), 'failed red, shows -', 'ask-again'],
    ['lost once', [...running, failed('run-1', LOST)], asked('red'), 'failed red, shows -, red waits', 'wait 100'],
  ])('%s, %#', (_, before, event, state, effects) => {
    const played = playFrom(play(...before).machine, event);
    expect(show(played.machine)).toBe(state);
    expect(print(played.effects)).toBe(effects);
  });
});

describe('a lost device', () => {
  const again = [asked(null), asked('red'), due] as const;

  it('is tried once more by itself, and then waits for the user', () => {
    const twice = play(...running, failed('run-1', LOST), ...again, failed('run-2', LOST));
    expect(print(twice.effects)).toBe('close-pack, open-pack');
    const reopened = playFrom(twice.machine, asked(null), asked('red'));
    expect(print(reopened.effects)).toBe('');
    expect(print(playFrom(reopened.machine, retried(), asked('red')).effects)).toBe('wait 100');
  });

  it('counts anew after a run that ended well', () => {
    const { machine } = play(...running, failed('run-1', LOST), ...again, ended('run-2'), asked('blue'), due);
    expect(print(playFrom(machine, failed('run-3', LOST), asked(null), asked('blue')).effects)).toBe('wait 100');
  });
});

describe('the wait for a pause', () => {
  const slow = (count: number, seconds: number) => Array.from({ length: count }, () => ended('run-0', seconds));

  it('is a tenth of a second, and a quarter once the last ten runs took over 1.5 s on average', () => {
    expect(print(play(...slow(10, 1.6), asked('a')).effects)).toBe('wait 250');
    // Ten fast runs push the slow ones out of memory.
    expect(print(play(...slow(10, 1.6), ...slow(10, 0.2), asked('a')).effects)).toBe('wait 100');
  });

  it('waits for the end of a word, unless the typing rests', () => {
    expect(print(play(asked('gre-')).effects)).toBe('wait 700');
    expect(print(play(asked('gre-'), asked('green', 300)).effects)).toBe('wait 100');
  });

  it('never makes the first of many changes wait longer than three seconds', () => {
    const typing = Array.from({ length: 30 }, (_, i) => asked(`text ${i}`, 100 * i));
    expect(print(play(...slow(10, 4), ...typing).effects)).toBe('wait 100');
    expect(print(play(...slow(10, 4), ...typing, asked('late', 3050)).effects)).toBe('wait 0');
  });
});

it('shows what the history brings back, and takes a run under way for no longer wanted', () => {
  const { machine } = play(...done, asked('blue'), due);
  const restored = { ...machine, run: showResult(resultOf('run-1'), 'red') };
  expect(show(playFrom(restored, asked('red')).machine)).toBe('idle red, shows red');
  expect(show(playFrom(restored, ended('run-2')).machine)).toBe('idle red, shows red');
});

/**
 * Plays user and engine against the machine, as `services/live-runs` connects them, and keeps the books of what runs.
 *
 * @returns what went wrong
 */
function simulate(moves: readonly number[]): readonly string[] {
  const keys = ['red', 'blue', 'green'];
  const wrong: string[] = [];
  let machine = idle;
  let current: string | null = null;
  let isDue = false;
  const begun = new Map<string, string>();
  const open = new Set<string>();
  const cancelled = new Set<string>();

  const perform = (effect: RunEffect): void => {
    if (effect.type === 'wait') isDue = true;
    if (effect.type === 'cancel-wait') isDue = false;
    if (effect.type === 'cancel') cancelled.add(effect.runId);
    if (effect.type === 'ask-again') send(asked(current));
    if (effect.type !== 'run') return;
    // The engine ends what runs when another run begins.
    for (const runId of open) cancelled.add(runId);
    begun.set(effect.runId, effect.input.key);
    open.add(effect.runId);
  };
  const send = (event: RunEvent): void => {
    const before: RunState = machine.run;
    const [next, effects] = step(machine, event);
    machine = next;
    for (const effect of effects) perform(effect);
    const { run } = machine;
    if ([...open].filter((runId) => !cancelled.has(runId)).length > 1) wrong.push('two runs are wanted');
    if (run.status === 'running' && !open.has(run.runId ?? '')) wrong.push('a run is said to go on that has ended');
    if (run.resultKey === before.resultKey) return;
    if (run.resultKey !== begun.get(run.result?.runId ?? '')) wrong.push('a picture is shown for other words');
    send(asked(current));
  };
  const endOne = (error: EngineError | null): void => {
    const [runId] = open;
    if (runId === undefined) return;
    open.delete(runId);
    const why = cancelled.has(runId) ? CANCELLED : error;
    send(why === null ? ended(runId) : failed(runId, why));
  };
  const fire = (): void => {
    if (!isDue) return;
    isDue = false;
    send(due);
  };
  const ask = (key: string | null): void => {
    current = key;
    send(asked(key));
  };
  const MOVES = [
    ...keys.map((key) => () => ask(key)),
    () => ask(null),
    fire,
    () => endOne(null),
    () => endOne(FAILED),
    () => endOne(LOST),
    () => send(stopped(current)),
    () => send(retried()),
  ];

  for (const move of moves) MOVES[move % MOVES.length]?.();
  fire();
  while (open.size > 0) endOne(null);
  if (machine.run.status === 'running') wrong.push('it runs for ever');
  if (machine.schedule.pending !== null) wrong.push('something waits for ever');
  return wrong;
}

it('whatever happens, a picture is shown for its own words alone, one run is wanted at a time, and it ends', () => {
  const moves = array(integer({ min: 0, max: 9 }), { maxLength: 60 });
  const holds = property(moves, (played) => {
    expect(simulate(played)).toEqual([]);
  });
  assert(holds, { numRuns: 500 });
});
