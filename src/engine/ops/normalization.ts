/** y = scale xhat + bias, xhat = (x - mean) / sqrt(variance + eps), over one set of axes. */
import { float, int } from '../graph/attributes.ts';
import { isFilledWith } from '../graph/constants.ts';
import type { ValueName } from '../graph/graph.ts';
import { sizeOf, type Shape } from '../tensor/tensor.ts';
import type { Emitter } from '../graph/emitter.ts';
import { defineOp } from './define-op.ts';
import type { OpDefinition } from './definition.ts';
import { arithmeticOn, castTo, meanOver, onesOf, reshapeTo, shapeOf, sumTo } from './emission.ts';
import { axisOf, extentAt, nodeError, operand, typed } from './operands.ts';
import { pullback, type PullbackContext } from './pullback.ts';
import { ON_FLOATS } from './webgpu-kernel.ts';

// Mean, difference, square, mean, root, quotient, scale, bias.
const FLOPS_PER_ELEMENT = 8;

/** LayerNormalization came with opset 17. */
const FUSED_SINCE = 17;

export function normalizationFlops(_inputs: unknown, [y]: readonly { readonly shape: Shape }[]): number {
  return FLOPS_PER_ELEMENT * sizeOf(y?.shape ?? []);
}

export const NORMALIZATION_OPS = {
  /** X [N, C, ...], scale [C], bias [C]; over the spatial axes. */
  InstanceNormalization: defineOp(
    { epsilon: float(1e-5) },
    {
      webgpu: ON_FLOATS,
      isCheap: true,
      infer: (context) => [operand(context, 0)],
      vjp: pullback((context) => {
        const { emitter, inputs, outputs } = context;
        const [x = '', scale = '', bias = ''] = inputs;
        const shape = shapeOf(emitter, x);
        const perChannel = [extentAt(shape, 1), ...shape.slice(2).map(() => 1)];
        const isPlain = isFilledWith(emitter.constantOf(scale), 1) && isFilledWith(emitter.constantOf(bias), 0);
        return normalizationCotangents(context, {
          axes: shape.flatMap((_, axis) => (axis < 2 ? [] : [axis])),
          epsilon: context.attributes.epsilon,
          scaleShape: perChannel,
          grouped: shape,
          normalized: isPlain ? outputs[0] : undefined,
        });
      }),
      flops: normalizationFlops,
    },
  ),
  /** Over groups of channels and all places; scale and bias by group (opset 18) or by channel (opset 21). */
  GroupNormalization: defineOp(
    { num_groups: int(1), epsilon: float(1e-5) },
    {
      infer: (context) => {
        const x = operand(context, 0);
        const groups = context.attributes.num_groups;
        if (extentAt(x.shape, 1) % groups !== 0) {
          throw nodeError(
            context.node,
            'graph/shape',
            `${groups} groups do not divide ${extentAt(x.shape, 1)} channels`,
          );
        }
        return [x];
      },
      vjp: pullback((context) => {
        const { emitter, inputs } = context;
        const [x = '', scale = ''] = inputs;
        const shape = shapeOf(emitter, x);
        const groups = context.attributes.num_groups;
        const channels = extentAt(shape, 1);
        const [n = 1] = shape;
        const places = shape.slice(2);
        const isByGroup = sizeOf(shapeOf(emitter, scale)) === groups && groups !== channels;
        return normalizationCotangents(context, {
          axes: [2, 3],
          epsilon: context.attributes.epsilon,
          scaleShape: isByGroup ? [groups, 1, 1] : [groups, channels / groups, 1],
          grouped: [n, groups, channels / groups, sizeOf(places)],
          normalized: undefined,
        });
      }),
      flops: normalizationFlops,
    },
  ),
  /**
   * Over the axes from `axis` to the last; scale and bias broadcast to them. Outputs Y, mean, 1 / sqrt(variance + eps).
   */
  LayerNormalization: defineOp(
    { axis: int(-1), epsilon: float(1e-5) },
    {
      webgpu: ON_FLOATS,
      isCheap: true,
      infer: (context) => {
        const x = operand(context, 0);
        const axis = axisOf(context, x.shape);
        const statistics = typed(
          'float32',
          x.shape.map((extent, i) => (i < axis ? extent : 1)),
        );
        return [x, statistics, statistics].slice(0, Math.max(1, context.node.outputs.length));
      },
      vjp: pullback((context) => {
        const { emitter, inputs, node } = context;
        const [x = '', scale = ''] = inputs;
        const shape = shapeOf(emitter, x);
        if (context.cotangents.slice(1).some((ct) => ct !== undefined)) {
          throw nodeError(node, 'graph/unsupported-form', 'no gradient through mean and deviation');
        }
        const first = axisOf(context, shape);
        return normalizationCotangents(context, {
          axes: shape.flatMap((_, axis) => (axis < first ? [] : [axis])),
          epsilon: context.attributes.epsilon,
          scaleShape: shapeOf(emitter, scale),
          grouped: shape,
          normalized: undefined,
        });
      }),
      flops: normalizationFlops,
    },
  ),
} as const satisfies Record<string, OpDefinition>;

