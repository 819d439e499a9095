/**
 * A denoiser without a network: for data drawn from a mixture of isotropic Gaussians the noise prediction and its Jacobian have closed forms.
 *
 *   p_t(x) = sum_k w_k N(x; a mu_k, tau_k I),  tau_k = a^2 v_k + s^2,  gamma_k = posterior of k,  u_k = (x - a mu_k) / tau_k
 *   eps(x, t) = -s grad log p_t(x) = s sum_k gamma_k u_k
 *   d eps / dx = s [ (sum_k gamma_k / tau_k) I - sum_k gamma_k u_k u_k^T + ubar ubar^T ],  ubar = sum_k gamma_k u_k
 *
 * The Jacobian is symmetric. Words change the weights: w_k grows with the hidden states along the component's own direction.
 */
import type {
  AttentionControl,
  Conditioning,
  ControlledResult,
  ControlledRows,
  Denoiser,
  GradientResult,
  ObjectiveCoefficients,
} from '../../ports.ts';
import { type Tensor, tensor, zeros } from '../../tensor/tensor.ts';
import { combine, dot, stackRows, takeRow } from '../../diffusion/arithmetic.ts';
import type { NoiseSchedule } from '../../diffusion/noise-schedule.ts';

export interface Component {
  readonly mean: Tensor;
  readonly variance: number;
  /** Token ids that call for this component. */
  readonly tokenIds: readonly number[];
}

export interface RowCounts {
  predict: number;
  gradient: number;
  controlled: number;
  mutual: number;
  injected: number;
  unified: number;
  selfAttention: number;
}

export interface GaussianMixtureDenoiser extends Denoiser {
  /** Calls so far. */
  readonly calls: RowCounts;
  /** J^T v of eps at `sample`. */
  pullBack(sample: Tensor, timestep: number, conditioning: Conditioning, cotangent: Tensor): Tensor;
}

/** How much more a component weighs, in nats, for each of its words in the prompt. */
const WORD_WEIGHT = 6;

export function createGaussianMixture(
  schedule: NoiseSchedule,
  components: readonly [Component, ...Component[]],
  tokens = 8,
): GaussianMixtureDenoiser {
  const latentShape = components[0].mean.shape;
  const calls: RowCounts = {
    predict: 0,
    gradient: 0,
    controlled: 0,
    mutual: 0,
    injected: 0,
    unified: 0,
    selfAttention: 0,
  };

  interface Local {
    readonly sigma: number;
    readonly posteriors: readonly number[];
    readonly spreads: readonly number[];
    readonly directions: readonly Tensor[];
    readonly mean: Tensor;
  }
  function localAt(sample: Tensor, timestep: number, { hiddenStates }: Conditioning): Local {
    const alpha = schedule.alphaAt(timestep);
    const sigma = schedule.sigmaAt(timestep);
    const spreads = components.map(({ variance }) => alpha * alpha * variance + sigma * sigma);
    const directions = components.map(({ mean }, k) => {
      const spread = spreads[k] ?? 1;
      return combine(1 / spread, sample, -alpha / spread, mean);
    });
    const logits = components.map(({ tokenIds }, k) => {
      const spread = spreads[k] ?? 1;
      const direction = directions[k] ?? sample;
      const present = tokenIds.filter((id) => hiddenStates.data.includes(id)).length;
      return (
        WORD_WEIGHT * present - (spread * dot(direction, direction)) / 2 - (sample.data.length / 2) * Math.log(spread)
      );
    });
    const largest = Math.max(...logits);
    const weights = logits.map((logit) => Math.exp(logit - largest));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const posteriors = weights.map((weight) => weight / total);
    const mean = directions.reduce(
      (sum, direction, k) => combine(1, sum, posteriors[k] ?? 0, direction),
      zeros(sample.shape),
    );
    return { sigma, posteriors, spreads, directions, mean };
  }
  function predictNoise(sample: Tensor, timestep: number, conditioning: Conditioning): Tensor {
    const { sigma, mean } = localAt(sample, timestep, conditioning);
    return combine(sigma, mean, 0, mean);
  }
  function pullBack(sample: Tensor, timestep: number, conditioning: Conditioning, cotangent: Tensor): Tensor {
    const { sigma, posteriors, spreads, directions, mean } = localAt(sample, timestep, conditioning);
    const isotropic = posteriors.reduce((sum, posterior, k) => sum + posterior / (spreads[k] ?? 1), 0);
    let result = combine(isotropic, cotangent, dot(mean, cotangent), mean);
    directions.forEach((direction, k) => {
      result = combine(1, result, -(posteriors[k] ?? 0) * dot(direction, cotangent), direction);
    });
    return combine(sigma, result, 0, result);
  }

  /** Stands for the attention of a network: control pulls the target's prediction towards the source's words. */
  function holdTarget({ source, target }: ControlledRows, timestep: number, hold: number): ControlledResult {
    const sourceNoise = predictNoise(source.latent, timestep, source.conditioning);
    const ownNoise = predictNoise(target.latent, timestep, target.conditioning);
    const heldNoise = predictNoise(target.latent, timestep, source.conditioning);
    return {
      noise: stackRows([sourceNoise, combine(1 - hold, ownNoise, hold, heldNoise)]),
      maps: attentionMaps([source.conditioning, target.conditioning], components, tokens),
      rows: 2,
    };
  }

  return {
    latentShape,
    tokens,
    calls,
    pullBack,
    async predict(sample, timestep, conditioning) {
      calls.predict += 1;
      return predictNoise(sample, timestep, conditioning);
    },
    async gradient(sample, previous, timestep, conditioning, coefficients): Promise<GradientResult> {
      calls.gradient += 1;
      const noise = predictNoise(sample, timestep, conditioning);
      const pull = (cotangent: Tensor): Tensor => pullBack(sample, timestep, conditioning, cotangent);
      return { noise, ...differentiateObjective(sample, previous, noise, coefficients, pull) };
    },
    /** Words count by which they are, not by how large: they have no slope. */
    async textGradient(sample, previous, timestep, conditioning, coefficients) {
      calls.gradient += 1;
      const noise = predictNoise(sample, timestep, conditioning);
      const { objective } = differentiateObjective(sample, previous, noise, coefficients, (cotangent) => cotangent);
      return { noise, objective, gradient: zeros(conditioning.hiddenStates.shape) };
    },
    async controlled(rows, timestep, control) {
      calls.controlled += 1;
      return holdTarget(rows, timestep, controlStrength(control));
    },
    async mutual(rows, timestep, { ownSites }) {
      calls.mutual += 1;
      return holdTarget(rows, timestep, 0.3 * (1 - ownSites));
    },
    async injected(rows, timestep, { features, attention }) {
      calls.injected += 1;
      return holdTarget(rows, timestep, 0.3 * features + 0.2 * attention);
    },
    async unified({ source, layout, target }, timestep, control) {
      calls.unified += 1;
      const { noise, maps } = holdTarget({ source, target }, timestep, controlStrength(control));
      const between = predictNoise(layout.latent, timestep, layout.conditioning);
      return {
        noise: stackRows([takeRow(noise, 0), between, takeRow(noise, 1)]),
        maps: stackRows([takeRow(maps, 0), takeRow(maps, 0), takeRow(maps, 1)]),
        rows: 3,
      };
    },
    async selfAttention({ latent, conditioning }, timestep) {
      calls.selfAttention += 1;
      const noise = predictNoise(latent, timestep, conditioning);
      const alpha = schedule.alphaAt(timestep);
      return attendToAlike(combine(1 / alpha, latent, -schedule.sigmaAt(timestep) / alpha, noise));
    },
  };
}

