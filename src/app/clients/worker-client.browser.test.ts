import { expect, test } from 'vitest';
import type { Mortal } from './testing/mortal.worker.ts';
import { createWorkerClient, type EndReason } from './worker-client.ts';

const start = (): Worker => new Worker(new URL('testing/mortal.worker.ts', import.meta.url), { type: 'module' });
const failed = (reason: EndReason, isOver: boolean): string => `${isOver ? 'over' : 'failed'}: ${String(reason)}`;

test('where a thread ends without a word, calls on it fail, and the next starts another', async () => {
  const client = createWorkerClient<Mortal>(start);
  expect(await client.call<number | string>((mortal) => mortal.double(2), failed)).toBe(4);
  const waiting = client.call<number | string>((mortal) => mortal.wait(), failed);
  expect(await client.call<number | string>((mortal) => mortal.die(), failed)).toBe('over: the thread was ended');
  expect(await waiting).toBe('over: the thread was ended');
  expect(await client.call<number | string>((mortal) => mortal.double(3), failed)).toBe(6);
  client.end();
  // An end that was asked for is not taken for another one later.
  expect(await client.call<number | string>((mortal) => mortal.double(4), failed)).toBe(8);
  client.end();
});

test('a call that has its answer is let go of, with all that it was about', async () => {
  const client = createWorkerClient<Mortal>(start);
  const sent = new WeakRef(await sendPicture(client));
  const { gc } = globalThis as { readonly gc?: (options: { readonly execution: 'async' }) => Promise<void> };
  if (gc === undefined) throw new Error('the browser collects when it likes');
  await expect.poll(async () => (await gc({ execution: 'async' }), sent.deref())).toBeUndefined();
  client.end();
});

async function sendPicture(client: ReturnType<typeof createWorkerClient<Mortal>>): Promise<object> {
  const picture = { width: 2 };
  await client.call<number | string>((mortal) => mortal.double(picture.width), failed);
  return picture;
}
