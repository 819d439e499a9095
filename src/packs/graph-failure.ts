import { GraphError } from '../engine/graph/graph-error.ts';
import { EngineFailure } from '../protocol/errors.ts';

/**
 * An error of reading or rewriting a graph as what it says of a pack: `pack/corrupt-file` for what is no whole ONNX file, `refused`
 * for a graph that Renoir does not take. Parameters are `{ file, reason }`; the compiler's refusals add those of the error. Other
 * errors are given back as they are.
 */
export function graphFailure(
  error: unknown,
  file: string,
  refused: 'pack/unsupported' | 'graph/unsupported-operator' = 'pack/unsupported',
): unknown {
  if (!(error instanceof GraphError)) return error;
  const isDamaged = error.code === 'graph/truncated' || error.code === 'graph/malformed';
  const details = refused === 'graph/unsupported-operator' ? error.parameters : {};
  const parameters = { file, reason: error.message, ...details };
  return new EngineFailure(isDamaged ? 'pack/corrupt-file' : refused, parameters, { cause: error });
}
