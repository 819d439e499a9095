/** Matrix products. */
import { float, int, string, type AttributeValues } from '../graph/attributes.ts';
import type { Attributes, Node, ValueName } from '../graph/graph.ts';
import { sizeOf, type Shape } from '../tensor/tensor.ts';
import type { Emitter } from '../graph/emitter.ts';
import { defineOp, type WithAttributes } from './define-op.ts';
import type { InferContext, OpDefinition } from './definition.ts';
import { pullback, type PullbackContext } from './pullback.ts';
import { asMatrix, matrixTransposed, reshapeTo, scaled, shapeOf, sumTo } from './emission.ts';
import { broadcast, extentAt, hasInput, nodeError, operand, typed } from './operands.ts';
import { ON_FLOATS } from './webgpu-kernel.ts';

const GEMM = { alpha: float(1), beta: float(1), transA: int(0), transB: int(0) };
const EINSUM = { equation: string('') };

export const MATRIX_OPS = {
  /** Y = A B over broadcast leading axes: dA = ct B^T, dB = A^T ct */
  MatMul: {
    webgpu: ON_FLOATS,
    infer: (context) => {
      const a = operand(context, 0);
      return [typed(a.dtype, matMulShape(context.node, a.shape, operand(context, 1).shape))];
    },
    vjp: pullback(matMulCotangents),
    flops: ([a], [y]) => 2 * sizeOf(y?.shape ?? []) * (a?.shape.at(-1) ?? 1),
  },
  /** Y = alpha A' B' + beta C, where a prime transposes if transA, transB say so */
  Gemm: defineOp(GEMM, {
    webgpu: ON_FLOATS,
    infer: inferGemm,
    vjp: pullback(gemmCotangents),
    flops: ([a], [y], { transA }) => 2 * sizeOf(y?.shape ?? []) * extentAt(a?.shape ?? [], transA === 1 ? 0 : 1),
  }),
  /** Products of named axes */
  Einsum: defineOp(EINSUM, {
    webgpu: ON_FLOATS,
    infer: inferEinsum,
    vjp: pullback(einsumCotangents),
    flops: einsumFlops,
  }),
} as const satisfies Record<string, OpDefinition>;

function matMulShape(node: Node, a: Shape, b: Shape): number[] {
  const left = a.length === 1 ? [1, ...a] : a;
  const right = b.length === 1 ? [...b, 1] : b;
  if (left.at(-1) !== right.at(-2)) {
    throw nodeError(node, 'graph/shape', `[${a.join(',')}] and [${b.join(',')}] do not multiply`);
  }
  const batch = broadcast(node, left.slice(0, -2), right.slice(0, -2));
  return [...batch, ...(a.length === 1 ? [] : left.slice(-2, -1)), ...(b.length === 1 ? [] : right.slice(-1))];
}

function matMulCotangents(context: PullbackContext): (ValueName | undefined)[] {
  const { emitter, node, inputs, ct } = context;
  const [a = '', b = ''] = inputs;
  const shapeA = shapeOf(emitter, a);
  const shapeB = shapeOf(emitter, b);
  if (shapeA.length < 2 || shapeB.length < 2) {
    throw nodeError(node, 'graph/unsupported-form', 'no gradient for a vector operand');
  }
  const da = (): ValueName =>
    shapeB.length === 2
      ? productWithTransposedMatrix(emitter, ct, b)
      : sumTo(emitter, emitter.emit('MatMul', [ct, matrixTransposed(emitter, b)]), shapeA);
  const db = (): ValueName =>
    shapeB.length === 2
      ? emitter.emit('Gemm', [asMatrix(emitter, a), asMatrix(emitter, ct)], { transA: int(1) })
      : sumTo(emitter, transposedProduct(emitter, a, ct), shapeB);
  return [context.needs(0) ? da() : undefined, context.needs(1) ? db() : undefined];
}

/**
 * ct B^T for a matrix B, by Gemm: it reads B as it is stored, where a Transpose of a weight would be folded by the runtime into a
 * second copy of the weight.
 */
function productWithTransposedMatrix(emitter: Emitter, ct: ValueName, b: ValueName): ValueName {
  const product = emitter.emit('Gemm', [asMatrix(emitter, ct), b], { transB: int(1) });
  return reshapeTo(emitter, product, [...shapeOf(emitter, ct).slice(0, -1), extentAt(shapeOf(emitter, b), 0)]);
}

/** A^T ct, or (ct^T A)^T where that transposes less: attention's probabilities are many times larger than its values. */
function transposedProduct(emitter: Emitter, a: ValueName, ct: ValueName): ValueName {
  const [columns, outer] = [extentAt(shapeOf(emitter, a), -1), extentAt(shapeOf(emitter, ct), -1)];
  const rows = extentAt(shapeOf(emitter, a), -2);
  if (rows * columns <= rows * outer + columns * outer) {
    return emitter.emit('MatMul', [matrixTransposed(emitter, a), ct]);
  }
  return matrixTransposed(emitter, emitter.emit('MatMul', [matrixTransposed(emitter, ct), a]));
}

