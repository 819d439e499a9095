import { int } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { verifyGraph } from '../graph/verify.ts';
import { readModel } from '../onnx/read-model.ts';
import { writeModel } from '../onnx/write-model.ts';
import { inferNode } from '../ops/infer-node.ts';
import { bindShapes } from '../passes/bind-shapes.ts';
import { decompose } from '../passes/decompose.ts';
import { differentiate } from '../passes/differentiate.ts';
import { inferShapes } from '../passes/infer-shapes.ts';
import { removeDeadCode } from '../passes/remove-dead-code.ts';
import { simplify } from '../passes/simplify.ts';
import type { Shape } from '../tensor/tensor.ts';

export interface PullBackOptions {
  /** Any exported network, an ONNX file; weights may be in files beside it, which are not read. */
  readonly model: Uint8Array;
  /** Shapes of its inputs. */
  readonly inputs: Readonly<Record<ValueName, Shape>>;
  readonly output: ValueName;
  /** The input that `gradient` is by. */
  readonly wrt: ValueName;
}

export interface PullBack {
  /**
   * An ONNX file: those of the inputs that the output depends on and `cotangent` c, of the output's shape -> the output, and `gradient` J^T c, of the
   * shape of `wrt`.
   */
  readonly model: Uint8Array;
  /** Files that its weights are in. */
  readonly externalData: readonly string[];
}

/** A network with the way back through it. Throws a GraphError where an operator has no derivative, or there is no such output. */
export function compilePullBack({ model, inputs, output, wrt }: PullBackOptions): PullBack {
  const file = readModel(model);
  const outputs = file.outputs.filter(({ name }) => name === output);
  if (outputs.length === 0) throw new GraphError('graph/unknown-value', `the network has no output ${output}`);
  const typed = inferShapes(bindShapes(removeDeadCode({ ...file, outputs }), { inputs }));
  const forward = simplify(decompose(typed));
  const builder = new GraphBuilder(forward, inferNode, { prefix: 'pull' });
  const type = builder.typeOf(output);
  const cotangent = builder.addInput('cotangent', type);
  const axes = builder.ints(type.shape.map((_, axis) => axis));
  const product = builder.emit('Mul', [output, cotangent]);
  const objective = builder.emit('ReduceSum', [product, axes], { keepdims: int(0) });
  const wanted = { objective, wrt: [{ value: wrt, output: 'gradient' }] };
  const graph = dropUnreadInputs(simplify(differentiate(builder.build({ outputs: [output] }), wanted)));
  verifyGraph(graph, { infer: inferNode });
  const externalData = [...graph.constants.values()].flatMap((constant) =>
    constant.kind === 'external' ? [constant.location] : [],
  );
  return { model: writeModel({ ...graph, name: 'pull-back' }), externalData: [...new Set(externalData)] };
}

/** What only other outputs depend on. */
function dropUnreadInputs(graph: Graph): Graph {
  const read = new Set(graph.nodes.flatMap(({ inputs }) => inputs));
  return { ...graph, inputs: graph.inputs.filter(({ name }) => read.has(name)) };
}
