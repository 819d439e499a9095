import { opsetOf } from '../graph/opset.ts';
import type { Attribute, Constant, DeclaredType, Graph, Node } from '../graph/graph.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';
import { ATTRIBUTE_KINDS } from './attribute-kinds.ts';
import { externalData } from './external-data.ts';
import { encodeModel } from './message-codec.ts';
import type { AttributeProto, GraphProto, NodeProto, TensorProto, ValueInfoProto } from './messages.ts';

const utf8 = new TextEncoder();

/** Writes an ONNX file. External constants stay external, inline ones are copied in. */
export function writeModel(graph: Graph): Uint8Array {
  return encodeModel({
    irVersion: irVersionOf(opsetOf(graph)),
    producerName: 'renoir',
    graph: writeGraph(graph),
    opsetImport: Object.entries(graph.opsets).map(([domain, version]) => ({ domain, version })),
    functions: [],
  });
}

/** The file format's version that came with an operator set; runtimes refuse files newer than themselves. */
function irVersionOf(opset: number): number {
  if (opset <= 18) return 8;
  return opset <= 20 ? 9 : 10;
}

function writeGraph(graph: Graph): GraphProto {
  return {
    node: graph.nodes.map(writeNode),
    name: graph.name,
    initializer: [...graph.constants].map(([name, constant]) => writeTensor(name, constant)),
    input: graph.inputs.map(writeValueInfo),
    output: graph.outputs.map(writeValueInfo),
    sparseInitializer: [],
  };
}

function writeNode(node: Node): NodeProto {
  return {
    input: [...node.inputs],
    output: [...node.outputs],
    name: node.name,
    opType: node.op,
    attribute: Object.entries(node.attributes).map(([name, attribute]) => writeAttribute(name, attribute)),
    domain: node.domain,
  };
}

function writeAttribute(name: string, attribute: Attribute): AttributeProto {
  const proto: AttributeProto = { name, type: ATTRIBUTE_KINDS[attribute.kind], floats: [], ints: [], strings: [] };
  if (attribute.kind === 'float') proto.f = attribute.value;
  else if (attribute.kind === 'int') proto.i = attribute.value;
  else if (attribute.kind === 'string') proto.s = utf8.encode(attribute.value);
  else if (attribute.kind === 'tensor') proto.t = writeTensor('', attribute.value);
  else if (attribute.kind === 'graph') proto.g = writeGraph(attribute.value);
  else if (attribute.kind === 'floats') proto.floats = [...attribute.value];
  else if (attribute.kind === 'ints') proto.ints = [...attribute.value];
  else if (attribute.kind === 'strings') proto.strings = attribute.value.map((text) => utf8.encode(text));
  return proto;
}

function writeTensor(name: string, constant: Constant): TensorProto {
  const proto: TensorProto = {
    dims: [...constant.type.shape],
    dataType: DATA_TYPES[constant.type.dtype].onnxCode,
    name,
    floatData: [],
    int32Data: [],
    stringData: [],
    int64Data: [],
    doubleData: [],
    uint64Data: [],
    externalData: [],
  };
  if (constant.kind === 'inline') return { ...proto, rawData: constant.bytes };
  return { ...proto, ...externalData(constant.location, constant.offset, constant.length) };
}

function writeValueInfo({ name, type }: { name: string; type: DeclaredType }): ValueInfoProto {
  const elemType = DATA_TYPES[type.dtype].onnxCode;
  if (type.shape === null) return { name, type: { tensorType: { elemType } } };
  const dim = type.shape.map((extent) =>
    typeof extent === 'number' ? { dimValue: extent } : extent === null ? {} : { dimParam: extent },
  );
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
