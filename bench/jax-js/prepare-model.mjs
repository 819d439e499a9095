import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  ModelProtoSchema,
  TensorProto_DataLocation as DataLocation,
  TensorProto_DataType as DataType,
} from 'onnx-buf';

/**
 * The starter's UNet as `@jax-js/onnx` 0.1.2 runs it, at batch 1; `weights` is the model's one data file. Throws an Error
 * where a rewrite would change what the model computes. Needs Float16Array (Chromium 135).
 */
export function prepareModel(bytes, weights) {
  const model = fromBinary(ModelProtoSchema, bytes);
  const { initializer, node: nodes } = model.graph;
  for (const tensor of initializer) {
    embed(tensor, weights);
    widen(tensor);
  }
  const constants = new Map(
    nodes.filter(({ opType }) => opType === 'Constant').map(({ output, attribute }) => [output[0], attribute[0].t]),
  );
  for (const node of nodes) {
    if (node.opType === 'Reshape') fillBatch(constants.get(node.input[1]));
    if (node.opType === 'InstanceNormalization') normalizeLastAxis(node, constants);
  }
  return toBinary(ModelProtoSchema, model);
}

/** External data is not read. */
function embed(tensor, weights) {
  if (tensor.dataLocation !== DataLocation.EXTERNAL) return;
  const place = Object.fromEntries(tensor.externalData.map(({ key, value }) => [key, Number(value)]));
  tensor.rawData = weights.slice(place.offset ?? 0, (place.offset ?? 0) + place.length);
  tensor.dataLocation = DataLocation.DEFAULT;
}

/** Float16 is not computed on WASM, and on WebGPU only where the adapter has shader-f16. */
function widen(tensor) {
  if (tensor.dataType !== DataType.FLOAT16) return;
  tensor.rawData = new Uint8Array(Float32Array.from(new Float16Array(tensor.rawData.slice().buffer)).buffer);
  tensor.dataType = DataType.FLOAT;
}

/** A 0 ("as in the input") in the shape of a Reshape is refused. */
function fillBatch(shape) {
  if (shape === undefined) return;
  const sizes = new BigInt64Array(shape.rawData.slice().buffer);
  if (sizes.indexOf(0n, 1) > 0) throw new Error('Reshape: only a 0 in place of the batch can be filled in here');
  if (sizes[0] === 0n) sizes[0] = 1n;
  shape.rawData = new Uint8Array(sizes.buffer);
}

/** InstanceNormalization is missing. Of [batch, groups, elements], with scale 1 and bias 0, it is a LayerNormalization. */
function normalizeLastAxis(node, constants) {
  const [x, ...affine] = node.input;
  const [scale, bias] = affine.map(
    (name) => new Float32Array(constants.get(name)?.rawData.slice().buffer ?? [Number.NaN]),
  );
  if (scale.some((value) => value !== 1) || bias.some((value) => value !== 0)) {
    throw new Error(`${node.name}: InstanceNormalization with a scale or bias of its own is not rewritten here`);
  }
  const scalar = constants.get(affine[0]);
  scalar.dims = [1n];
  scalar.rawData = scalar.rawData.slice(0, 4);
  node.opType = 'LayerNormalization';
  node.input = [x, affine[0]];
  const axis = { name: 'axis', type: AttributeType.INT, i: -1n };
  node.attribute.push(create(AttributeProtoSchema, axis));
}
