import { GraphError } from '../engine/graph/graph-error.ts';
import { EngineFailure } from '../protocol/errors.ts';
import { damagedFile } from './damaged-file.ts';

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
  if (error.code === 'graph/truncated') return damagedFile(file, { damage: 'cut-short', reason: error.message }, error);
  if (error.code === 'graph/malformed') return damagedFile(file, { reason: error.message }, error);
  const details = refused === 'graph/unsupported-operator' ? error.parameters : {};
  const parameters = { file, reason: error.message, ...details };
  return new EngineFailure(refused, parameters, { cause: error });
}
