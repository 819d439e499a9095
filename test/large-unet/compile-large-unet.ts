import { compileDenoiser } from '../../src/engine/compiler/compile-denoiser.ts';
import { readModel } from '../../src/engine/onnx/read-model.ts';
import { writeLargeUnet } from './write-large-unet.ts';

export interface LargeCompilation {
  readonly parameters: number;
  /** Nodes of each graph as they are read back from the compiled files. */
  readonly nodes: Readonly<Record<'forward' | 'gradient' | 'controlled', number>>;
}

/** Writes, compiles and reads back a UNet of 866 M parameters on the caller's stack. */
export function compileLargeUnet(): LargeCompilation {
  const compiled = compileDenoiser({ model: writeLargeUnet(), latent: { height: 16, width: 16 }, tokens: 77 });
  const nodesOf = (bytes: Uint8Array): number => readModel(bytes).nodes.length;
  return {
    parameters: compiled.signature.report.parameters,
    nodes: {
      forward: nodesOf(compiled.forward),
      gradient: nodesOf(compiled.gradient),
      controlled: nodesOf(compiled.controlled),
    },
  };
}
