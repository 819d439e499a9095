import { int } from '../graph/attributes.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import { constantFrom, numbersOf } from '../graph/constants.ts';
import type { Node, TensorType, ValueName } from '../graph/graph.ts';
import { castTo } from '../ops/emission.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';

const BOTH: readonly number[] = [0, 1];
const FIRST: readonly number[] = [0];

/** Positions of the operands that share one element type with each other (and, comparisons and casts apart, with the result). */
const SHARED_TYPE: Readonly<Record<string, readonly number[]>> = {
  Add: BOTH,
  Sub: BOTH,
  Mul: BOTH,
  Div: BOTH,
  Max: BOTH,
  Min: BOTH,
  Mod: BOTH,
  Equal: BOTH,
  Greater: BOTH,
  GreaterOrEqual: BOTH,
  Less: BOTH,
  LessOrEqual: BOTH,
  Concat: BOTH,
  Where: [1, 2],
  Neg: FIRST,
  Cast: FIRST,
  Identity: FIRST,
  Reshape: FIRST,
  Flatten: FIRST,
  Squeeze: FIRST,
  Unsqueeze: FIRST,
  Transpose: FIRST,
  Expand: FIRST,
  Tile: FIRST,
  Split: FIRST,
};

/**
 * The node with int32 where the file computes int64, for which WebGPU has no arithmetic. What a denoiser computes in integers is
 * its timestep, which int32 holds. `typeBefore` is the type that a value had in the file; inputs are already resolved.
 */
export function narrowIntegers(
  builder: GraphBuilder,
  node: Node,
  typeBefore: (input: number) => TensorType | undefined,
): Node {
  const isInt64 = (i: number): boolean => typeBefore(i)?.dtype === 'int64';
  const isNarrow = (i: number): boolean => isInt64(i) && builder.typeOf(node.inputs[i] ?? '').dtype === 'int32';
  const shared = node.op === 'Concat' ? node.inputs.map((_, i) => i) : (SHARED_TYPE[node.op] ?? []);
  const isShared = shared.some(isNarrow);
  const inputs = node.inputs.map((name, i) => {
    if (name === '') return name;
    if (shared.includes(i)) return isShared && isInt64(i) ? narrowed(builder, name) : name;
    // Operators that ask for int64 get it back.
    return isNarrow(i) ? castTo(builder, name, 'int64') : name;
  });
  const isCastToInt64 = node.op === 'Cast' && node.attributes['to']?.value === DATA_TYPES.int64.onnxCode;
  const isConstant = builder.constantOf(inputs[0] ?? '') !== undefined;
  if (!isCastToInt64 || isConstant) return { ...node, inputs };
  return { ...node, inputs, attributes: { ...node.attributes, to: int(DATA_TYPES.int32.onnxCode) } };
}

function narrowed(builder: GraphBuilder, value: ValueName): ValueName {
  const constant = builder.constantOf(value);
  if (constant === undefined) return castTo(builder, value, 'int32');
  return builder.addConstant(constantFrom('int32', constant.type.shape, numbersOf(constant)));
}
