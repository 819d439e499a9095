/** Attributes of a node: makers for emitted nodes, readers with the default of the ONNX specification. */
import type { Attribute, Attributes, InlineConstant } from './graph.ts';
import { GraphError } from './graph-error.ts';

export function int(value: number): Attribute {
  return { kind: 'int', value };
}

export function ints(value: readonly number[]): Attribute {
  return { kind: 'ints', value };
}

export function float(value: number): Attribute {
  return { kind: 'float', value };
}

export function string(value: string): Attribute {
  return { kind: 'string', value };
}

/** An int attribute, or `fallback` where it is absent. Throws a GraphError when it has another kind. */
export function intOf<D extends number | undefined>(attributes: Attributes, name: string, fallback: D): number | D {
  const attribute = attributes[name];
  if (attribute === undefined) return fallback;
  if (attribute.kind !== 'int') throw wrongKind(name, attribute.kind, 'int');
  return attribute.value;
}

export function floatOf<D extends number | undefined>(attributes: Attributes, name: string, fallback: D): number | D {
  const attribute = attributes[name];
  if (attribute === undefined) return fallback;
  if (attribute.kind !== 'float') throw wrongKind(name, attribute.kind, 'float');
  return attribute.value;
}

export function intsOf<D extends readonly number[] | undefined>(
  attributes: Attributes,
  name: string,
  fallback: D,
): readonly number[] | D {
  const attribute = attributes[name];
  if (attribute === undefined) return fallback;
  if (attribute.kind !== 'ints') throw wrongKind(name, attribute.kind, 'ints');
  return attribute.value;
}

export function stringOf<D extends string | undefined>(attributes: Attributes, name: string, fallback: D): string | D {
  const attribute = attributes[name];
  if (attribute === undefined) return fallback;
  if (attribute.kind !== 'string') throw wrongKind(name, attribute.kind, 'string');
  return attribute.value;
}

export function tensorOf(attributes: Attributes, name: string): InlineConstant | undefined {
  const attribute = attributes[name];
  if (attribute === undefined) return undefined;
  if (attribute.kind !== 'tensor') throw wrongKind(name, attribute.kind, 'tensor');
  return attribute.value;
}

function wrongKind(name: string, found: string, wanted: string): GraphError {
  return new GraphError('graph/malformed', `attribute ${name} is ${found}, expected ${wanted}`, { attribute: name });
}
