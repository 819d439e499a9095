import { EngineFailure } from '../protocol/errors.ts';
import { shrinkBudget, type MemoryBudget } from './memory-budget.ts';
import { createTaskQueue } from './task-queue.ts';
import type { Session } from './session.ts';

/** A session that can be made again, and what it takes on the device. */
export interface ResidentSource {
  readonly bytes: number;
  open(): Promise<Session>;
}

/** Sessions over one graphics card's memory: the ones used last stay, others make room. */
export interface Residency {
  /** A session that is on the device whenever it runs. */
  add(source: ResidentSource): ResidentSession;
  /** Whether so many bytes are within the budget, as far as is known by now. */
  hasRoomFor(bytes: number): boolean;
  release(): Promise<void>;
}

export interface ResidentSession extends Session {
  /** Puts it on the device now. */
  prepare(): Promise<void>;
}

/** What is on the device beside the sessions, and goes before any of them. */
export interface Spare {
  readonly usedBytes: number;
  clear(): void;
}

/**
 * A budget decides how many sessions stay; one that is larger than the budget is alone there. WebGPU does not say how much
 * memory a card has: when the device refuses a session, the others go and it is tried once more, and from then on the budget is what
 * fitted before.
 */
export function createResidency(budget: MemoryBudget, spare?: Spare): Residency {
  /** In the order of their last use. */
  const resident = new Map<ResidentSource, Session>();
  // A session must not go while another use of it is about to run.
  const queue = createTaskQueue();

  const occupied = () => [...resident.keys()].reduce((sum, { bytes }) => sum + bytes, 0);

  async function evict(keepBytes: number): Promise<void> {
    while (resident.size > 0 && occupied() > keepBytes) {
      const [oldest] = resident;
      if (oldest === undefined) return;
      resident.delete(oldest[0]);
      await oldest[1].release();
    }
  }

  async function open(source: ResidentSource): Promise<Session> {
    const room = Math.max(0, budget.limitBytes - source.bytes);
    if (spare !== undefined && occupied() + spare.usedBytes > room) spare.clear();
    await evict(room);
    budget.fittedBytes = occupied();
    try {
      return await source.open();
    } catch (error) {
      const isFull = error instanceof EngineFailure && error.error.code === 'device/out-of-memory';
      if (!isFull || resident.size === 0) throw error;
      shrinkBudget(budget);
      spare?.clear();
      await evict(0);
      return source.open();
    }
  }

  async function ensure(source: ResidentSource): Promise<Session> {
    const session = resident.get(source) ?? (await open(source));
    resident.delete(source);
    resident.set(source, session);
    return session;
  }

  return {
    add: (source) => ({
      prepare: () => queue.enqueue(async () => void (await ensure(source))),
      run: (...run: Parameters<Session['run']>) => queue.enqueue(async () => (await ensure(source)).run(...run)),
      runKeeping: (...run: Parameters<Session['runKeeping']>) =>
        queue.enqueue(async () => (await ensure(source)).runKeeping(...run)),
      release: () =>
        queue.enqueue(async () => {
          const session = resident.get(source);
          resident.delete(source);
          await session?.release();
        }),
    }),
    hasRoomFor: (bytes) => bytes <= budget.limitBytes,
    release: () => queue.enqueue(() => evict(-1)),
  };
}
