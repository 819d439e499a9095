import type { WebgpuFallback } from '../analysis/check-webgpu.ts';
import type { FlopsByOperator } from '../analysis/count-flops.ts';
import type { AttentionSite } from '../analysis/find-attention.ts';

export interface CompileReport {
  readonly parameters: number;
  readonly nodes: {
    readonly forward: number;
    readonly gradient: number;
    readonly controlled: number;
    readonly target: number;
  };
  readonly attention: { readonly self: number; readonly cross: number };
  /** Floating-point operations of one row; `backward` is what the gradient graph computes besides eps. */
  readonly flops: { readonly forward: number; readonly backward: number };
  /** The same by operator, most first. */
  readonly flopsByOperator: { readonly forward: FlopsByOperator; readonly backward: FlopsByOperator };
  /** Predicted activation memory of the gradient graph: every activation kept, rematerialised, and as it is written. */
  readonly peakBytes: { readonly plain: number; readonly rematerialised: number; readonly shipped: number };
  /** Bytes of external weights that the graphs refer to. */
  readonly weightBytes: number;
  /** Nodes of the graphs that a WebGPU session would run on the CPU. */
  readonly webgpuFallbacks: readonly (WebgpuFallback & { readonly graph: string })[];
}

/** What `denoiser.json` holds: how to feed the graphs. */
export interface DenoiserSignature {
  readonly formatVersion: 1;
  readonly compilerVersion: number;
  /** The UNet file that was compiled. */
  readonly source: { readonly file: string; readonly sha256: string | null; readonly sizeBytes: number };
  /** [channels, height, width] */
  readonly latent: readonly [channels: number, height: number, width: number];
  /** Text positions S. */
  readonly tokens: number;
  readonly textWidth: number;
  /** Width K of `timestep_cond`; null when the model has none. */
  readonly timestepCond: number | null;
  /** Shapes, for one row, of the inputs that only some models have: `text_embeds`, `time_ids`, `image_condition`... */
  readonly added: Readonly<Record<string, readonly number[]>>;
  /** [height, width] of `attention_maps`. */
  readonly mapSize: readonly [height: number, width: number];
  /** Shapes of what a source row leaves for `target`: outputs of `controlled`, inputs of `target`, float32. */
  readonly sourceValues: Readonly<Record<string, readonly number[]>>;
  /** Files with the weights, beside the original UNet. */
  readonly externalData: readonly string[];
  readonly attention: readonly Pick<AttentionSite, 'name' | 'kind' | 'heads' | 'queries' | 'tokens' | 'mapSize'>[];
  readonly report: CompileReport;
}

export interface CompiledDenoiser {
  /** ONNX files. */
  readonly forward: Uint8Array;
  readonly gradient: Uint8Array;
  readonly controlled: Uint8Array;
  readonly target: Uint8Array;
  readonly signature: DenoiserSignature;
}
