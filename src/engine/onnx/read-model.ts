import type { Attribute, Attributes, Constant, DeclaredType, Graph, InlineConstant, Node } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { dataTypeOfOnnxCode } from '../tensor/data-type.ts';
import { ATTRIBUTE_KINDS } from './attribute-kinds.ts';
import { decodeModel } from './message-codec.ts';
import type { AttributeProto, GraphProto, NodeProto, TensorProto, ValueInfoProto } from './messages.ts';
import { readTensor } from './read-tensor.ts';

const utf8 = new TextDecoder();

type Opsets = Graph['opsets'];

/**
 * Reads an ONNX file. Weights stay views into `file`; external ones keep their location and are not read. `types` stays
 * empty. Documentation, metadata and intermediate value types are dropped. For a file too large to hold, see
 * `extractSkeleton`. Throws a GraphError for anything that is not a model that Renoir can hold.
 */
export function readModel(file: Uint8Array): Graph {
  // Views of a subclass (Node's Buffer) would be of that subclass too, and compare and serialise in its own way.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  const model = decodeModel(bytes);
  if (model.graph === undefined || model.opsetImport.length === 0) {
    throw new GraphError('graph/malformed', 'the bytes are not an ONNX model: graph or operator sets are missing');
  }
  if (model.functions.length > 0) {
    throw new GraphError(
      'graph/unsupported-form',
      'the model defines functions of its own; export it with inlined functions',
      {
        functions: model.functions.length,
      },
    );
  }
  const opsets = Object.fromEntries(
    model.opsetImport.map(({ domain = '', version = 0 }) => [domain === 'ai.onnx' ? '' : domain, version]),
  );
  return readGraph(model.graph, opsets);
}

function readGraph(graph: GraphProto, opsets: Opsets): Graph {
  if (graph.sparseInitializer.length > 0) {
    throw new GraphError('graph/unsupported-form', 'the model has sparse initialisers', { graph: graph.name ?? '' });
  }
  const constants = new Map<string, Constant>(
    graph.initializer.map((tensor) => [tensor.name ?? '', readTensor(tensor)]),
  );
  return {
    name: graph.name ?? '',
    opsets,
    // Old files list their weights among the inputs as well.
    inputs: graph.input.map(readValueInfo).filter(({ name }) => !constants.has(name)),
    outputs: graph.output.map(readValueInfo),
    constants,
    nodes: graph.node.map((node) => readNode(node, opsets)),
    types: new Map(),
  };
}

function readNode(node: NodeProto, opsets: Opsets): Node {
  return {
    op: node.opType ?? '',
    domain: node.domain === 'ai.onnx' ? '' : (node.domain ?? ''),
    name: node.name ?? '',
    inputs: node.input,
    outputs: node.output,
    attributes: readAttributes(node, opsets),
  };
}

function readAttributes(node: NodeProto, opsets: Opsets): Attributes {
  const entries = node.attribute.map((attribute) => {
    const name = attribute.name ?? '';
    const read = attributeReader(attribute.type);
    if (read === undefined) {
      throw new GraphError(
        'graph/unsupported-form',
        `attribute ${name} of ${node.opType ?? ''} ${node.name ?? ''} has type ${attribute.type ?? 'none'}`,
        { operator: node.opType ?? '', node: node.name ?? '', attribute: name },
      );
    }
    return [name, read(attribute, opsets)] as const;
  });
  return Object.fromEntries(entries);
}

type AttributeReader = (attribute: AttributeProto, opsets: Opsets) => Attribute;

const READERS = {
  float: ({ f = 0 }) => ({ kind: 'float', value: f }),
  int: ({ i = 0 }) => ({ kind: 'int', value: i }),
  string: ({ s }) => ({ kind: 'string', value: utf8.decode(s) }),
  tensor: ({ t }) => ({ kind: 'tensor', value: readInlineTensor(t) }),
  graph: ({ g }, opsets) => {
    if (g === undefined) throw new GraphError('graph/malformed', 'a graph attribute has no graph');
    return { kind: 'graph', value: readGraph(g, opsets) };
  },
  floats: ({ floats }) => ({ kind: 'floats', value: floats }),
  ints: (attribute) => ({ kind: 'ints', value: attribute.ints }),
  strings: ({ strings }) => ({ kind: 'strings', value: strings.map((bytes) => utf8.decode(bytes)) }),
} as const satisfies Record<Attribute['kind'], AttributeReader>;

function attributeReader(code: number | undefined): AttributeReader | undefined {
  // Object.entries widens the keys of the table to string.
  const kinds = Object.keys(READERS) as Attribute['kind'][];
  const kind = kinds.find((name) => ATTRIBUTE_KINDS[name] === code);
  return kind === undefined ? undefined : READERS[kind];
}

function readInlineTensor(tensor: TensorProto | undefined): InlineConstant {
  if (tensor === undefined) throw new GraphError('graph/malformed', 'a tensor attribute has no tensor');
  const constant = readTensor(tensor);
  if (constant.kind === 'external') {
    throw new GraphError('graph/unsupported-form', 'a tensor attribute lies in an external file');
  }
  return constant;
}

function readValueInfo({ name = '', type }: ValueInfoProto): { name: string; type: DeclaredType } {
  const declared = type?.tensorType;
  const dtype = dataTypeOfOnnxCode(declared?.elemType ?? 0);
  if (declared === undefined || dtype === undefined) {
    throw new GraphError('graph/unsupported-form', `${name} is not a tensor of a known element type`, { value: name });
  }
  const shape = declared.shape?.dim.map(({ dimValue, dimParam }) => dimValue ?? dimParam ?? null) ?? null;
  return { name, type: { dtype, shape } };
}
