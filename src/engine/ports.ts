/**
 * Ports: what the mathematics needs from a runtime. Workers and the command line implement them on onnxruntime; tests
 * implement `Denoiser` by an analytic one (a Gaussian mixture has an exact score), in milliseconds.
 *
 * Latents are VP latents x = a x0 + s n, float32, [rows, channels, height, width]; a = sqrt(alpha-bar), s = sqrt(1 - alpha-bar).
 */
import type { Tensor } from './tensor/tensor.ts';

/** What the text says to the denoiser, for one row. */
export interface Conditioning {
  /** Text encoder's hidden states, [1, tokens, width]. */
  readonly hiddenStates: Tensor;
  /** Guidance scale: an input of models with guidance embedding (LCM: `timestep_cond`), else how far to go from `empty`. */
  readonly guidance: number;
  /** What only some models take beside the words (`text_embeds`, `time_ids`, `image_condition`), one row each, by input name. */
  readonly added?: Readonly<Record<string, Tensor>>;
  /** The empty prompt, for models that are guided by a second prediction (`guideNoise`); left out for all others. */
  readonly empty?: EncodedText;
}

/**
 * The inverse step z = drift z_prev + noise eps(z, t) and the objective over it, all in the compiled graph:
 *   r = f(z) - z,  f(z) = drift z_prev + noise eps(z, t)
 *   F(z) = l1 sum|r| + l2/2 sum r^2 + prior/2 sum (z - priorMean z_prev)^2
 * l1 = 1, l2 = 0, prior = lambda / variance is RNRI's F (arXiv 2312.12540); l1 = 0, l2 = 1, prior = 0 gives dF/dz = J^T r.
 */
export interface ObjectiveCoefficients {
  readonly drift: number;
  readonly noise: number;
  readonly l1: number;
  readonly l2: number;
  readonly prior: number;
  readonly priorMean: number;
}

export interface GradientResult {
  /** eps(z, t), the shape of z. */
  readonly noise: Tensor;
  /** F(z). */
  readonly objective: number;
  /** dF/dz, the shape of z; or the derivative by what was asked for. */
  readonly gradient: Tensor;
}

/**
 * Prompt-to-Prompt for one step, rows [source, target]:
 *   cross: A' = g eq (alpha A_src M + (1 - alpha) A_tgt) + (1 - g) A_tgt, per target token
 *   self:  A' = selfGate A_src + (1 - selfGate) A_tgt, at the coarse sites
 * Only the target row changes.
 */
export interface AttentionControl {
  /** M, [tokens, tokens]: source token (row) to target token (column). */
  readonly wordMap: Tensor;
  /** alpha, [tokens]: 1 where the target token takes the source's map. */
  readonly wordAlpha: Tensor;
  /** eq, [tokens]: emphasis, 1 is neutral. */
  readonly equalizer: Tensor;
  /** g, [tokens]: 1 where cross control is on in this step. */
  readonly crossGate: Tensor;
  readonly selfGate: number;
}

/**
 * Mutual self-attention (MasaCtrl) for one step, rows [source, target]: the target's queries read the source's keys and values. Only the
 * target row changes.
 */
export interface MutualAttention {
  /** Part of the self-attention sites, in their order, that go on reading their own: 0 none, 1 all. */
  readonly ownSites: number;
  /** Where the thing is, [1, 1, height, width] of the latent: 1 or 0 in the source, 0..1 in the target; null lets all read all. */
  readonly masks: { readonly source: Tensor; readonly target: Tensor } | null;
}

/** What the target row takes over from the source row in one step (Plug-and-Play), 0 nothing, 1 all of it. Only the target row changes. */
export interface FeatureInjection {
  /** Of what the residual block before the decoder's second self-attention adds. */
  readonly features: number;
  /** Of the queries and keys of the self-attention from there on. */
  readonly attention: number;
}

/** A latent, [1, channels, height, width], and the words that it is predicted by. */
export interface DenoiserRow {
  readonly latent: Tensor;
  readonly conditioning: Conditioning;
}

/** A row of the photo itself, which is the same whatever words it is edited to. */
export interface SourceRow extends DenoiserRow {
  /** The inverted trajectory that the latent is on, as it was first given: what is kept of its rows is dropped together. */
  readonly trajectory: readonly Tensor[];
}

