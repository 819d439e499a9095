import { readAttributes, type AttributeSchema, type AttributeValues } from '../graph/attributes.ts';
import type { Node } from '../graph/graph.ts';
import type { FoldContext, InferContext, OpDefinition, VjpContext } from './definition.ts';

/** What a rule sees, and the node's attributes read by the operator's schema. */
export type WithAttributes<Context, S extends AttributeSchema> = Context & { readonly attributes: AttributeValues<S> };

/** The rules of an operator that has attributes. */
interface OpRules<S extends AttributeSchema> extends Omit<
  OpDefinition,
  'attributes' | 'infer' | 'fold' | 'vjp' | 'flops'
> {
  readonly infer: (context: WithAttributes<InferContext, S>) => ReturnType<OpDefinition['infer']>;
  readonly fold?: (context: WithAttributes<FoldContext, S>) => ReturnType<NonNullable<OpDefinition['fold']>>;
  readonly vjp:
    | ((context: WithAttributes<VjpContext, S>) => ReturnType<VjpRule>)
    | Exclude<OpDefinition['vjp'], VjpRule>;
  readonly flops?: (
    inputs: Parameters<NonNullable<OpDefinition['flops']>>[0],
    outputs: Parameters<NonNullable<OpDefinition['flops']>>[1],
    attributes: AttributeValues<S>,
  ) => number;
}

type VjpRule = Extract<OpDefinition['vjp'], (...args: never) => unknown>;

/** An operator whose rules take its attributes with their defaults. */
export function defineOp<const S extends AttributeSchema>(
  schema: S,
  rules: OpRules<S>,
): OpDefinition & { readonly attributes: S } {
  const { infer, fold, vjp, flops, ...facts } = rules;
  const withAttributes = <Context extends { readonly node: Node }>(context: Context): WithAttributes<Context, S> => ({
    ...context,
    attributes: readAttributes(schema, context.node.attributes),
  });
  return {
    ...facts,
    attributes: schema,
    infer: (context) => infer(withAttributes(context)),
    ...(fold === undefined ? {} : { fold: (context) => fold(withAttributes(context)) }),
    vjp: typeof vjp === 'string' ? vjp : (context) => vjp(withAttributes(context)),
    ...(flops === undefined
      ? {}
      : { flops: (inputs, outputs, attributes) => flops(inputs, outputs, readAttributes(schema, attributes)) }),
  };
}

/** The attributes of a node of `operator`, with their defaults. */
export function attributesOf<S extends AttributeSchema>(
  operator: { readonly attributes: S },
  node: Pick<Node, 'attributes'>,
): AttributeValues<S> {
  return readAttributes(operator.attributes, node.attributes);
}
