/**
 * Variance-preserving noise levels: x_t = a_t x_0 + s_t n with a_t = sqrt(alpha-bar_t), s_t = sqrt(1 - alpha-bar_t).
 * Tables are float64. The clean image is the level `CLEAN_LEVEL`, below timestep 0: a = 1, s = 0 unless `finalAlphaBar` says otherwise.
 */
export const CLEAN_LEVEL = -1;

export interface NoiseScheduleOptions {
  readonly trainingSteps: number;
  readonly betaStart: number;
  readonly betaEnd: number;
  /** alpha-bar at the clean level: 1 (the default), or that of timestep 0 (DDIM with `set_alpha_to_one: false`). */
  readonly finalAlphaBar?: 'one' | 'first';
}

export interface NoiseSchedule {
  readonly trainingSteps: number;
  /** Cumulative product of 1 - beta at `timestep`; `finalAlphaBar` at the clean level. Throws a RangeError off the table. */
  alphaBarAt(timestep: number): number;
  /** a_t = sqrt(alpha-bar_t). */
  alphaAt(timestep: number): number;
  /** s_t = sqrt(1 - alpha-bar_t), the standard deviation of the noise in a VP latent. */
  sigmaAt(timestep: number): number;
}

/** Stable Diffusion's betas, shared by SD 1.x, SD 2.x, SDXL, their Turbo versions and the LCMs. */
export const STABLE_DIFFUSION_BETAS: NoiseScheduleOptions = { trainingSteps: 1000, betaStart: 0.00085, betaEnd: 0.012 };

/** The `scaled_linear` schedule: sqrt(beta) is linear in the timestep. */
export function createNoiseSchedule(options: NoiseScheduleOptions = STABLE_DIFFUSION_BETAS): NoiseSchedule {
  const { trainingSteps, betaStart, betaEnd, finalAlphaBar } = options;
  const first = Math.sqrt(betaStart);
  const last = Math.sqrt(betaEnd);
  return scheduleOf(trainingSteps, (i) => (first + (i / (trainingSteps - 1)) * (last - first)) ** 2, finalAlphaBar);
}

/** No step takes more of the signal away than this. */
const LARGEST_COSINE_BETA = 0.999;

/**
 * The `squaredcos_cap_v2` schedule (Nichol and Dhariwal 2021, arXiv 2102.09672, eq. 17), that of models of pixels:
 * beta_i = 1 - f((i + 1) / T) / f(i / T), f(u) = cos^2((u + 0.008) / 1.008 pi / 2).
 */
export function createCosineSchedule(trainingSteps = 1000): NoiseSchedule {
  const signal = (u: number): number => Math.cos((((u + 0.008) / 1.008) * Math.PI) / 2) ** 2;
  const betaAt = (i: number): number => 1 - signal((i + 1) / trainingSteps) / signal(i / trainingSteps);
  return scheduleOf(trainingSteps, (i) => Math.min(betaAt(i), LARGEST_COSINE_BETA));
}

function scheduleOf(
  trainingSteps: number,
  betaAt: (timestep: number) => number,
  finalAlphaBar: NoiseScheduleOptions['finalAlphaBar'] = 'one',
): NoiseSchedule {
  const alphaBars = new Float64Array(trainingSteps);
  let product = 1;
  for (let i = 0; i < trainingSteps; i++) {
    product *= 1 - betaAt(i);
    alphaBars[i] = product;
  }

  const final = finalAlphaBar === 'first' ? (alphaBars[0] ?? 1) : 1;

  function alphaBarAt(timestep: number): number {
    if (timestep === CLEAN_LEVEL) return final;
    const value = alphaBars[timestep];
    if (value === undefined)
      throw new RangeError(`timestep ${timestep} is not on a schedule of ${trainingSteps} steps`);
    return value;
  }
  return {
    trainingSteps,
    alphaBarAt,
    alphaAt: (timestep) => Math.sqrt(alphaBarAt(timestep)),
    sigmaAt: (timestep) => Math.sqrt(1 - alphaBarAt(timestep)),
  };
}
