import type { InferenceSessionFactory, TensorConstructor } from 'onnxruntime-common';

/** What Renoir uses of an onnxruntime package: `onnxruntime-node`, `onnxruntime-web/wasm` and `onnxruntime-web/webgpu` fit. */
export interface OrtModule {
  readonly InferenceSession: InferenceSessionFactory;
  readonly Tensor: TensorConstructor;
}
