import type {
  AttentionControl,
  Conditioning,
  ControlledResult,
  ControlledRows,
  Denoiser,
  MutualAttention,
  ObjectiveCoefficients,
} from '../engine/ports.ts';
import { stackRows, takeRow } from '../engine/diffusion/arithmetic.ts';
import { embedGuidance } from '../engine/diffusion/guidance-embedding.ts';
import { sameShape } from '../engine/tensor/broadcast.ts';
import { tensor, type Tensor } from '../engine/tensor/tensor.ts';
import { EngineFailure } from '../protocol/errors.ts';
import type { OutputCheck } from './output-check.ts';
import type { Feed, Feeds, Outputs, Session } from './session.ts';
import type { KeptRow, SourceMemory } from './source-memory.ts';
import type { DenoiserGraph } from '../packs/pack-layout.ts';
import { sourceNameOf } from '../engine/passes/control-rule.ts';
import type { RunGraph } from './compiled-denoiser.ts';

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
  /** Values of the source row that `controlled` leaves for `target`. */
  readonly sourceValues: Readonly<Record<string, readonly number[]>>;
  /** [height, width] of the attention maps. */
  readonly mapSize: readonly [height: number, width: number];
  readonly attention: readonly { readonly kind: 'self' | 'cross'; readonly queries: number }[];
}

const CONTROLLED_OUTPUTS = ['noise_pred', 'attention_maps'] as const;

/** A denoiser on sessions; `prepare` creates sessions ahead of their first run. */
export interface SessionDenoiser extends Denoiser {
  prepare(graphs: readonly DenoiserGraph[]): Promise<void>;
}

export interface DenoiserOptions {
  readonly check?: OutputCheck;
  /** Where source rows are kept, so that later words cost the target's row alone; left out where there is no room for them. */
  readonly memory?: SourceMemory | null;
}

/**
 * The compiled denoiser's graphs as a `Denoiser`. Each session is created when it is first needed or prepared (`open` does it) and
 * kept; its owner releases it.
 */
