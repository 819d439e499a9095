/** Runs a generator to its end: everything it yielded, and what it returned. */
export async function drain<Yielded, Returned>(
  generator: AsyncGenerator<Yielded, Returned, void>,
): Promise<{ readonly yielded: readonly Yielded[]; readonly returned: Returned }> {
  const yielded: Yielded[] = [];
  let next = await generator.next();
  while (!next.done) {
    yielded.push(next.value);
    next = await generator.next();
  }
  return { yielded, returned: next.value };
}
