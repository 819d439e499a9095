import type { PackSampling } from '../../src/protocol/pack-manifest.ts';
import type { PackAssumption } from '../../src/packs/detect/pack-report.ts';
import type { PackCheck } from './pack-check.ts';
import type { PackTrial } from './pack-trial.ts';
import { configPath, MANIFEST_FILE, PACK_FOLDERS, SCHEDULER_CONFIG } from '../../src/packs/pack-layout.ts';
import { FAMILIES } from '../../src/packs/detect/families/families.ts';

const SAMPLING = {
  lcm: 'a latent consistency model',
  turbo: 'distilled (Turbo)',
  'many-step': 'not distilled: many steps, guided by an empty prompt',
} as const satisfies Record<PackSampling, string>;

const ASSUMPTIONS = {
  scheduler: `how it was distilled (from its name, as it has no ${SCHEDULER_CONFIG})`,
  'latent-size': `its size (64 latent pixels, as it has no ${configPath(PACK_FOLDERS.unet)})`,
  'scaling-factor': `the scale of its latents (as it has no ${configPath(PACK_FOLDERS.vaeDecoder)})`,
  tokens: `77 tokens a prompt (as it has no ${configPath(PACK_FOLDERS.textEncoder)})`,
} as const satisfies Record<PackAssumption, string>;

/** What a pack is and how it will run, in sentences. */
export function describePack({
  runs,
  license,
  files,
  totalBytes,
  detected,
  inputs,
  trial,
}: PackCheck): readonly string[] {
  if (runs === null) return [];
  const { image, latent, text, recommended, sampling, prediction, precision } = runs;
  const precisions = [...new Set(Object.values(precision))];
  const mixed = Object.entries(precision).map(([folder, type]) => `${folder} ${type}`);
  return [
    `${FAMILIES[runs.family].title}, ${SAMPLING[sampling]}; predicts ${prediction === 'epsilon' ? 'noise' : 'velocity'}.`,
    `Runs at ${image.width} x ${image.height} pixels (${latent.width} x ${latent.height} latents of ${latent.channels} ` +
      `channels, scaled by ${latent.scalingFactor}) in ${recommended.steps} steps: ${shorten(recommended.timesteps)}.`,
    `Text: ${text.encoders?.length ?? 1} encoder${text.encoders ? 's' : ''}, ${text.maxTokens} tokens, ${text.width} numbers each.`,
    `UNet inputs: ${inputs.map(({ name, dtype }) => `${name} (${dtype})`).join(', ')}.`,
    `Weights: ${precisions.length > 1 ? mixed.join(', ') : precisions.join('')}, the largest ${formatBytes(runs.largestWeightBytes)}.`,
    ...(runs.preview === undefined
      ? []
      : [
          `Pictures between the steps by ${PACK_FOLDERS.previewDecoder}, from latents scaled by ${runs.preview.scalingFactor}.`,
        ]),
    ...(runs.encoderSamples ? ['Its VAE encoder draws latents at random; the mean is taken instead.'] : []),
    ...(runs.assumed.length > 0 ? [`Assumed: ${runs.assumed.map((key) => ASSUMPTIONS[key]).join('; ')}.`] : []),
    `Licence ${license ?? 'unknown'}; ${files} files, ${formatBytes(totalBytes)}, ` +
      `${detected ? `found without a ${MANIFEST_FILE}` : 'all whole'}.`,
    ...(trial === null ? [] : [`Runs: ${describeTrial(trial)}.`]),
  ];
}

function describeTrial({ open, encode, text, predict, decode, preview }: PackTrial): string {
  const parts = { 'to open': open, photo: encode, words: text, 'a row of the UNet': predict, picture: decode, preview };
  return Object.entries(parts)
    .flatMap(([part, seconds]) => (seconds === null ? [] : [`${part} ${seconds.toFixed(2)} s`]))
    .join(', ');
}

function shorten(timesteps: readonly number[]): string {
  const [first, ...rest] = timesteps;
  return timesteps.length <= 8
    ? timesteps.join(', ')
    : `${first}, ${rest.slice(0, 2).join(', ')} ... ${timesteps.at(-1)}`;
}

/** Bytes in kB, MB or GB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1e5) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
