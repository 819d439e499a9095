/**
 * Fused normalisations as LayerNormalization, InstanceNormalization over reshaped groups, or the arithmetic of a root mean square.
 *
 * Sources: onnxruntime, docs/ContribOperators.md; ONNX, Operators.md (GroupNormalization-18, -21, RMSNormalization-23).
 */
import { float, int, type AttributeValues } from '../graph/attributes.ts';
import type { Node, ValueName } from '../graph/graph.ts';
import { sizeOf } from '../tensor/tensor.ts';
import {
  decomposition,
  isOutputUsed,
  optionalInput,
  requiredInput,
  unsupportedForm,
  type Decomposition,
  type DecompositionContext,
} from './contrib-definition.ts';
import { channelsFirst, channelsLast } from './contrib-layout.ts';
import type { Emitter } from '../graph/emitter.ts';
import { arithmeticLike, arithmeticOn, castTo, meanOver, reshapeTo, shapeOf } from './emission.ts';
import { axisOf, extentAt, nodeError } from './operands.ts';

const SKIP = { epsilon: float(1e-12) };
const ROOT_MEAN_SQUARE = { axis: int(-1), epsilon: float(1e-5) };
const GROUP_NORM = { groups: int(0), epsilon: float(1e-5), activation: int(0), channels_last: int(1) };
const GROUP_NORMALIZATION = { num_groups: int(1), epsilon: float(1e-5) };

export const CONTRIB_NORMALIZATION = {
  /** Y = layer norm(X + skip + bias); outputs Y, mean, 1 / deviation, the sum */
  'com.microsoft.SkipLayerNormalization': decomposition(SKIP, ({ emitter, node }, { epsilon }) => {
    const sum = skipSum(emitter, node, 4);
    const axis = shapeOf(emitter, sum).length - 1;
    const attributes = { axis: int(axis), epsilon: float(epsilon) };
    const beta = optionalInput(node, 3);
    const operands = [sum, requiredInput(node, 2), ...(beta === undefined ? [] : [beta])];
    const hasStatistics = isOutputUsed(node, 1) || isOutputUsed(node, 2);
    const [y, mean, inverse] = emitter.emitMany('LayerNormalization', operands, hasStatistics ? 3 : 1, attributes);
    return [y, mean, inverse, sum];
  }),
  /** Y = rms norm(X + skip + bias); outputs Y, mean (never), 1 / rms, the sum */
  'com.microsoft.SkipSimplifiedLayerNormalization': decomposition(SKIP, ({ emitter, node }, { epsilon }) => {
    if (isOutputUsed(node, 1)) throw unsupportedForm(node, 'the output mean');
    const sum = skipSum(emitter, node, 3);
    const axis = shapeOf(emitter, sum).length - 1;
    const { y, inverse } = rootMeanSquareNorm(emitter, sum, requiredInput(node, 2), axis, epsilon);
    return [y, undefined, isOutputUsed(node, 2) ? inverse() : undefined, sum];
  }),
  SimplifiedLayerNormalization: decomposition(ROOT_MEAN_SQUARE, decomposeRootMeanSquare),
  RMSNormalization: decomposition(ROOT_MEAN_SQUARE, decomposeRootMeanSquare),
  /** Channels last by default; with activation 1, swish(group norm(X)) */
  'com.microsoft.GroupNorm': decomposition(GROUP_NORM, ({ emitter, node }, attributes) => {
    const x = requiredInput(node, 0);
    const planes = attributes.channels_last === 1 ? channelsFirst(emitter, x) : x;
    return [groupNorm(emitter, node, planes, attributes)];
  }),
  /** The same of X + skip + bias; outputs Y and the sum. The skip may be one value a channel, [B, C] or [B, 1, 1, C]. */
  'com.microsoft.SkipGroupNorm': decomposition(GROUP_NORM, ({ emitter, node }, attributes) => {
    const isLast = attributes.channels_last === 1;
    const planes = (x: ValueName): ValueName => (isLast ? channelsFirst(emitter, x) : x);
    const x = planes(requiredInput(node, 0));
    const [rows = 1, channels = 1] = shapeOf(emitter, x);
    const skip = requiredInput(node, 3);
    const isByChannel = sizeOf(shapeOf(emitter, skip)) === rows * channels;
    const bias = optionalInput(node, 4);
    const { add } = arithmeticLike(emitter, x);
    const skipped = add(x, isByChannel ? reshapeTo(emitter, skip, [rows, channels, 1, 1]) : planes(skip));
    const sum = bias === undefined ? skipped : add(skipped, reshapeTo(emitter, bias, [channels, 1, 1]));
    const y = groupNorm(emitter, node, sum, attributes);
    return [y, isOutputUsed(node, 1) ? (isLast ? channelsLast(emitter, sum) : sum) : undefined];
  }),
  /** Scale and bias by group (opset 18) or by channel (opset 21) */
  GroupNormalization: decomposition(GROUP_NORMALIZATION, ({ emitter, node }, { num_groups: groups, epsilon }) => {
    const x = requiredInput(node, 0);
    const [scale, bias] = [requiredInput(node, 1), requiredInput(node, 2)];
    const isByGroup = sizeOf(shapeOf(emitter, scale)) === groups;
    if (isByGroup) return [normalizeGroups(emitter, node, x, { groups, epsilon, scale, bias })];
    return [scaleChannels(emitter, normalizeGroups(emitter, node, x, { groups, epsilon }), scale, bias)];
  }),
} as const satisfies Record<string, Decomposition>;

