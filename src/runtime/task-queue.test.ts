import { expect, test } from 'vitest';
import { createTaskQueue } from './task-queue.ts';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('tasks run one after another, in the order in which they came', async () => {
  const queue = createTaskQueue();
  const log: string[] = [];
  const task = (name: string, turns: number) => async () => {
    log.push(`begin ${name}`);
    for (let turn = 0; turn < turns; turn++) await nextTurn();
    log.push(`end ${name}`);
    return name;
  };
  const added = [queue.enqueue(task('a', 3)), queue.enqueue(task('b', 0)), queue.enqueue(task('c', 1))];
  expect(queue.length).toBe(3);
  const results = await Promise.all(added);
  expect(queue.length).toBe(0);
  expect(results).toEqual(['a', 'b', 'c']);
  expect(log).toEqual(['begin a', 'end a', 'begin b', 'end b', 'begin c', 'end c']);
});

test('a failed task rejects for its caller and does not stop those behind it', async () => {
  const queue = createTaskQueue();
  const failed = queue.enqueue(() => Promise.reject(new Error('no')));
  const next = queue.enqueue(() => Promise.resolve(1));
  await expect(failed).rejects.toThrow('no');
  await expect(next).resolves.toBe(1);
  expect(queue.length).toBe(0);
});