/** F(z) and dF/dz = (noise J - I)^T (l1 sign(r) + l2 r) + prior (z - priorMean z_prev). */
function differentiateObjective(
  sample: Tensor,
  previous: Tensor,
  noise: Tensor,
  coefficients: ObjectiveCoefficients,
  pullBack: (cotangent: Tensor) => Tensor,
): { readonly objective: number; readonly gradient: Tensor } {
  const { drift, l1, l2, prior, priorMean } = coefficients;
  const image = combine(drift, previous, coefficients.noise, noise);
  const residual = combine(1, image, -1, sample);
  const offset = combine(1, sample, -priorMean, previous);
  const absolute = residual.data.reduce((sum, value) => sum + Math.abs(value), 0);
  const objective = l1 * absolute + (l2 / 2) * dot(residual, residual) + (prior / 2) * dot(offset, offset);
  const cotangent = tensor(
    residual.shape,
    residual.data.map((value) => l1 * Math.sign(value) + l2 * value),
  );
  const through = combine(coefficients.noise, pullBack(cotangent), -1, cotangent);
  return { objective, gradient: combine(1, through, prior, offset) };
}

function controlStrength({ crossGate, wordAlpha, selfGate }: AttentionControl): number {
  const gated =
    crossGate.data.reduce((sum, gate, i) => sum + gate * (wordAlpha.data[i] ?? 0), 0) / crossGate.data.length;
  return Math.min(1, 0.2 * gated + 0.3 * selfGate);
}

/** A word attends to where the components that it calls for differ from the others; any other token attends everywhere. */
function attentionMaps(
  conditioning: readonly [Conditioning, Conditioning],
  components: readonly Component[],
  tokens: number,
): Tensor {
  const [, channels = 1, height = 1, width = 1] = components[0]?.mean.shape ?? [];
  const size = height * width;
  const maps = zeros([2, tokens, height, width]);
  const overall = meanOf(components);
  conditioning.forEach(({ hiddenStates }, row) => {
    hiddenStates.data.forEach((id, token) => {
      const called = components.filter(({ tokenIds }) => tokenIds.includes(id));
      const own = called.length > 0 ? meanOf(called) : overall;
      for (let i = 0; i < size; i++) {
        let energy = 0.01;
        for (let channel = 0; channel < channels; channel++) {
          const at = channel * size + i;
          energy += ((own.data[at] ?? 0) - (overall.data[at] ?? 0)) ** 2;
        }
        maps.data[(row * tokens + token) * size + i] = energy;
      }
    });
  });
  return maps;
}

/** Every place of a clean latent attends to those that show the same: softmax of eight times the negative squared distance. */
function attendToAlike({ data, shape }: Tensor): Tensor {
  const [, channels = 1, height = 1, width = 1] = shape;
  const places = height * width;
  const attention = zeros([places, height, width]);
  for (let i = 0; i < places; i++) {
    const weights = Array.from({ length: places }, (_, j) => {
      let distance = 0;
      for (let start = 0; start < channels * places; start += places) {
        distance += ((data[start + i] ?? 0) - (data[start + j] ?? 0)) ** 2;
      }
      return Math.exp(-8 * distance);
    });
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, j) => (attention.data[i * places + j] = weight / total));
  }
  return attention;
}

function meanOf(components: readonly Component[]): Tensor {
  const none = zeros(components[0]?.mean.shape ?? []);
  return components.reduce((sum, { mean }) => combine(1, sum, 1 / components.length, mean), none);
}
