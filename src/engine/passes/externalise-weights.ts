import type { Constant, Graph, ValueName } from '../graph/graph.ts';
import { staysInFile } from '../onnx/weight-limit.ts';

/**
 * Turns the inline weights of a single-file model into references into that file, so that compiled graphs never copy them.
 * An inline weight must be a view into `file`; one that is not (older typed fields) stays inline.
 */
export function externaliseWeights(graph: Graph, file: Uint8Array, location: string): Graph {
  const refer = (constant: Constant): Constant => {
    if (constant.kind === 'external' || !staysInFile(constant.type.dtype, constant.bytes.byteLength)) return constant;
    if (constant.bytes.buffer !== file.buffer) return constant;
    const offset = constant.bytes.byteOffset - file.byteOffset;
    const length = constant.bytes.byteLength;
    if (offset < 0 || offset + length > file.byteLength) return constant;
    return { kind: 'external', type: constant.type, location, offset, length };
  };
  const constants = new Map<ValueName, Constant>();
  for (const [name, constant] of graph.constants) constants.set(name, refer(constant));
  return { ...graph, constants };
}
