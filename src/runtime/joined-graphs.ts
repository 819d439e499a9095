import { joinDenoiserGraphs } from '../engine/compiler/one-graph-denoiser.ts';
import { switchOf } from '../engine/compiler/one-graph.ts';
import { sizeOf, tensor } from '../engine/tensor/tensor.ts';
import type { LoadedDenoiser } from './compiled-denoiser.ts';
import type { Feed, ModelBytes, Session } from './session.ts';
import type { DenoiserGraph } from '../packs/pack-layout.ts';

interface Joined {
  readonly session: Session;
  /** Zeros for every input, switches off. */
  readonly idle: Readonly<Record<string, Feed>>;
}

/**
 * Opens the denoiser's graphs as views of one session, which `open` creates when the first of them is asked for. A view is fed
 * as its own graph would be.
 */
export function openJoinedGraphs(
  compiled: Pick<LoadedDenoiser, 'graph'>,
  open: (bytes: ModelBytes) => Promise<Session>,
): (graph: DenoiserGraph) => Promise<Session> {
  let joined: Promise<Joined> | undefined;

  async function join(): Promise<Joined> {
    const [forward, gradient, controlled] = await Promise.all([
      compiled.graph('forward'),
      compiled.graph('gradient'),
      compiled.graph('controlled'),
    ]);
    const { model, inputs } = joinDenoiserGraphs({
      forward: forward.model,
      gradient: gradient.model,
      controlled: controlled.model,
    });
    const idle = Object.entries(inputs).map(([name, { dtype, shape }]): [string, Feed] => [
      name,
      dtype === 'bool' ? { isOn: false } : tensor(shape, new Float32Array(sizeOf(shape))),
    ]);
    // Prepacked copies of the weights would be kept beside the weights, which several branches read.
    const session = await open({ model, externalData: forward.externalData, prepacks: false });
    return { session, idle: Object.fromEntries(idle) };
  }

  return async (graph) => {
    joined ??= join().catch((error: unknown) => {
      joined = undefined;
      throw error;
    });
    return viewOf(await joined, graph);
  };
}

function viewOf({ session, idle }: Joined, graph: DenoiserGraph): Session {
  const ownSwitch = switchOf(graph);
  const nameOf = (input: string): string => (`${input}_${graph}` in idle ? `${input}_${graph}` : input);
  return {
    run: (feeds, outputs) =>
      session.run(
        {
          ...idle,
          ...Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [nameOf(name), feed])),
          ...(ownSwitch in idle ? { [ownSwitch]: { isOn: true } } : {}),
        },
        outputs,
      ),
    release: () => session.release(),
  };
}
