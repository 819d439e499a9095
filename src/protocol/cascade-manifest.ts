import type { PackManifest } from './pack-manifest.ts';

/** One stage of a pixel cascade: a UNet, the size of its pictures, and how it is sampled. */
export interface CascadeStageManifest {
  /** Folder of the UNet. */
  readonly folder: string;
  readonly image: { readonly width: number; readonly height: number };
  /** As diffusers' schedulers name them; alpha-bar of the clean picture is 1. */
  readonly betaSchedule: 'squaredcos_cap_v2';
  readonly trainingSteps: number;
  readonly prediction: 'epsilon' | 'v_prediction';
  /** Noisiest first. */
  readonly timesteps: readonly number[];
  /** Scale of classifier-free guidance by the empty prompt; 1 is none. */
  readonly guidance: number;
  /** Timestep whose noise lies over the picture of the stage before; null for the first stage, which takes none. */
  readonly noiseLevel: number | null;
}

/** `pack.json` of a pixel cascade: text encoder and tokenizer as in any pack, and a UNet for every stage. */
export interface CascadeManifest extends Pick<
  PackManifest,
  'formatVersion' | 'id' | 'name' | 'version' | 'license' | 'description' | 'files' | 'totalBytes'
> {
  readonly kind: 'cascade';
  readonly text: Pick<PackManifest['text'], 'maxTokens' | 'width'>;
  /** From words to the largest picture; every size is a multiple of those before. */
  readonly stages: readonly CascadeStageManifest[];
}
