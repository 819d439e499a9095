/** Every operator that Renoir understands. Contrib operators carry their domain in front: `com.microsoft.Gelu`. */
import { CONVOLUTION_OPS } from './convolution.ts';
import type { OpDefinition } from './definition.ts';
import { BINARY_OPS } from './elementwise-binary.ts';
import { UNARY_OPS } from './elementwise-unary.ts';
import { FUSED_OPS } from './fused.ts';
import { GENERATION_OPS } from './generation.ts';
import { JOINING_OPS } from './joining.ts';
import { LAYOUT_OPS } from './layout.ts';
import { LOGIC_OPS } from './logic.ts';
import { MATRIX_OPS } from './matrix.ts';
import { NORMALIZATION_OPS } from './normalization.ts';
import { REDUCTION_OPS } from './reduction.ts';
import { RESAMPLING_OPS } from './resampling.ts';
import { SELECTION_OPS } from './selection.ts';
import { SOFTMAX_OPS } from './softmax.ts';

export const OPS = {
  ...UNARY_OPS,
  ...BINARY_OPS,
  ...LOGIC_OPS,
  ...MATRIX_OPS,
  ...CONVOLUTION_OPS,
  ...NORMALIZATION_OPS,
  ...SOFTMAX_OPS,
  ...REDUCTION_OPS,
  ...LAYOUT_OPS,
  ...JOINING_OPS,
  ...SELECTION_OPS,
  ...RESAMPLING_OPS,
  ...GENERATION_OPS,
  ...FUSED_OPS,
} as const satisfies Record<string, OpDefinition>;
