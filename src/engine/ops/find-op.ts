import { GraphError } from '../graph/graph-error.ts';
import type { Node } from '../graph/graph.ts';
import type { OpDefinition } from './definition.ts';
import { OPS } from './ops.ts';

/** Key of a node in `OPS`: the operator's name, with the domain in front unless it is ai.onnx. */
export function opKeyOf(node: Pick<Node, 'op' | 'domain'>): string {
  return node.domain === '' || node.domain === 'ai.onnx' ? node.op : `${node.domain}.${node.op}`;
}

const TABLE: Readonly<Record<string, OpDefinition>> = OPS;

export function hasOp(node: Node): boolean {
  return lookUpOp(node) !== undefined;
}

/** The rules of a node's operator, where it has any. */
export function lookUpOp(node: Pick<Node, 'op' | 'domain'>): OpDefinition | undefined {
  const key = opKeyOf(node);
  return Object.hasOwn(TABLE, key) ? TABLE[key] : undefined;
}

/** The rules of a node's operator. Throws a GraphError that names operator, domain, node and opset when there are none. */
export function findOp(node: Node, opset: number): OpDefinition {
  const key = opKeyOf(node);
  const definition = lookUpOp(node);
  if (definition === undefined) {
    throw new GraphError(
      'graph/unsupported-operator',
      `operator ${key} (node ${node.name}, opset ${opset}) is not supported`,
      {
        operator: key,
        domain: node.domain === '' ? 'ai.onnx' : node.domain,
        node: node.name,
        opset,
      },
    );
  }
  return definition;
}
