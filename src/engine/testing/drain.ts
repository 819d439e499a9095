import { finish } from '../generators.ts';

/** Runs a generator to its end: everything it yielded, and what it returned. */
export async function drain<Yielded, Returned>(
  generator: AsyncGenerator<Yielded, Returned, void>,
): Promise<{ readonly yielded: readonly Yielded[]; readonly returned: Returned }> {
  const yielded: Yielded[] = [];
  const returned = await finish(generator, (value) => void yielded.push(value));
  return { yielded, returned };
}
