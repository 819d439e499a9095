/** Runs a generator to its end, hands each event on, and returns its result. */
export async function finish<Event, Result>(
  events: AsyncGenerator<Event, Result, void>,
  onEvent: (event: Event) => void,
): Promise<Result> {
  let next = await events.next();
  while (!next.done) {
    onEvent(next.value);
    next = await events.next();
  }
  return next.value;
}
