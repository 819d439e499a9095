import { int } from '../graph/attributes.ts';
import { attributesOf } from '../ops/define-op.ts';
import { OPS } from '../ops/ops.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { constantFrom, numbersOf } from '../graph/constants.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import type { Emitter } from '../graph/emitter.ts';
import { arithmeticLike, castTo, shapeOf, signOf, sumOver } from '../ops/emission.ts';
import { opKeyOf } from '../ops/find-op.ts';
import { inferNode } from '../ops/infer-node.ts';
import { isFloat } from '../tensor/data-type.ts';
import { narrowIntegers } from './prepare-webgpu-integers.ts';
import { emitWaves, findJoinedWaves } from './prepare-webgpu-waves.ts';
import { createSubstitution } from './substitute-values.ts';

interface RewriteContext {
  readonly emitter: GraphBuilder;
  readonly node: Node;
  readonly x: ValueName;
}

/** The value that takes the place of the node's only output; undefined leaves the node. */
type Rewrite = (context: RewriteContext) => ValueName | undefined;

const REWRITES: Readonly<Record<string, Rewrite>> = {
  Sign: ({ emitter, x }) => (isFloatValue(emitter, x) ? signOf(emitter, x) : undefined),
  Sin: ({ emitter, x }) => (emitter.typeOf(x).dtype === 'float32' ? emitWaves(emitter, x, ['sine']) : undefined),
  Cos: ({ emitter, x }) => (emitter.typeOf(x).dtype === 'float32' ? emitWaves(emitter, x, ['cosine']) : undefined),
  Round: ({ emitter, x }) => roundHalfToEven(emitter, x),
  IsNaN: ({ emitter, x }) => emitter.emit('Not', [emitter.emit('Equal', [x, x])]),
  /** 0 - x */
  Neg: ({ emitter, x }) => (isFloatValue(emitter, x) ? undefined : arithmeticLike(emitter, x).sub(0, x)),
  Or: ({ emitter, node }) => either(emitter, node.inputs),
  Xor: ({ emitter, node }) => {
    const both = emitter.emit('And', node.inputs);
    return emitter.emit('And', [either(emitter, node.inputs), emitter.emit('Not', [both])]);
  },
  Mod: integerRemainder,
  Pow: ({ emitter, node, x }) => {
    const { dtype } = emitter.typeOf(x);
    const [, exponent = ''] = node.inputs;
    if (emitter.typeOf(exponent).dtype === dtype || !isFloatValue(emitter, x)) return undefined;
    const constant = emitter.constantOf(exponent);
    if (constant === undefined) return emitter.emit('Pow', [x, castTo(emitter, exponent, dtype)]);
    return emitter.emit('Pow', [x, emitter.addConstant(constantFrom(dtype, constant.type.shape, numbersOf(constant)))]);
  },
  /** s - log(sum(e^s)), s = x - max(x) */
  LogSoftmax: ({ emitter, node, x }) => {
    const rank = shapeOf(emitter, x).length;
    const axis = (attributesOf(OPS.LogSoftmax, node).axis + rank) % rank;
    const { sub } = arithmeticLike(emitter, x);
    const shifted = sub(x, maximumOver(emitter, x, axis));
    const total = sumOver(emitter, emitter.emit('Exp', [shifted]), [axis], true);
    return sub(shifted, emitter.emit('Log', [total]));
  },
  RandomNormalLike: ({ node }) => {
    throw new GraphError(
      'graph/unsupported-form',
      `the model draws random numbers (RandomNormalLike, node ${node.name}); export it in evaluation mode`,
      { operator: node.op, node: node.name },
    );
  },
};

/**
 * Writes what onnxruntime's WebGPU provider would leave to the CPU in operators that it has (signs, logic, integer arithmetic), and
 * sine and cosine in arithmetic that it rounds correctly. `findWebgpuFallbacks` lists what is left. Needs static types. Throws a GraphError for random numbers.
 */
export function prepareWebgpu(graph: Graph): Graph {
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'gpu', nodes: 'drop' });
  const substitution = createSubstitution();
  const joined = findJoinedWaves(graph);
  for (const original of graph.nodes) {
    const waves = joined.get(original);
    if (waves !== undefined) {
      const by = emitWaves(builder, substitution.resolve(waves.x), waves.waves);
      substitution.replace(original.outputs[0] ?? '', by);
      continue;
    }
    const resolved = { ...original, inputs: original.inputs.map(substitution.resolve) };
    const node = narrowIntegers(builder, resolved, (i) => graph.types.get(original.inputs[i] ?? ''));
    const by = REWRITES[opKeyOf(node)]?.({ emitter: builder, node, x: node.inputs[0] ?? '' });
    if (by === undefined) builder.addNode(node);
    else substitution.replace(node.outputs[0] ?? '', by);
  }
  const kept = graph.outputs.map(({ name }) => name).filter((name) => builder.has(name));
  const prepared = builder.build({ outputs: kept });
  return substitution.apply({ ...prepared, outputs: graph.outputs }, prepared.nodes);
}

function isFloatValue(emitter: Emitter, x: ValueName): boolean {
  return isFloat(emitter.typeOf(x).dtype);
}

/** not (not a and not b) */
function either(emitter: Emitter, operands: readonly ValueName[]): ValueName {
  const negated = operands.map((operand) => emitter.emit('Not', [operand]));
  return emitter.emit('Not', [emitter.emit('And', negated)]);
}

/** f = floor(x), one more where x lies over the middle, or in it and f is odd; x - f is exact. */
function roundHalfToEven(emitter: Emitter, x: ValueName): ValueName {
  const { add, sub, mul, greater, where } = arithmeticLike(emitter, x);
  const floor = (value: ValueName): ValueName => emitter.emit('Floor', [value]);
  const f = floor(x);
  const rest = sub(x, f);
  const half = mul(f, 0.5);
  const isOdd = greater(sub(half, floor(half)), 0.25);
  const isMiddle = emitter.emit('Equal', [rest, emitter.float(0.5, [], emitter.typeOf(x).dtype)]);
  return where(either(emitter, [greater(rest, 0.5), emitter.emit('And', [isMiddle, isOdd])]), add(f, 1), f);
}

/** r = a - b trunc(a / b) has the sign of a; with fmod = 0 the result has that of b. Floats stay: a / b would round. */
function integerRemainder({ emitter, node, x: a }: RewriteContext): ValueName | undefined {
  const [, b = ''] = node.inputs;
  if (emitter.typeOf(a).dtype !== 'int32') return undefined;
  const { add, sub, mul, div, less, where } = arithmeticLike(emitter, a);
  const r = sub(a, mul(b, div(a, b)));
  return attributesOf(OPS.Mod, node).fmod === 1 ? r : where(less(mul(r, b), 0), add(r, b), r);
}

/** ReduceMax takes its axes as an input since opset 18. */
function maximumOver(emitter: Emitter, x: ValueName, axis: number): ValueName {
  if (emitter.opset < 18)
    return emitter.emit('ReduceMax', [x], { axes: { kind: 'ints', value: [axis] }, keepdims: int(1) });
  return emitter.emit('ReduceMax', [x, emitter.ints([axis])], { keepdims: int(1) });
}
