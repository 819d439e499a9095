import type { AttentionControl, Conditioning, Denoiser, ObjectiveCoefficients } from '../engine/ports.ts';
import { stackRows } from '../engine/diffusion/arithmetic.ts';
import { embedGuidance } from '../engine/diffusion/guidance-embedding.ts';
import { sameShape } from '../engine/tensor/broadcast.ts';
import { tensor, type Tensor } from '../engine/tensor/tensor.ts';
import type { OutputCheck } from './output-check.ts';
import type { Feed, Session } from './session.ts';
import type { DenoiserGraph } from '../packs/pack-layout.ts';

/** Sizes of the compiled graphs' inputs. */
export interface DenoiserShapes {
  /** [C, H, W]. */
  readonly latent: readonly number[];
  /** Text positions. */
  readonly tokens: number;
  /** Width of the guidance embedding; null when the model has none. */
  readonly timestepCond: number | null;
  /** Shapes, for one row, of the inputs that come from `Conditioning.added`. */
  readonly added: Readonly<Record<string, readonly number[]>>;
}

/** A denoiser on sessions; `prepare` creates sessions ahead of their first run. */
export interface SessionDenoiser extends Denoiser {
  prepare(graphs: readonly DenoiserGraph[]): Promise<void>;
}

/**
 * The compiled denoiser's three graphs as a `Denoiser`. Each session is created when it is first needed (`open` does it) and
 * kept; its owner releases it.
 */
export function createDenoiser(
  { latent, tokens, timestepCond, added }: DenoiserShapes,
  open: (graph: DenoiserGraph) => Promise<Session>,
  check: OutputCheck = (output) => output,
): SessionDenoiser {
  const latentShape = [1, ...latent];
  const sessions = new Map<DenoiserGraph, Promise<Session>>();

  function session(graph: DenoiserGraph): Promise<Session> {
    const known = sessions.get(graph);
    if (known !== undefined) return known;
    const opened = open(graph).catch((error: unknown) => {
      sessions.delete(graph);
      throw error;
    });
    sessions.set(graph, opened);
    return opened;
  }

  function commonFeeds(sample: Tensor, timestep: number, rows: readonly Conditioning[]): Record<string, Feed> {
    const guidance = timestepCond === null ? null : rows.map((row) => embedGuidance(row.guidance, timestepCond));
    const further = Object.entries(added).map(
      ([name, shape]) => [name, stackRows(rows.map((row) => addedInput(row, name, shape)))] as const,
    );
    return {
      sample,
      timestep: vector([timestep]),
      encoder_hidden_states: stackRows(rows.map((row) => row.hiddenStates)),
      ...(guidance === null ? {} : { timestep_cond: stackRows(guidance) }),
      ...Object.fromEntries(further),
    };
  }

  return {
    latentShape,
    tokens,
    async predict(sample, timestep, conditioning) {
      const outputs = await (
        await session('forward')
      ).run(commonFeeds(sample, timestep, [conditioning]), ['noise_pred']);
      return check(take(outputs, 'noise_pred'));
    },
    async gradient(sample, previous, timestep, conditioning, coefficients) {
      const feeds = {
        ...commonFeeds(sample, timestep, [conditioning]),
        previous,
        ...objectiveFeeds(coefficients),
      };
      const outputs = await (await session('gradient')).run(feeds, ['noise_pred', 'objective', 'gradient']);
      return {
        noise: check(take(outputs, 'noise_pred')),
        objective: take(outputs, 'objective').data[0] ?? Number.NaN,
        gradient: take(outputs, 'gradient'),
      };
    },
    async controlled(sample, timestep, conditioning, control) {
      const feeds = { ...commonFeeds(sample, timestep, conditioning), ...controlFeeds(control) };
      const outputs = await (await session('controlled')).run(feeds, ['noise_pred', 'attention_maps']);
      return { noise: check(take(outputs, 'noise_pred')), maps: take(outputs, 'attention_maps') };
    },
    async prepare(graphs) {
      await Promise.all(graphs.map((graph) => session(graph)));
    },
  };
}

function objectiveFeeds(coefficients: ObjectiveCoefficients): Record<string, Feed> {
  return {
    drift: vector([coefficients.drift]),
    noise: vector([coefficients.noise]),
    l1: vector([coefficients.l1]),
    l2: vector([coefficients.l2]),
    prior: vector([coefficients.prior]),
    prior_mean: vector([coefficients.priorMean]),
  };
}

function controlFeeds(control: AttentionControl): Record<string, Feed> {
  return {
    word_map: control.wordMap,
    word_alpha: control.wordAlpha,
    equalizer: control.equalizer,
    cross_gate: control.crossGate,
    self_gate: vector([control.selfGate]),
  };
}

function vector(values: readonly number[]): Tensor {
  return tensor([values.length], Float32Array.from(values));
}

function addedInput({ added }: Conditioning, name: string, shape: readonly number[]): Tensor {
  const value = added?.[name];
  if (value === undefined || !sameShape(value.shape, shape)) {
    const given = value === undefined ? 'none' : `[${value.shape.join(', ')}]`;
    throw new RangeError(
      `the model takes an input ${name} of shape [${shape.join(', ')}]; the conditioning has ${given}`,
    );
  }
  return value;
}

function take(outputs: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const value = outputs[name];
  if (value === undefined) throw new RangeError(`the denoiser has no output ${name}`);
  return value;
}