function inferGemm(context: WithAttributes<InferContext, typeof GEMM>): ReturnType<OpDefinition['infer']> {
  const { node, attributes } = context;
  const a = operand(context, 0);
  const b = operand(context, 1);
  const [rows, inner] = attributes.transA === 1 ? a.shape.toReversed() : a.shape;
  const [innerB, columns] = attributes.transB === 1 ? b.shape.toReversed() : b.shape;
  if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== innerB || rows === undefined || columns === undefined) {
    throw nodeError(node, 'graph/shape', `[${a.shape.join(',')}] and [${b.shape.join(',')}] do not multiply`);
  }
  if (hasInput(node, 2)) broadcast(node, [rows, columns], operand(context, 2).shape);
  return [typed(a.dtype, [rows, columns])];
}

/**
 * dA = alpha ct B'^T, transposed when transA; dB = alpha A'^T ct, transposed when transB; dC = beta ct summed to C's
 * shape. Each is one Gemm.
 */
function gemmCotangents(context: WithAttributes<PullbackContext, typeof GEMM>): (ValueName | undefined)[] {
  const { emitter, node, inputs, ct } = context;
  const [a = '', b = '', c = ''] = inputs;
  const { alpha, beta } = context.attributes;
  const [transA, transB] = [context.attributes.transA === 1, context.attributes.transB === 1];
  const product = (x: ValueName, y: ValueName, transX: boolean, transY: boolean): ValueName =>
    emitter.emit('Gemm', [x, y], gemmAttributes(alpha, transX, transY));
  const da = (): ValueName => (transA ? product(b, ct, transB, true) : product(ct, b, false, !transB));
  const db = (): ValueName => (transB ? product(ct, a, true, transA) : product(a, ct, !transA, false));
  const dc = (): ValueName => scaled(emitter, sumTo(emitter, ct, shapeOf(emitter, c)), beta);
  return [
    context.needs(0) ? da() : undefined,
    context.needs(1) ? db() : undefined,
    ...(hasInput(node, 2) ? [context.needs(2) ? dc() : undefined] : []),
  ];
}

function gemmAttributes(alpha: number, transA: boolean, transB: boolean): Attributes {
  return {
    ...(alpha === 1 ? {} : { alpha: float(alpha) }),
    ...(transA ? { transA: int(1) } : {}),
    ...(transB ? { transB: int(1) } : {}),
  };
}

interface Equation {
  readonly terms: readonly string[];
  readonly result: string;
}

/** `ij,jk->ik`, with an explicit result and no ellipsis. */
function parseEquation(equation: string): Equation | undefined {
  const text = equation.replaceAll(' ', '');
  const [left = '', result] = text.split('->');
  return result === undefined || text.includes('.') ? undefined : { terms: left.split(','), result };
}

function equationOf({ node, attributes }: WithAttributes<{ readonly node: Node }, typeof EINSUM>): Equation {
  const equation = parseEquation(attributes.equation);
  if (equation === undefined) {
    throw nodeError(node, 'graph/unsupported-form', 'the equation has an ellipsis or no explicit result');
  }
  return equation;
}

function extentsOf(terms: readonly string[], shapes: readonly Shape[]): Map<string, number> {
  return new Map(
    terms.flatMap((term, i) => [...term].map((label, axis) => [label, extentAt(shapes[i] ?? [], axis)] as const)),
  );
}

function inferEinsum(context: WithAttributes<InferContext, typeof EINSUM>): ReturnType<OpDefinition['infer']> {
  const { terms, result } = equationOf(context);
  const shapes = context.node.inputs.map((_, i) => operand(context, i).shape);
  const extents = extentsOf(terms, shapes);
  const isConsistent = terms.every((term, i) =>
    [...term].every((label, axis) => extents.get(label) === shapes[i]?.[axis] && term.length === shapes[i]?.length),
  );
  if (!isConsistent || terms.length !== shapes.length) {
    throw nodeError(context.node, 'graph/shape', 'the equation does not fit the operands');
  }
  return [
    typed(
      operand(context, 0).dtype,
      [...result].map((label) => extents.get(label) ?? 1),
    ),
  ];
}

/** The cotangent of an operand is the product of ct and the other operand, over the labels that the operand lacks. */
function einsumCotangents(context: WithAttributes<PullbackContext, typeof EINSUM>): (ValueName | undefined)[] {
  const { emitter, node, inputs, ct } = context;
  const { terms, result } = equationOf(context);
  return terms.map((term, i) => {
    if (!context.needs(i)) return undefined;
    const otherTerms = terms.filter((_, j) => j !== i);
    const others = inputs.filter((_, j) => j !== i);
    const known = new Set([result, ...otherTerms].join(''));
    if ([...term].some((label) => !known.has(label)) || new Set(term).size !== term.length) {
      throw nodeError(node, 'graph/unsupported-form', `no gradient for the operand ${term}`);
    }
    const equation = `${[result, ...otherTerms].join(',')}->${term}`;
    return emitter.emit('Einsum', [ct, ...others], { equation: string(equation) });
  });
}

function einsumFlops(
  inputs: Parameters<NonNullable<OpDefinition['flops']>>[0],
  _outputs: unknown,
  attributes: AttributeValues<typeof EINSUM>,
): number {
  const equation = parseEquation(attributes.equation);
  const extents = extentsOf(
    equation?.terms ?? [],
    inputs.map((type) => type?.shape ?? []),
  );
  return 2 * sizeOf([...extents.values()]);
}
