/** Attributes of a node: makers for emitted nodes, and schemas, by which an operator's attributes are read. */
import type { Attribute, Attributes } from './graph.ts';
import { GraphError } from './graph-error.ts';

type AttributeKind = Attribute['kind'];
type ValueOf<K extends AttributeKind> = Extract<Attribute, { readonly kind: K }>['value'];

export interface AttributeOf<K extends AttributeKind> {
  readonly kind: K;
  readonly value: ValueOf<K>;
}

export function int(value: number): AttributeOf<'int'> {
  return { kind: 'int', value };
}

export function ints(value: readonly number[]): AttributeOf<'ints'> {
  return { kind: 'ints', value };
}

export function float(value: number): AttributeOf<'float'> {
  return { kind: 'float', value };
}

export function string(value: string): AttributeOf<'string'> {
  return { kind: 'string', value };
}

/** An attribute that may be left out and has no default. */
export function optional<K extends AttributeKind>(kind: K): OptionalAttribute<K> {
  return { kind, value: undefined };
}

export interface OptionalAttribute<K extends AttributeKind> {
  readonly kind: K;
  readonly value: ValueOf<K> | undefined;
}

/** An operator's attributes by name, each with the default of the specification: `{ axis: int(-1), perm: optional('ints') }`. */
export type AttributeSchema = Readonly<
  Record<string, { readonly kind: AttributeKind; readonly value: Attribute['value'] | undefined }>
>;

export type AttributeValues<S extends AttributeSchema> = { readonly [K in keyof S]: S[K]['value'] };

/** The values of a node's attributes, with defaults. Throws a GraphError when one is of another kind than the schema says. */
export function readAttributes<S extends AttributeSchema>(schema: S, attributes: Attributes): AttributeValues<S> {
  const values = Object.entries(schema).map(([name, { kind, value }]) => {
    const attribute = attributes[name];
    if (attribute !== undefined && attribute.kind !== kind) {
      throw new GraphError('graph/malformed', `attribute ${name} is ${attribute.kind}, expected ${kind}`, {
        attribute: name,
      });
    }
    return [name, attribute === undefined ? value : attribute.value];
  });
  return Object.fromEntries(values) as AttributeValues<S>;
}
