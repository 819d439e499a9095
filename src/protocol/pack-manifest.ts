/** A text encoder of a pack. SDXL has two, of which the second also gives `text_embeds`. */
export interface PackTextEncoder {
  /** Folder of the model, for instance `text_encoder_2`. */
  readonly folder: string;
  readonly tokenizer: string;
  /** Output with the hidden states: `last_hidden_state`, or for SDXL the penultimate layer's, `hidden_states.11`. */
  readonly hiddenStates: string;
  /** Output with the pooled embedding; null where the denoiser takes none. */
  readonly pooled: string | null;
}

/** How a model was distilled, which decides the timesteps: LCM's grid, trailing (Turbo, Lightning), or leading (not distilled). */
export type PackSampling = 'lcm' | 'turbo' | 'many-step';

/** `pack.json`: what a model pack contains and how it is meant to be used. */
export interface PackManifest {
  readonly formatVersion: 1;
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly description: string;
  /** The checksum is missing where a pack was detected and its files have not been read yet. */
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
  /** How a `preview_decoder` scales the denoiser's latents, as in `latent`. Absent where the pack has none. */
  readonly preview?: { readonly scalingFactor: number; readonly shiftFactor?: number };
  readonly text: {
    readonly maxTokens: number;
    /** Width of the hidden states that the denoiser takes: those of all encoders concatenated. */
    readonly width: number;
    /** Defaults to one encoder: `text_encoder`, its last hidden state. */
    readonly encoders?: readonly PackTextEncoder[];
    /** An empty prompt is zeros instead of what the encoders give for it, as SDXL was trained. Defaults to false. */
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
    /** Other words and phrases, and the word of the lists that each means: 'sphere' for 'ball'. */
    readonly synonyms: Readonly<Record<string, string>>;
    /** Every word the model was trained on. */
    readonly words: readonly string[];
  };
  /**
   * What is measured when the default method inverts a photo of the kind that the pack was made for, in `steps` steps: at most this noise
   * energy (`InversionSummary.noiseEnergy`), and at least this bound (dB, the photo through the autoencoder alone). Absent where the pack
   * was made for any photo.
   */
  readonly familiar?: {
    readonly steps: number;
    readonly noiseEnergy: number;
    readonly boundDb: number;
    /**
     * Of a model that is told nothing (`PhotoExamination.wordlessEnergy`): at most `energy` at the bound `boundDb`, and `perDb` more for every
     * dB above it.
     */
    readonly wordless?: { readonly energy: number; readonly perDb: number };
  };
  readonly examples: readonly { readonly source: string; readonly target: string }[];
  readonly recommended: {
    readonly steps: number;
    readonly timesteps: readonly number[];
    /** Guidance scale while inverting. */
    readonly guidance: number;
    /** Guidance scale while editing. */
    readonly editGuidance: number;
    /** Stands in for the scheduler of a pack without `scheduler/`. */
    readonly sampling?: PackSampling;
  };
}
