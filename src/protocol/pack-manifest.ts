/** A text encoder of a pack. SDXL has two, of which the second also gives `text_embeds`. */
export interface PackTextEncoder {
  /** Folder of the model, for instance `text_encoder_2`. */
  readonly folder: string;
  readonly tokenizer: string;
  /** Output with the hidden states: `last_hidden_state`, or for SDXL the last but one, `hidden_states.11`. */
  readonly hiddenStates: string;
  /** Output with the pooled embedding; null where the denoiser takes none. */
  readonly pooled: string | null;
}

/** How a model was distilled, which decides the timesteps: LCM's grid, trailing (Turbo, Lightning), or leading (not distilled). */
export type PackSampling = 'lcm' | 'turbo' | 'many-step';

/** `pack.json`: what a model pack contains and how it wants to be used. */
export interface PackManifest {
  readonly formatVersion: 1;
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly description: string;
  /** Without a checksum where a pack was detected and nobody has read its files yet. */
  readonly files: readonly { readonly path: string; readonly sizeBytes: number; readonly sha256?: string }[];
  readonly totalBytes: number;
  readonly image: { readonly width: number; readonly height: number };
  readonly latent: {
    readonly channels: number;
    readonly height: number;
    readonly width: number;
    /** z = (mean - shift) scalingFactor. */
    readonly scalingFactor: number;
    /** Defaults to 0. */
    readonly shiftFactor?: number;
  };
  /** Of a `preview_decoder`: what its latents are of the denoiser's, as in `latent`. Absent where the pack has none. */
  readonly preview?: { readonly scalingFactor: number; readonly shiftFactor?: number };
  readonly text: {
    readonly maxTokens: number;
    /** Of the hidden states that the denoiser takes: those of all encoders side by side. */
    readonly width: number;
    /** Defaults to one encoder: `text_encoder`, its last hidden state. */
    readonly encoders?: readonly PackTextEncoder[];
    /** An empty prompt stands as zeros instead of what the encoders make of it, as SDXL was trained. Defaults to false. */
    readonly isEmptyZero?: boolean;
  };
  readonly vocabulary: {
    readonly objects: readonly string[];
    readonly colours: readonly string[];
    readonly materials: readonly string[];
    readonly surfaces: readonly string[];
    /** Times of day and weathers. */
    readonly times: readonly string[];
    /** How a caption begins: 'a pencil sketch of'. */
    readonly styles: readonly string[];
    /** Further words and phrases for those of the lists: 'sphere' for 'ball'. */
    readonly synonyms: Readonly<Record<string, string>>;
    /** Every word the model was trained on. */
    readonly words: readonly string[];
  };
  /**
   * What photos of the kind the pack was made for measure when they are inverted by the default method in so many steps: at most this
   * noise energy (`InversionSummary.noiseEnergy`), at least this bound (dB, the photo through the autoencoder alone). Absent where the
   * pack was made for any photo.
   */
  readonly familiar?: { readonly steps: number; readonly noiseEnergy: number; readonly boundDb: number };
  readonly examples: readonly { readonly source: string; readonly target: string }[];
  readonly recommended: {
    readonly steps: number;
    readonly timesteps: readonly number[];
    /** Guidance scale while inverting. */
    readonly guidance: number;
    /** Guidance scale while editing. */
    readonly editGuidance: number;
    /** Says the scheduler of a pack without `scheduler/`. */
    readonly sampling?: PackSampling;
  };
}