/** Inputs 0 and 1, and the optional bias at `biasIndex`. */
function skipSum(emitter: Emitter, node: Node, biasIndex: number): ValueName {
  const sum = emitter.emit('Add', [requiredInput(node, 0), requiredInput(node, 1)]);
  const bias = optionalInput(node, biasIndex);
  return bias === undefined ? sum : emitter.emit('Add', [sum, bias]);
}

function decomposeRootMeanSquare(
  { emitter, node }: DecompositionContext,
  attributes: AttributeValues<typeof ROOT_MEAN_SQUARE>,
): (ValueName | undefined)[] {
  const x = requiredInput(node, 0);
  const axis = axisOf({ node, attributes }, shapeOf(emitter, x));
  const { y, inverse } = rootMeanSquareNorm(emitter, x, requiredInput(node, 1), axis, attributes.epsilon);
  return [y, isOutputUsed(node, 1) ? inverse() : undefined];
}

/** y = scale x / sqrt(mean(x^2) + eps) over the axes from `axis` on, in float32: squares of float16 activations overflow. */
function rootMeanSquareNorm(emitter: Emitter, x: ValueName, scale: ValueName, axis: number, epsilon: number) {
  const { dtype, shape } = emitter.typeOf(x);
  const { add, mul, div } = arithmeticOn(emitter, 'float32');
  const wide = castTo(emitter, x, 'float32');
  const axes = shape.flatMap((_, i) => (i < axis ? [] : [i]));
  const root = emitter.emit('Sqrt', [add(meanOver(emitter, mul(wide, wide), axes), epsilon)]);
  const normalized = castTo(emitter, div(wide, root), dtype);
  return {
    y: emitter.emit('Mul', [normalized, castTo(emitter, scale, dtype)]),
    inverse: (): ValueName => div(1, root),
  };
}

/** Scaled, activated and back in the layout of the node; x has its channels first. */
function groupNorm(
  emitter: Emitter,
  node: Node,
  x: ValueName,
  { groups, epsilon, activation, channels_last: channelsAreLast }: AttributeValues<typeof GROUP_NORM>,
): ValueName {
  if (activation !== 0 && activation !== 1) throw unsupportedForm(node, `activation ${activation}`);
  const normalized = normalizeGroups(emitter, node, x, { groups, epsilon });
  const y = scaleChannels(emitter, normalized, requiredInput(node, 1), requiredInput(node, 2));
  const activated = activation === 1 ? emitter.emit('Mul', [y, emitter.emit('Sigmoid', [y])]) : y;
  return channelsAreLast === 1 ? channelsLast(emitter, activated) : activated;
}

interface Groups {
  readonly groups: number;
  readonly epsilon: number;
  /** By group; 1 and 0 where left out. */
  readonly scale?: ValueName;
  readonly bias?: ValueName;
}

/** [B, C, ...] as [B, groups, elements]: an instance of it is a group. */
function normalizeGroups(
  emitter: Emitter,
  node: Node,
  x: ValueName,
  { groups, epsilon, scale, bias }: Groups,
): ValueName {
  const { dtype, shape } = emitter.typeOf(x);
  const channels = extentAt(shape, 1);
  if (groups < 1 || channels % groups !== 0) {
    throw nodeError(node, 'graph/shape', `${groups} groups do not divide ${channels} channels`);
  }
  const grouped = reshapeTo(emitter, x, [extentAt(shape, 0), groups, sizeOf(shape.slice(1)) / groups]);
  const filled = (value: number): ValueName =>
    emitter.float(
      Array.from({ length: groups }, () => value),
      [groups],
      dtype,
    );
  const operands = [scale ?? filled(1), bias ?? filled(0)].map((value) => castTo(emitter, value, dtype));
  const normalized = emitter.emit('InstanceNormalization', [grouped, ...operands], { epsilon: float(epsilon) });
  return reshapeTo(emitter, normalized, shape);
}

function scaleChannels(emitter: Emitter, x: ValueName, scale: ValueName, bias: ValueName): ValueName {
  const { dtype, shape } = emitter.typeOf(x);
  const perChannel = [extentAt(shape, 1), ...shape.slice(2).map(() => 1)];
  const { add, mul } = arithmeticLike(emitter, x);
  const read = (value: ValueName): ValueName => castTo(emitter, reshapeTo(emitter, value, perChannel), dtype);
  return add(mul(x, read(scale)), read(bias));
}
