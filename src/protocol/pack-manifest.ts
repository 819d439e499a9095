/** `pack.json`: what a model pack contains and how it wants to be used. */
export interface PackManifest {
  readonly formatVersion: 1;
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly description: string;
  readonly files: readonly { readonly path: string; readonly sizeBytes: number; readonly sha256: string }[];
  readonly totalBytes: number;
  readonly image: { readonly width: number; readonly height: number };
  readonly latent: {
    readonly channels: number;
    readonly height: number;
    readonly width: number;
    readonly scalingFactor: number;
  };
  readonly text: { readonly maxTokens: number; readonly width: number };
  readonly vocabulary: {
    readonly objects: readonly string[];
    readonly colours: readonly string[];
    readonly surfaces: readonly string[];
    readonly times: readonly string[];
    /** Every word the model was trained on. */
    readonly words: readonly string[];
  };
  readonly examples: readonly { readonly source: string; readonly target: string }[];
  readonly recommended: {
    readonly steps: number;
    readonly timesteps: readonly number[];
    /** Guidance scale while inverting. */
    readonly guidance: number;
    /** Guidance scale while editing. */
    readonly editGuidance: number;
  };
}
