import { expose } from 'comlink';
import { afterEach, expect, test } from 'vitest';
import type { LifeNotice } from '../../protocol/life-notice.ts';
import { createWorkerClient, type EndReason } from './worker-client.ts';

const API = {
  double: async (value: number) => 2 * value,
  wait: () => new Promise<number>(() => undefined),
  fail: async (): Promise<number> => {
    throw new RangeError('no such number');
  },
};

const ports: MessagePort[] = [];
afterEach(() => ports.splice(0).forEach((port) => port.close()));

/** What of a Worker a client uses, at the other end of a channel. */
function createFakeWorkers() {
  const started: EventTarget[] = [];
  let terminated = 0;
  const start = (): Worker => {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    expose(API, port1);
    port1.postMessage({ lifeLock: null } satisfies LifeNotice);
    started.push(port2);
    return Object.assign(port2, { terminate: () => void terminated++ }) as unknown as Worker;
  };
  return { start, started, terminated: () => terminated };
}

const failed = (reason: EndReason): string => `failed: ${reason}`;

test('a call starts the worker, the next uses the same', async () => {
  const { start, started } = createFakeWorkers();
  const client = createWorkerClient<typeof API>(start);
  expect(started).toHaveLength(0);
  expect(await client.call<number | string>((api) => api.double(2), failed)).toBe(4);
  expect(await client.call<number | string>((api) => api.double(3), failed)).toBe(6);
  expect(started).toHaveLength(1);
});

test('a call that throws fails with what was thrown', async () => {
  const client = createWorkerClient<typeof API>(createFakeWorkers().start);
  expect(await client.call<number | string>((api) => api.fail(), failed)).toBe('failed: RangeError: no such number');
});

test('a call that the worker does not survive fails, and the next starts another worker', async () => {
  const { start, started, terminated } = createFakeWorkers();
  const client = createWorkerClient<typeof API>(start);
  const answer = client.call<number | string>((api) => api.wait(), failed);
  started[0]?.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }));
  expect(await answer).toBe('failed: out of memory');
  expect(terminated()).toBe(1);
  expect(await client.call<number | string>((api) => api.double(2), failed)).toBe(4);
  expect(started).toHaveLength(2);
});

test('the end of the worker ends its calls without a reason', async () => {
  const { start, terminated } = createFakeWorkers();
  const client = createWorkerClient<typeof API>(start);
  const answer = client.call<number | string>((api) => api.wait(), failed);
  client.end();
  expect(await answer).toBe('failed: null');
  expect(terminated()).toBe(1);
});

test('a notice starts no worker', async () => {
  const { start, started } = createFakeWorkers();
  const client = createWorkerClient<typeof API>(start);
  const heard: string[] = [];
  await client.notify(async () => void heard.push('early'));
  expect(started).toHaveLength(0);
  await client.call<number | string>((api) => api.double(1), failed);
  await client.notify(async () => void heard.push('late'));
  expect(heard).toEqual(['late']);
});
