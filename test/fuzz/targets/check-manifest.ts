import type { PackManifest } from '../../../src/protocol/pack-manifest.ts';
import { require } from '../fuzz-target.ts';
import { isInside } from '../is-inside.ts';

const MOST = 2 ** 31;
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) > 0 && Number(value) < MOST;
const isFinite = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((text) => typeof text === 'string');

/** What the engine and the page rely on. */
export function checkManifest({
  files,
  totalBytes,
  image,
  latent,
  text,
  vocabulary,
  examples,
  recommended,
  preview,
}: PackManifest): void {
  require(files.every(({ path }) => typeof path === 'string' && isInside(path)), 'a file lies outside the pack');
  require(files.every(
    ({ sizeBytes }) => Number.isSafeInteger(sizeBytes) && sizeBytes >= 0,
  ), 'a size is no number of bytes');
  require(files.every(({ sha256 }) => sha256 === undefined || typeof sha256 === 'string'), 'a checksum is no text');
  require(isFinite(totalBytes) && totalBytes >= 0, 'the sum of sizes is no number of bytes');
  require([image.width, image.height, latent.channels, latent.height, latent.width, text.maxTokens].every(
    isCount,
  ), 'a size of the model is no count');
  require(isFinite(latent.scalingFactor) &&
    latent.scalingFactor !== 0 &&
    (latent.shiftFactor === undefined || isFinite(latent.shiftFactor)), 'latents have no scale');
  require(preview === undefined ||
    (isFinite(preview.scalingFactor) && preview.scalingFactor !== 0), 'previews have no scale');
  const { synonyms, ...lists } = vocabulary;
  require(Object.values(lists).every(isTexts) && isTexts(Object.values(synonyms)), 'a word is no text');
  require(examples.every((example) => isTexts([example.source, example.target])), 'an example is no two sentences');
  const { steps, timesteps, guidance, editGuidance } = recommended;
  require(isCount(steps) && isFinite(guidance) && isFinite(editGuidance), 'what is recommended is no number');
  require(timesteps.every(
    (timestep, index) =>
      Number.isInteger(timestep) && timestep >= 0 && (index === 0 || timestep < Number(timesteps[index - 1])),
  ), 'recommended timesteps do not fall');
}