export interface ControlledRows {
  readonly source: SourceRow;
  readonly target: DenoiserRow;
}

/** What the target takes its layout from: the source's words, on a latent of its own. */
export interface LayoutRows extends ControlledRows {
  readonly layout: DenoiserRow;
}

export interface ControlledResult {
  /** eps of all rows, [2, channels, height, width], or [3, ...] with a layout. */
  readonly noise: Tensor;
  /**
   * Cross-attention probabilities averaged over heads and sites of one resolution, [rows, tokens, mapHeight, mapWidth]; of the target row
   * after control.
   */
  readonly maps: Tensor;
  /** Rows that ran: all, or 1 where the source row was known. */
  readonly rows: number;
}

export interface Denoiser {
  /** Shape of one latent row: [1, channels, height, width]. */
  readonly latentShape: readonly number[];
  /** Text positions of the model (S). */
  readonly tokens: number;
  /** eps(z, t) for one row. Costs 1 row. */
  predict(sample: Tensor, timestep: number, conditioning: Conditioning): Promise<Tensor>;
  /** eps, F and dF/dz in one run. Costs 2 rows. */
  gradient(
    sample: Tensor,
    previous: Tensor,
    timestep: number,
    conditioning: Conditioning,
    coefficients: ObjectiveCoefficients,
  ): Promise<GradientResult>;
  /** The same by the text: `gradient` is dF/d(hidden states), the shape of these. Costs 2 rows. */
  textGradient(
    sample: Tensor,
    previous: Tensor,
    timestep: number,
    conditioning: Conditioning,
    coefficients: ObjectiveCoefficients,
  ): Promise<GradientResult>;
  /**
   * Rows [source, target] with attention control. Costs 2 rows, or 1: of a source row that ran before, the same objects at the same
   * timestep, a denoiser may have kept what control needs.
   */
  controlled(rows: ControlledRows, timestep: number, control: AttentionControl): Promise<ControlledResult>;
  /** Rows [source, target] with mutual self-attention. Costs 2 rows. */
  mutual(rows: ControlledRows, timestep: number, attention: MutualAttention): Promise<ControlledResult>;
  /** Rows [source, target], the target with features of the source. Costs 2 rows. */
  injected(rows: ControlledRows, timestep: number, injection: FeatureInjection): Promise<ControlledResult>;
  /**
   * Rows [source, layout, target] with unified attention control (InfEdit): the layout row attends as the target does to what the source
   * shows, and `control` takes the layout in the source's place. Costs 3 rows.
   */
  unified(rows: LayoutRows, timestep: number, control: AttentionControl): Promise<ControlledResult>;
  /**
   * Self-attention of one row, averaged over heads and over the sites of the maps' resolution: how much each place, row-major, attends to
   * every other, [height * width, height, width]. Costs 2 rows; null where no site of that resolution is known.
   */
  selfAttention(row: DenoiserRow, timestep: number): Promise<Tensor | null>;
}

export interface Autoencoder {
  /** Image [1, 3, height, width] in [-1, 1] to the scaled latent mean [1, channels, h, w]. */
  encode(image: Tensor): Promise<Tensor>;
  /** Scaled latent to an image in [-1, 1], clamped. */
  decode(latent: Tensor): Promise<Tensor>;
  /** The same, good enough to look at between the steps: by a smaller decoder, where the model has one. */
  preview(latent: Tensor): Promise<Tensor>;
}

/** A prompt as the text encoder sees it: BOS, tokens, EOS, padding; and which token positions each word takes. */
export interface TokenizedPrompt {
  /** Length S. */
  readonly ids: readonly number[];
  /** Space-separated words in order, with the token positions of each (empty when the prompt was too long). */
  readonly words: readonly { readonly text: string; readonly positions: readonly number[] }[];
  readonly truncated: boolean;
}

/** What the text encoders make of a prompt, for one row: hidden states [1, S, width], and what else the denoiser takes of it. */
export type EncodedText = Pick<Conditioning, 'hiddenStates' | 'added'>;

export interface TextModel {
  readonly tokens: number;
  tokenize(prompt: string): TokenizedPrompt;
  encode(prompt: TokenizedPrompt): Promise<EncodedText>;
}
