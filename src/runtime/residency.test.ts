import { describe, expect, it } from 'vitest';
import { EngineFailure } from '../protocol/errors.ts';
import { createMemoryBudget, shrinkBudget } from './memory-budget.ts';
import { createResidency, type ResidentSource } from './residency.ts';
import type { Session } from './session.ts';

/** A device of `capacity` bytes whose sessions note what happens to them. */
function createDevice(capacity = Infinity) {
  const events: string[] = [];
  let used = 0;
  const source = (name: string, bytes: number): ResidentSource => ({
    bytes,
    async open(): Promise<Session> {
      if (used + bytes > capacity) {
        events.push(`${name} refused`);
        throw new EngineFailure('device/out-of-memory');
      }
      used += bytes;
      events.push(`${name} opened`);
      return {
        async run() {
          events.push(`${name} ran`);
          return {};
        },
        async runKeeping() {
          return { outputs: {}, kept: null };
        },
        async release() {
          used -= bytes;
          events.push(`${name} released`);
        },
      };
    },
  });
  return { events, source, used: () => used };
}

describe('createResidency', () => {
  it('opens a session for its first run and keeps it', async () => {
    const { events, source } = createDevice();
    const session = createResidency(createMemoryBudget(10)).add(source('forward', 4));
    await session.run({}, []);
    await session.run({}, []);
    expect(events).toEqual(['forward opened', 'forward ran', 'forward ran']);
  });

  it('lets the session go that was used longest ago', async () => {
    const { events, source } = createDevice();
    const residency = createResidency(createMemoryBudget(10));
    const [a, b, c] = ['a', 'b', 'c'].map((name) => residency.add(source(name, 4)));
    await a?.run({}, []);
    await b?.run({}, []);
    await a?.run({}, []);
    await c?.run({}, []);
    expect(events.filter((event) => !event.endsWith('ran'))).toEqual([
      'a opened',
      'b opened',
      'b released',
      'c opened',
    ]);
  });

  it('has a session larger than the budget alone', async () => {
    const { events, source, used } = createDevice();
    const residency = createResidency(createMemoryBudget(10));
    await residency.add(source('small', 4)).prepare();
    await residency.add(source('large', 12)).run({}, []);
    expect(events).toEqual(['small opened', 'small released', 'large opened', 'large ran']);
    expect(used()).toBe(12);
  });

  it('makes room and tries again when the device has less than was thought, and remembers', async () => {
    const { events, source } = createDevice(9);
    const residency = createResidency(createMemoryBudget(100));
    const [a, b] = ['a', 'b'].map((name) => residency.add(source(name, 5)));
    await a?.run({}, []);
    await b?.run({}, []);
    await a?.run({}, []);
    expect(events.filter((event) => !event.endsWith('ran'))).toEqual([
      'a opened',
      'b refused',
      'a released',
      'b opened',
      'b released',
      'a opened',
    ]);
  });

  it('says that the device is full when nothing can go', async () => {
    const { source } = createDevice(3);
    await expect(createResidency(createMemoryBudget(10)).add(source('a', 5)).prepare()).rejects.toMatchObject({
      error: { code: 'device/out-of-memory' },
    });
  });

  it('finishes a run before its session goes', async () => {
    const { events, source } = createDevice();
    const residency = createResidency(createMemoryBudget(5));
    const [a, b] = ['a', 'b'].map((name) => residency.add(source(name, 4)));
    await Promise.all([a?.run({}, []), b?.run({}, []), a?.run({}, [])]);
    expect(events).toEqual(['a opened', 'a ran', 'a released', 'b opened', 'b ran', 'b released', 'a opened', 'a ran']);
  });

  it('gives up what is spare before any session', async () => {
    const { events, source } = createDevice(9);
    const spare = { usedBytes: 3, clear: () => void (events.push('spare cleared'), (spare.usedBytes = 0)) };
    const residency = createResidency(createMemoryBudget(12), spare);
    await residency.add(source('a', 4)).prepare();
    await residency.add(source('b', 5)).prepare();
    expect(events).toEqual(['a opened', 'b opened']);
    spare.usedBytes = 4;
    await residency.add(source('c', 1)).prepare();
    expect(events).toEqual([
      'a opened',
      'b opened',
      'spare cleared',
      'c refused',
      'spare cleared',
      'a released',
      'b released',
      'c opened',
    ]);
  });

  it('has room for what is within the budget, and less after the device refused', async () => {
    const { source } = createDevice(9);
    const residency = createResidency(createMemoryBudget(100));
    expect(residency.hasRoomFor(100)).toBe(true);
    await residency.add(source('a', 5)).prepare();
    await residency.add(source('b', 5)).prepare();
    expect([5, 6].map((bytes) => residency.hasRoomFor(bytes))).toEqual([true, false]);
  });

  it('has no more room, on the next device, than before the session with which this one was full', async () => {
    const budget = createMemoryBudget(100);
    const first = createDevice();
    const residency = createResidency(budget);
    const names = ['a', 'b', 'c'];
    for (const name of names) await residency.add(first.source(name, 4)).prepare();
    shrinkBudget(budget);
    expect(budget.limitBytes).toBe(8);

    const second = createDevice();
    const next = createResidency(budget);
    for (const name of names) await next.add(second.source(name, 4)).prepare();
    expect(second.events).toEqual(['a opened', 'b opened', 'a released', 'c opened']);
    // Full again, and again: sessions are alone in the end.
    shrinkBudget(budget);
    expect(budget.limitBytes).toBe(4);
    const third = createResidency(budget);
    for (const name of names) await third.add(second.source(name, 4)).prepare();
    shrinkBudget(budget);
    expect(budget.limitBytes).toBe(0);
  });

  it('releases everything', async () => {
    const { source, used } = createDevice();
    const residency = createResidency(createMemoryBudget(10));
    await residency.add(source('a', 4)).prepare();
    await residency.add(source('b', 4)).prepare();
    await residency.release();
    expect(used()).toBe(0);
  });
});
