/** Running generators that report on their way and return a result at the end. */

/** Runs a generator to its end and returns its result; waits for `onValue` before it goes on. */
export async function finish<Value, Result>(
  generator: AsyncGenerator<Value, Result, void>,
  onValue: (value: Value) => void | Promise<void> = () => undefined,
): Promise<Result> {
  let next = await generator.next();
  while (!next.done) {
    await onValue(next.value);
    next = await generator.next();
  }
  return next.value;
}

/** Runs a generator to its end inside another: yields what `report` makes of each value, and returns the result. */
export async function* relay<Value, Reported, Result>(
  generator: AsyncGenerator<Value, Result, void>,
  report: (value: Value) => Iterable<Reported> | AsyncIterable<Reported>,
): AsyncGenerator<Reported, Result, void> {
  let next = await generator.next();
  while (!next.done) {
    yield* report(next.value);
    next = await generator.next();
  }
  return next.value;
}
