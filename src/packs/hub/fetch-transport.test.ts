import { expect, test } from 'vitest';
import { createFetchTransport } from './fetch-transport.ts';

/** A line that sends a text in so many pieces, and none after the first `silences`. */
function createSlowLine(text: string, pieces: number, silences: number) {
  const bytes = new TextEncoder().encode(text);
  const timers = new Set<() => void>();
  let sent = 0;
  const read = async () => {
    if (sent === pieces) return { done: true };
    if (sent === silences) {
      // The time begins once the line was asked.
      queueMicrotask(() => timers.forEach((end) => end()));
      return new Promise<never>(() => undefined);
    }
    const [from, to] = [sent, sent + 1].map((index) => Math.round((index * bytes.length) / pieces));
    sent += 1;
    return { done: false, value: bytes.subarray(from, to) };
  };
  let started = 0;
  const transport = createFetchTransport(
    async () => ({
      status: 200,
      headers: { get: () => null },
      body: { getReader: () => ({ read, cancel: async () => undefined }) },
    }),
    () => {
      started += 1;
      let end = (): void => undefined;
      const over = new Promise<void>((resolve) => {
        end = resolve;
      });
      timers.add(end);
      return { over, cancel: () => timers.delete(end) };
    },
  );
  return { transport, countTimers: () => started };
}

const LISTING = JSON.stringify([{ path: 'größe.onnx', size: 12 }]);

test('a listing that comes slowly, letters cut in the middle, is read: each piece has the time that a line may be silent', async () => {
  const { transport, countTimers } = createSlowLine(LISTING, 40, Infinity);
  const response = await transport.get('https://hub.test/tree');
  expect(await response.json()).toEqual(JSON.parse(LISTING));
  expect(countTimers()).toBeGreaterThan(40);
});

test('a listing that falls silent is given up', async () => {
  const { transport } = createSlowLine(LISTING, 40, 7);
  const response = await transport.get('https://hub.test/tree');
  await expect(response.json()).rejects.toThrow('nothing came for 30 s');
});

test('a listing without end is given up', async () => {
  const { transport } = createSlowLine(' '.repeat(2 ** 20 * 40), 40, Infinity);
  const response = await transport.get('https://hub.test/tree');
  await expect(response.json()).rejects.toThrow('more than');
});
