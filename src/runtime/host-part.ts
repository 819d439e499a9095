import { computeHostPart, type HostPart } from '../engine/passes/split-host-part.ts';
import type { Tensor } from '../engine/tensor/tensor.ts';
import type { Feeds, Session } from './session.ts';

/** Results that are kept: an edit has a few timesteps, and as many sets of control factors. */
const MOST_KEPT = 32;

/**
 * A session on a graph that has lost its host part (`splitHostPart`), with the interface of the whole graph. The results of inputs that come again are the same tensors, which a recorded session does not send again.
 */
export function withHostPart(session: Session, host: HostPart | null): Session {
  if (host === null) return session;
  const { graph, dropped } = host;
  const kept = new Map<string, Readonly<Record<string, Tensor>>>();

  function complete(feeds: Feeds): Feeds {
    const vectors = graph.inputs.map(({ name }) => [name, tensorOf(feeds, name)] as const);
    const key = vectors.map(([, { data }]) => data.join()).join(' ');
    const ahead = kept.get(key) ?? computeHostPart({ graph, dropped }, Object.fromEntries(vectors));
    kept.set(key, ahead);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return { ...Object.fromEntries(Object.entries(feeds).filter(([name]) => !dropped.includes(name))), ...ahead };
  }

  return {
    run: (feeds, outputs) => session.run(complete(feeds), outputs),
    runKeeping: (feeds, outputs, names) => session.runKeeping(complete(feeds), outputs, names),
    release: () => session.release(),
  };
}

function tensorOf(feeds: Feeds, name: string): Tensor {
  const feed = feeds[name];
  if (feed === undefined || !('data' in feed)) throw new RangeError(`${name} is not fed with numbers`);
  return feed;
}