interface Normalization {
  readonly epsilon: number;
  /** Shape of x in which `axes` are the axes of the statistics and `scaleShape` broadcasts. */
  readonly grouped: Shape;
  readonly axes: readonly number[];
  readonly scaleShape: Shape;
  /** xhat in x's type and shape, where the forward graph has it already. */
  readonly normalized: ValueName | undefined;
}

/**
 * g = ct scale, s = sqrt(mean((x - mean x)^2) + eps), means over the statistics' axes:
 *   dx = (g - mean(g) - xhat mean(g xhat)) / s,  dscale = sum(ct xhat),  dbias = sum(ct)
 * All in float32: squares of float16 activations overflow.
 */
function normalizationCotangents(context: PullbackContext, form: Normalization): (ValueName | undefined)[] {
  const { emitter, inputs } = context;
  const [x = '', scale = ''] = inputs;
  const { dtype, shape } = emitter.typeOf(x);
  const { axes, grouped, scaleShape } = form;
  const { sub, mul } = arithmeticOn(emitter, 'float32');
  const read = (value: ValueName, as: Shape): ValueName => castTo(emitter, reshapeTo(emitter, value, as), 'float32');
  const write = (value: ValueName, as: Shape): ValueName => reshapeTo(emitter, castTo(emitter, value, dtype), as);
  const ct = read(context.ct, grouped);
  const statistics = normalize(emitter, reshapeTo(emitter, x, grouped), form);
  const normalized = once(() => read(form.normalized ?? statistics.normalized(), grouped));
  const { inverse } = statistics;

  const dx = (): ValueName => {
    const g = isFilledWith(emitter.constantOf(scale), 1) ? ct : mul(ct, read(scale, scaleShape));
    const projection = mul(normalized(), meanOver(emitter, mul(g, normalized()), axes));
    return write(mul(sub(sub(g, meanOver(emitter, g, axes)), projection), inverse()), shape);
  };
  const parameter = (value: ValueName, term: ValueName): ValueName =>
    write(sumTo(emitter, term, scaleShape), shapeOf(emitter, value));
  const rules = [dx, () => parameter(scale, mul(ct, normalized())), () => parameter(inputs[2] ?? '', ct)];
  return inputs.map((_, i) => (context.needs(i) ? rules[i]?.() : undefined));
}

/** xhat in the type of x and 1 / s in float32, computed again: less to keep than both. */
function normalize(
  emitter: Emitter,
  x: ValueName,
  form: Normalization,
): { readonly normalized: () => ValueName; readonly inverse: () => ValueName } {
  return emitter.opset < FUSED_SINCE ? normalizeByParts(emitter, x, form) : normalizeAtOnce(emitter, x, form);
}

/** One LayerNormalization gives both: its third output is 1 / s. It computes in float32, whatever x is. */
function normalizeAtOnce(emitter: Emitter, x: ValueName, { axes, epsilon }: Normalization) {
  const [first = 0] = axes;
  const { dtype, shape } = emitter.typeOf(x);
  const ones = onesOf(emitter, dtype, shape.slice(first));
  const attributes = { axis: int(first), epsilon: float(epsilon) };
  const emitted = once(() => emitter.emitMany('LayerNormalization', [x, ones], 3, attributes));
  return { normalized: () => emitted()[0] ?? '', inverse: () => emitted()[2] ?? '' };
}

/** The two-pass variance loses no digits where the mean is large. */
function normalizeByParts(emitter: Emitter, x: ValueName, { axes, epsilon }: Normalization) {
  const { add, sub, mul, div } = arithmeticOn(emitter, 'float32');
  const wide = once(() => castTo(emitter, x, 'float32'));
  const centred = once(() => sub(wide(), meanOver(emitter, wide(), axes)));
  const inverse = once(() => {
    const variance = meanOver(emitter, mul(centred(), centred()), axes);
    return div(1, emitter.emit('Sqrt', [add(variance, epsilon)]));
  });
  return { normalized: once(() => mul(centred(), inverse())), inverse };
}

/** Emits on the first call and gives the same value afterwards. */
function once<T>(emit: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= emit());
}