export function createDenoiser(
  { latent, tokens, timestepCond, added, sourceValues, mapSize, attention }: DenoiserShapes,
  open: (graph: RunGraph) => Promise<Session>,
  { check = (output) => output, memory = null }: DenoiserOptions = {},
): SessionDenoiser {
  const latentShape = [1, ...latent];
  const selfSites = attention.filter(({ kind }) => kind === 'self').length;
  const mapSites = attention.flatMap(({ kind, queries }, site) => {
    const name = sourceNameOf('probabilities', site);
    return kind === 'self' && queries === mapSize[0] * mapSize[1] && name in sourceValues ? [name] : [];
  });
  const sessions = new Map<RunGraph, Promise<Session>>();

  function session(graph: RunGraph): Promise<Session> {
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

  function differentiateBy(graph: 'gradient' | 'text-gradient'): Denoiser['gradient'] {
    return async (sample, previous, timestep, conditioning, coefficients) => {
      const common = commonFeeds(sample, timestep, [conditioning]);
      const feeds = { ...common, previous, ...objectiveFeeds(coefficients) };
      const outputs = await (await session(graph)).run(feeds, ['noise_pred', 'objective', 'gradient']);
      return {
        noise: check(take(outputs, 'noise_pred')),
        objective: take(outputs, 'objective').data[0] ?? Number.NaN,
        gradient: take(outputs, 'gradient'),
      };
    };
  }

  function pairFeeds({ source, target }: ControlledRows, timestep: number): Feeds {
    const sample = stackRows([source.latent, target.latent]);
    return commonFeeds(sample, timestep, [source.conditioning, target.conditioning]);
  }

  async function runBoth(rows: ControlledRows, timestep: number, control: AttentionControl): Promise<ControlledResult> {
    const feeds = { ...pairFeeds(rows, timestep), ...controlFeeds(control) };
    const controlled = await session('controlled');
    if (memory?.isOpen !== true) return readControlled(await controlled.run(feeds, CONTROLLED_OUTPUTS));
    const { outputs, kept } = await controlled.runKeeping(feeds, CONTROLLED_OUTPUTS, Object.keys(sourceValues));
    const result = readControlled(outputs);
    if (kept !== null) {
      memory.add(rows.source, timestep, {
        noise: takeRow(result.noise, 0),
        maps: takeRow(result.maps, 0),
        values: kept,
      });
    }
    return result;
  }

  /** Null where the source row did not run before, or there is no room for the session of the target alone. */
  async function runBesideKept(
    rows: ControlledRows,
    timestep: number,
    control: AttentionControl,
  ): Promise<ControlledResult | null> {
    if (memory === null) return null;
    try {
      return await memory.use(rows.source, timestep, (kept) => runTarget(rows, timestep, control, kept));
    } catch (error) {
      if (!(error instanceof EngineFailure) || error.error.code !== 'device/out-of-memory') throw error;
      memory.close();
      return null;
    }
  }

  async function runTarget(
    { target }: ControlledRows,
    timestep: number,
    control: AttentionControl,
    source: KeptRow,
  ): Promise<ControlledResult> {
    const feeds: Feeds = {
      ...commonFeeds(target.latent, timestep, [target.conditioning]),
      ...controlFeeds(control),
      ...source.values,
    };
    const { noise, maps } = readControlled(await (await session('target')).run(feeds, CONTROLLED_OUTPUTS));
    return { noise: stackRows([source.noise, noise]), maps: stackRows([source.maps, maps]), rows: 1 };
  }

  function readControlled(outputs: Outputs): ControlledResult {
    const noise = check(take(outputs, 'noise_pred'));
    return { noise, maps: take(outputs, 'attention_maps'), rows: noise.shape[0] ?? 0 };
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
    gradient: differentiateBy('gradient'),
    textGradient: differentiateBy('text-gradient'),
    async controlled(rows, timestep, control) {
      return (await runBesideKept(rows, timestep, control)) ?? runBoth(rows, timestep, control);
    },
    async mutual(rows, timestep, attending) {
      const feeds = { ...pairFeeds(rows, timestep), ...mutualFeeds(attending, selfSites, latent) };
      return readControlled(await (await session('mutual')).run(feeds, CONTROLLED_OUTPUTS));
    },
    async injected(rows, timestep, { features, attention }) {
      const gates = { feature_gate: vector([features]), attention_gate: vector([attention]) };
      const feeds = { ...pairFeeds(rows, timestep), ...gates };
      return readControlled(await (await session('injected')).run(feeds, CONTROLLED_OUTPUTS));
    },
    async unified({ source, layout, target }, timestep, control) {
      const rows = [source, layout, target];
      const sample = stackRows(rows.map(({ latent }) => latent));
      const common = commonFeeds(
        sample,
        timestep,
        rows.map(({ conditioning }) => conditioning),
      );
      const feeds = { ...common, ...controlFeeds(control) };
      return readControlled(await (await session('unified')).run(feeds, CONTROLLED_OUTPUTS));
    },
    async selfAttention(row, timestep) {
      if (mapSites.length === 0) return null;
      const rows = { source: { ...row, trajectory: [] }, target: row };
      const feeds = { ...pairFeeds(rows, timestep), ...controlFeeds(withoutControl(tokens)) };
      const outputs = await (await session('controlled')).run(feeds, mapSites);
      return averageAttention(
        mapSites.map((name) => take(outputs, name)),
        mapSize,
      );
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

/** The target row is left as it is. */
function withoutControl(tokens: number): AttentionControl {
  const none = vector(Array<number>(tokens).fill(0));
  const wordMap = tensor([tokens, tokens], new Float32Array(tokens * tokens));
  return { wordMap, wordAlpha: none, equalizer: none, crossGate: none, selfGate: 0 };
}

/** Of probabilities [1, heads, places, places], all heads of all sites. */
function averageAttention(sites: readonly Tensor[], [height, width]: readonly [number, number]): Tensor {
  const places = height * width;
  const size = places * places;
  const mean = new Float32Array(size);
  const heads = sites.reduce((sum, { data }) => sum + data.length / size, 0);
  for (const { data } of sites) data.forEach((value, i) => (mean[i % size] = (mean[i % size] ?? 0) + value / heads));
  return tensor([places, height, width], mean);
}

function mutualFeeds(
  { ownSites, masks }: MutualAttention,
  selfSites: number,
  [, height = 1, width = 1]: readonly number[],
): Record<string, Feed> {
  const all = tensor([1, 1, height, width], new Float32Array(height * width).fill(1));
  const first = Math.round(ownSites * selfSites);
  return {
    mutual_gate: vector(Array.from({ length: selfSites }, (_, site) => (site < first ? 0 : 1))),
    mask_gate: vector([masks === null ? 0 : 1]),
    source_mask: masks?.source ?? all,
    target_mask: masks?.target ?? all,
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

function take(outputs: Outputs, name: string): Tensor {
  const value = outputs[name];
  if (value === undefined) throw new RangeError(`the denoiser has no output ${name}`);
  return value;
}
