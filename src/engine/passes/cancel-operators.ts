import { at } from '../at.ts';
import { attributesOf } from '../ops/define-op.ts';
import { permutation } from '../ops/layout.ts';
import { OPS } from '../ops/ops.ts';
import { constantFrom, isFilledWith, numbersOf } from '../graph/constants.ts';
import type { Constant, Graph, InlineConstant, Node, TensorType, ValueName } from '../graph/graph.ts';
import { sameShape } from '../tensor/broadcast.ts';
import { isFloat } from '../tensor/data-type.ts';
import type { Shape } from '../tensor/tensor.ts';
import { createSubstitution } from './substitute-values.ts';

interface RuleContext {
  /** The node, its inputs already resolved. */
  readonly node: Node;
  typeOf(value: ValueName): TensorType;
  /** True when the value is a small constant, or the repetition of one, with `number`, 0 or 1, in every element. */
  isFilledWith(value: ValueName, number: number): boolean;
  producerOf(value: ValueName): Node | undefined;
  /** Elements of a small constant. */
  numbersIn(value: ValueName): readonly number[] | undefined;
  /** Name of an int64 vector constant, made when needed. */
  ints(values: readonly number[]): ValueName;
}

/** The value that the node's only output equals, a cheaper node with the same output, or undefined to leave it. */
type Rule = (context: RuleContext) => ValueName | Node | undefined;

const READ_LIMIT_BYTES = 4096;

/** What can be dropped or joined, by operator. After `bind-shapes` every change of shape alone is a Reshape. */
const RULES: Readonly<Record<string, Rule>> = {
  Identity: ({ node }) => node.inputs[0],
  Cast: unlessTypeChanges,
  Expand: unlessTypeChanges,
  Tile: unlessTypeChanges,
  Slice: (context) => (goesForward(context) ? unlessTypeChanges(context) : undefined),
  Pad: unlessTypeChanges,
  Concat: ({ node }) => (node.inputs.length === 1 ? node.inputs[0] : undefined),
  Reshape: joinReshapes,
  Squeeze: joinReshapes,
  Unsqueeze: joinReshapes,
  Flatten: joinReshapes,
  Transpose: joinTransposes,
  Add: (context) => dropNeutral(context, 0, 'either') ?? joinPads(context) ?? dropExpand(context),
  Sub: (context) => dropNeutral(context, 0, 'right') ?? dropExpand(context),
  Mul: (context) => dropNeutral(context, 1, 'either') ?? dropExpand(context),
  Div: (context) => dropNeutral(context, 1, 'right') ?? dropExpand(context),
};

/** Removes operators that do nothing and joins chains of reshapes and of transposes. Needs static types. */
export function cancelOperators(graph: Graph): Graph {
  const substitution = createSubstitution();
  const constants = new Map<ValueName, Constant>(graph.constants);
  const types = new Map<ValueName, TensorType>(graph.types);
  const producers = new Map<ValueName, Node>();
  const nodes: Node[] = [];

  const typeOf = (value: ValueName): TensorType => {
    const type = types.get(value);
    if (type === undefined) throw new Error(`no type for ${value}: cancelOperators runs after inferShapes`);
    return type;
  };
  /** What a value repeats the elements of, in a type of floats or another. */
  const sourceOf = (value: ValueName): ValueName => {
    const producer = producers.get(value);
    const [source] = producer?.domain === '' ? producer.inputs : [];
    if (producer === undefined || source === undefined) return value;
    const isRounded = producer.op === 'Cast' && [value, source].every((name) => isFloat(typeOf(name).dtype));
    return producer.op === 'Expand' || isRounded ? sourceOf(source) : value;
  };
  const ints = (values: readonly number[]): ValueName => {
    const name = `shape_${values.join('x').replaceAll('-', 'm')}`;
    const constant = constantFrom('int64', [values.length], values);
    constants.set(name, constant);
    types.set(name, constant.type);
    return name;
  };

  for (const original of graph.nodes) {
    const node = { ...original, inputs: original.inputs.map(substitution.resolve) };
    const output = node.outputs[0];
    const rule = node.domain === '' && node.outputs.length === 1 ? RULES[node.op] : undefined;
    const context: RuleContext = {
      node,
      typeOf,
      ints,
      isFilledWith: (value, number) => isFilledWith(smallConstant(constants.get(sourceOf(value))), number),
      producerOf: (value) => producers.get(value),
      numbersIn: (value) => {
        const constant = smallConstant(constants.get(value));
        return constant === undefined ? undefined : [...numbersOf(constant)];
      },
    };
    const result = rule?.(context) ?? node;
    if (typeof result === 'string') {
      if (output !== undefined) substitution.replace(output, result);
      continue;
    }
    nodes.push(result);
    for (const name of result.outputs) producers.set(name, result);
  }
  return substitution.apply({ ...graph, constants, types }, nodes);
}

/** False for a Slice that turns an axis round, which keeps its type. */
function goesForward({ node, numbersIn }: RuleContext): boolean {
  const [, , , , steps = ''] = node.inputs;
  return steps === '' || numbersIn(steps)?.every((step) => step > 0) === true;
}

function unlessTypeChanges({ node, typeOf }: RuleContext): ValueName | undefined {
  const [input, output] = [node.inputs[0], node.outputs[0]];
  if (input === undefined || output === undefined) return undefined;
  const [from, to] = [typeOf(input), typeOf(output)];
  return from.dtype === to.dtype && sameShape(from.shape, to.shape) ? input : undefined;
}

