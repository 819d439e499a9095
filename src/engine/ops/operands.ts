/** What inference rules ask of a node: its operands, axes, constants; and the errors they answer with. */
import { numbersOf } from '../graph/constants.ts';
import { GraphError, type GraphErrorCode } from '../graph/graph-error.ts';
import type { InlineConstant, Node, TensorType } from '../graph/graph.ts';
import { broadcastShapes } from '../tensor/broadcast.ts';
import type { DataType, Shape } from '../tensor/tensor.ts';
import type { InferContext } from './definition.ts';

/** A GraphError about `node`. */
export function nodeError(node: Node, code: GraphErrorCode, reason: string): GraphError {
  return new GraphError(code, `${node.op} ${node.name}: ${reason}`, { operator: node.op, node: node.name });
}

/** Type of input `index`, which must be present. */
export function operand(context: InferContext, index: number): TensorType {
  const type = context.inputs[index];
  if (type === undefined) {
    throw nodeError(context.node, 'graph/invalid', `input ${index} (%${context.node.inputs[index] ?? ''}) has no type`);
  }
  return type;
}

export function hasInput(node: Node, index: number): boolean {
  return (node.inputs[index] ?? '') !== '';
}

/** Numbers of a constant input, or undefined where the input is left out. Throws when a computed value stands there. */
export function constantNumbers(context: InferContext, index: number): number[] | undefined {
  if (!hasInput(context.node, index)) return undefined;
  const constant = context.constants[index];
  if (constant === undefined) {
    throw nodeError(
      context.node,
      'graph/dynamic-shape',
      `input ${index} (%${context.node.inputs[index]}) must be a constant`,
    );
  }
  return [...numbersOf(constant)];
}

export function requiredNumbers(context: InferContext, index: number): number[] {
  const numbers = constantNumbers(context, index);
  if (numbers === undefined) throw nodeError(context.node, 'graph/invalid', `input ${index} is left out`);
  return numbers;
}

/** The constant behind a fold rule's input. */
export function constantAt(context: InferContext, index: number): InlineConstant {
  const constant = context.constants[index];
  if (constant === undefined) throw nodeError(context.node, 'graph/invalid', `input ${index} is not a constant`);
  return constant;
}

/** Counts a negative axis from the end. */
export function normalizeAxis(node: Node, axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (normal < 0 || normal >= Math.max(rank, 1)) {
    throw nodeError(node, 'graph/shape', `axis ${axis} does not exist at rank ${rank}`);
  }
  return normal;
}

/** The attribute `axis`, counted from the start. */
export function axisOf(
  { node, attributes }: { readonly node: Node; readonly attributes: { readonly axis: number } },
  shape: Shape,
): number {
  return normalizeAxis(node, attributes.axis, shape.length);
}

/** Axes from the attribute `axes` (older opsets) or from input `index`; undefined where neither is given. */
export function axesOf(
  context: InferContext & { readonly attributes: { readonly axes: readonly number[] | undefined } },
  index: number,
): number[] | undefined {
  const { axes } = context.attributes;
  return axes === undefined ? constantNumbers(context, index) : [...axes];
}

/** Common shape of operands that broadcast. */
export function broadcast(node: Node, ...shapes: readonly Shape[]): number[] {
  const shape = broadcastShapes(...shapes);
  if (shape === undefined) {
    throw nodeError(
      node,
      'graph/shape',
      `shapes ${shapes.map((s) => `[${s.join(',')}]`).join(' and ')} do not broadcast`,
    );
  }
  return shape;
}

export function typed(dtype: DataType, shape: Shape): TensorType {
  return { dtype, shape };
}

/** Throws a GraphError for an axis that the shape does not have. */
export function extentAt(shape: Shape, axis: number): number {
  const extent = shape.at(axis);
  if (extent === undefined) throw new GraphError('graph/shape', `[${shape.join(',')}] has no axis ${axis}`, { axis });
  return extent;
}
