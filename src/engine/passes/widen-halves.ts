import { int } from '../graph/attributes.ts';
import { constantFrom, numbersOf } from '../graph/constants.ts';
import type { Attribute, Constant, DeclaredType, Graph, InlineConstant, Node } from '../graph/graph.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';
import type { DataType } from '../tensor/tensor.ts';

const { onnxCode: HALF, bytes: HALF_BYTES } = DATA_TYPES.float16;
const { onnxCode: FLOAT, bytes: FLOAT_BYTES } = DATA_TYPES.float32;

/** Whether anything in a graph is float16. */
export function hasHalves(graph: Graph): boolean {
  const constants = [...graph.constants.values()].some(({ type }) => type.dtype === 'float16');
  return constants || graph.nodes.some(isCastToHalf) || graph.inputs.some(({ type }) => type.dtype === 'float16');
}

/**
 * Computes in float32 what a graph computes in float16. Weights outside the graph become references into a file that holds the numbers of
 * theirs widened, in the same order: every offset doubles. `widenedName` names that file; who opens the graph has to provide it. A cast
 * to float16 becomes one to float32, which `simplify` takes out where types are known.
 */
export function widenHalves(graph: Graph, widenedName: (location: string) => string): Graph {
  const widenConstant = (constant: Constant): Constant => {
    if (constant.type.dtype !== 'float16') return constant;
    if (constant.kind === 'inline') return widenInline(constant);
    const factor = FLOAT_BYTES / HALF_BYTES;
    const { location, offset, length } = constant;
    return {
      kind: 'external',
      type: widenType(constant.type),
      location: widenedName(location),
      offset: factor * offset,
      length: factor * length,
    };
  };
  const widenDeclared = <T extends { readonly type: DeclaredType }>(value: T): T => ({
    ...value,
    type: widenType(value.type),
  });
  return {
    ...graph,
    inputs: graph.inputs.map(widenDeclared),
    outputs: graph.outputs.map(widenDeclared),
    constants: new Map([...graph.constants].map(([name, constant]) => [name, widenConstant(constant)])),
    types: new Map([...graph.types].map(([name, type]) => [name, widenType(type)])),
    nodes: graph.nodes.map(widenNode),
  };
}

function widenNode(node: Node): Node {
  const attributes = Object.entries(node.attributes).map(([name, value]) => [name, widenAttribute(value)] as const);
  const widened = { ...node, attributes: Object.fromEntries(attributes) };
  return isCastToHalf(node) ? { ...widened, attributes: { ...widened.attributes, to: int(FLOAT) } } : widened;
}

function widenAttribute(attribute: Attribute): Attribute {
  if (attribute.kind !== 'tensor' || attribute.value.type.dtype !== 'float16') return attribute;
  return { kind: 'tensor', value: widenInline(attribute.value) };
}

function widenInline(constant: InlineConstant): InlineConstant {
  return constantFrom('float32', constant.type.shape, numbersOf(constant));
}

function widenType<T extends { readonly dtype: DataType }>(type: T): T {
  return type.dtype === 'float16' ? { ...type, dtype: 'float32' } : type;
}

function isCastToHalf({ op, attributes: { to } }: Node): boolean {
  return op === 'Cast' && to?.kind === 'int' && to.value === HALF;
}
