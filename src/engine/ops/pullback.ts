/** VJP rules without the cases in which there is nothing to pull back. */
import type { ValueName } from '../graph/graph.ts';
import type { VjpContext, VjpRule } from './definition.ts';

interface Cotangent {
  /** Cotangent of the first output, the only one through which a gradient flows. */
  readonly ct: ValueName;
}

export type PullbackContext = VjpContext & Cotangent;

type Cotangents = ReturnType<VjpRule>;

/** The rule of an operator whose first output alone carries a gradient; asked only where there is one, and an input that wants it. */
export function pullback<Context extends VjpContext>(
  rule: (context: Context & Cotangent) => Cotangents,
): (context: Context) => Cotangents {
  return (context) => {
    const [ct] = context.cotangents;
    const isWanted = context.inputs.some((_, i) => context.needs(i));
    return ct === undefined || !isWanted ? context.inputs.map(() => undefined) : rule({ ...context, ct });
  };
}

/** The same where the first input `x` alone takes one: the others are indices, shapes and the like. */
export function pullbackFirst<Context extends VjpContext>(
  rule: (ct: ValueName, x: ValueName, context: Context & Cotangent) => ValueName | undefined,
): (context: Context) => Cotangents {
  return pullback((context: Context & Cotangent) => {
    const [x = ''] = context.inputs;
    const dx = context.needs(0) ? rule(context.ct, x, context) : undefined;
    return context.inputs.map((_, i) => (i === 0 ? dx : undefined));
  });
}