function joinReshapes(context: RuleContext): ValueName | Node | undefined {
  const { node, typeOf, producerOf, ints } = context;
  const input = node.inputs[0];
  const output = node.outputs[0];
  if (input === undefined || output === undefined) return undefined;
  const producer = producerOf(input);
  const source = producer?.op === 'Reshape' && producer.domain === '' ? producer.inputs[0] : input;
  if (source === undefined) return undefined;
  const shape = typeOf(output).shape;
  if (sameShape(typeOf(source).shape, shape)) return source;
  // An extent of 0 would mean "copy" to Reshape.
  if (shape.includes(0)) return undefined;
  return { ...node, op: 'Reshape', inputs: [source, ints(shape)], attributes: {} };
}

function joinTransposes({ node, typeOf, producerOf }: RuleContext): ValueName | Node | undefined {
  const input = node.inputs[0];
  if (input === undefined) return undefined;
  const order = permutationOf(node, typeOf(input).shape);
  const producer = producerOf(input);
  const before = producer?.op === 'Transpose' ? producer.inputs[0] : undefined;
  if (producer === undefined || before === undefined) return isSorted(order) ? input : undefined;
  const inner = permutationOf(producer, typeOf(before).shape);
  const joined = order.map((axis) => inner[axis] ?? axis);
  if (isSorted(joined)) return before;
  return { ...node, inputs: [before], attributes: { perm: { kind: 'ints', value: joined } } };
}

function permutationOf(node: Node, shape: Shape): readonly number[] {
  return permutation({ attributes: attributesOf(OPS.Transpose, node) }, shape.length);
}

function isSorted(order: readonly number[]): boolean {
  return order.every((axis, index) => axis === index);
}

/** x + 0, x * 1 and the like, where the constant does not widen the shape. */
function dropNeutral(context: RuleContext, neutral: number, side: 'either' | 'right'): ValueName | undefined {
  const { node, typeOf, isFilledWith } = context;
  const [left, right] = node.inputs;
  const output = node.outputs[0];
  if (left === undefined || right === undefined || output === undefined) return undefined;
  const keeps = (value: ValueName) => sameShape(typeOf(value).shape, typeOf(output).shape);
  if (keeps(left) && isFilledWith(right, neutral)) return left;
  if (side === 'either' && keeps(right) && isFilledWith(left, neutral)) return right;
  return undefined;
}

/** An operand that is repeated to the shape of the other, which broadcasting does by itself. */
function dropExpand({ node, typeOf, producerOf }: RuleContext): Node | undefined {
  const [output = ''] = node.outputs;
  const isWhole = (value: ValueName): boolean => sameShape(typeOf(value).shape, typeOf(output).shape);
  const index = node.inputs.findIndex((value, i) => {
    const other = node.inputs[1 - i] ?? '';
    return producerOf(value)?.op === 'Expand' && producerOf(other)?.op !== 'Expand' && isWhole(other);
  });
  const source = producerOf(node.inputs[index] ?? '')?.inputs[0];
  return source === undefined ? undefined : { ...node, inputs: node.inputs.with(index, source) };
}

/**
 * The derivative of slices that share out one axis is a sum of padded pieces; where one's zeros end the other's begin, it
 * is their concatenation.
 */
function joinPads(context: RuleContext): Node | undefined {
  const { node, typeOf } = context;
  const pieces = node.inputs.map((name) => readZeroPad(context, name));
  const [left, right] = pieces;
  if (left === undefined || right === undefined || left.axis !== right.axis) return undefined;
  const [first, second] = left.before === 0 ? [left, right] : [right, left];
  const extent = (piece: ZeroPad) => at(typeOf(piece.source).shape, piece.axis);
  const meet =
    first.before === 0 && second.after === 0 && first.after === extent(second) && second.before === extent(first);
  if (!meet) return undefined;
  return {
    ...node,
    op: 'Concat',
    inputs: [first.source, second.source],
    attributes: { axis: { kind: 'int', value: first.axis } },
  };
}

interface ZeroPad {
  readonly source: ValueName;
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

/** A Pad with zeros along a single axis. */
function readZeroPad(
  { producerOf, numbersIn, isFilledWith, typeOf }: RuleContext,
  value: ValueName,
): ZeroPad | undefined {
  const pad = producerOf(value);
  const [source, amounts, fill, axes] = pad?.inputs ?? [];
  if (pad?.op !== 'Pad' || source === undefined || amounts === undefined || (axes ?? '') !== '') return undefined;
  const mode = pad.attributes['mode'];
  if (mode !== undefined && mode.value !== 'constant') return undefined;
  if (fill !== undefined && fill !== '' && !isFilledWith(fill, 0)) return undefined;
  const counts = numbersIn(amounts);
  if (counts === undefined) return undefined;
  const rank = typeOf(source).shape.length;
  const padded = typeOf(source).shape.flatMap((_, axis) =>
    counts[axis] !== 0 || counts[axis + rank] !== 0 ? [axis] : [],
  );
  const [axis] = padded;
  if (axis === undefined || padded.length !== 1) return undefined;
  return { source, axis, before: at(counts, axis), after: at(counts, axis + rank) };
}

function smallConstant(constant: Constant | undefined): InlineConstant | undefined {
  return constant?.kind === 'inline' && constant.bytes.byteLength <= READ_LIMIT_BYTES ? constant : undefined;
}
