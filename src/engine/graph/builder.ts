/** Grows a graph node by node; every value gets its static type on the way. */
import { opsetOf } from './opset.ts';
import type { Emitter } from './emitter.ts';
import type { DataType, Shape } from '../tensor/tensor.ts';
import { constantFrom, filledConstant } from './constants.ts';
import type {
  Attributes,
  Constant,
  DeclaredType,
  Graph,
  InferNode,
  InlineConstant,
  Node,
  TensorType,
  ValueName,
} from './graph.ts';
import { GraphError } from './graph-error.ts';
import { readsOf } from './topology.ts';

export interface GraphBuilderOptions {
  /** Fresh names start with it. Defaults to `v`. */
  readonly prefix?: string;
  /** 'drop' starts with the inputs and constants alone, for passes that copy node by node. Defaults to 'keep'. */
  readonly nodes?: 'keep' | 'drop';
}

export interface BuildOptions {
  /** Defaults to the outputs of the graph that the builder started from. */
  readonly outputs?: readonly ValueName[];
  /** Defaults to all inputs. */
  readonly inputs?: readonly ValueName[];
  readonly name?: string;
}

// Larger constants are tables, which passes make once; comparing their bytes would cost more than it saves.
const SHARED_BYTES = 1024;

export class GraphBuilder implements Emitter {
  readonly opset: number;
  readonly #base: Graph;
  readonly #infer: InferNode;
  readonly #prefix: string;
  readonly #inputs: { readonly name: ValueName; readonly type: DeclaredType }[];
  readonly #constants: Map<ValueName, Constant>;
  readonly #nodes: Node[];
  readonly #types: Map<ValueName, TensorType>;
  readonly #taken: Set<string>;
  readonly #shared = new Map<string, ValueName>();
  #counter = 0;

  constructor(graph: Graph, infer: InferNode, options: GraphBuilderOptions = {}) {
    this.#base = graph;
    this.#infer = infer;
    this.#prefix = options.prefix ?? 'v';
    this.opset = opsetOf(graph);
    this.#inputs = [...graph.inputs];
    this.#constants = new Map(graph.constants);
    this.#nodes = options.nodes === 'drop' ? [] : [...graph.nodes];
    this.#types = options.nodes === 'drop' ? new Map() : new Map(graph.types);
    this.#taken = namesOf(graph);
    for (const [name, constant] of graph.constants) {
      this.#types.set(name, constant.type);
      if (constant.kind === 'inline' && constant.bytes.length <= SHARED_BYTES) {
        const key = keyOf(constant);
        if (!this.#shared.has(key)) this.#shared.set(key, name);
      }
    }
    for (const { name, type } of graph.inputs) {
      const known = graph.types.get(name) ?? staticType(type);
      if (known !== undefined) this.#types.set(name, known);
    }
  }

  typeOf(value: ValueName): TensorType {
    const type = this.#types.get(value);
    if (type === undefined) throw new GraphError('graph/unknown-value', `no type is known for %${value}`, { value });
    return type;
  }

  has(value: ValueName): boolean {
    return this.#types.has(value);
  }

  constantOf(value: ValueName): InlineConstant | undefined {
    const constant = this.#constants.get(value);
    return constant?.kind === 'inline' ? constant : undefined;
  }

  emit(op: string, inputs: readonly ValueName[], attributes: Attributes = {}, domain = ''): ValueName {
    const [output] = this.emitMany(op, inputs, 1, attributes, domain);
    if (output === undefined) throw new GraphError('graph/invalid', `${op} has no output`, { operator: op });
    return output;
  }

  emitMany(
    op: string,
    inputs: readonly ValueName[],
    outputCount: number,
    attributes: Attributes = {},
    domain = '',
  ): readonly ValueName[] {
    const outputs = Array.from({ length: outputCount }, () => this.freshName());
    return this.addNode({ op, domain, name: `${op}:${outputs[0] ?? ''}`, inputs, outputs, attributes });
  }

  /**
   * Adds a node as it is, with its own names, and returns its outputs. Throws a GraphError for a name that is defined already.
   */
  addNode(node: Node): readonly ValueName[] {
    const types = this.#infer(node, this.#types, this.#constants, this.opset);
    node.outputs.forEach((output, i) => {
      if (output === '') return;
      const type = types[i];
      if (type === undefined) {
        throw new GraphError('graph/invalid', `${node.op} ${node.name} has no output ${i}`, { node: node.name });
      }
      this.#define(output, type);
    });
    this.#nodes.push(node);
    return node.outputs;
  }

  /** Adds a graph input with a static type. */
  addInput(name: ValueName, type: TensorType): ValueName {
    this.#define(name, type);
    this.#inputs.push({ name, type });
    return name;
  }

  /** Adds a constant; small inline ones that are equal share one name. `name` is a wish: a taken name gets a number. */
  addConstant(constant: Constant, name?: string): ValueName {
    const key = constant.kind === 'inline' && constant.bytes.length <= SHARED_BYTES ? keyOf(constant) : undefined;
    const shared = key === undefined ? undefined : this.#shared.get(key);
    if (shared !== undefined) return shared;
    const fresh = name === undefined || this.#taken.has(name) ? this.freshName(name) : name;
    this.#define(fresh, constant.type);
    this.#constants.set(fresh, constant);
    if (key !== undefined) this.#shared.set(key, fresh);
    return fresh;
  }

  float(value: number | readonly number[], shape?: Shape, dtype: DataType = 'float32'): ValueName {
    if (typeof value === 'number') return this.addConstant(filledConstant(dtype, shape ?? [], value));
    return this.addConstant(constantFrom(dtype, shape ?? [value.length], value));
  }

  ints(values: readonly number[]): ValueName {
    return this.addConstant(constantFrom('int64', [values.length], values));
  }

  /** A name that neither the original graph nor the builder uses. */
  freshName(stem: string = this.#prefix): ValueName {
    let name: string;
    do name = `${stem}_${this.#counter++}`;
    while (this.#taken.has(name));
    this.#taken.add(name);
    return name;
  }

  /** The graph so far, without constants that nothing reads. Dead nodes stay. */
  build(options: BuildOptions = {}): Graph {
    const inputs =
      options.inputs === undefined ? this.#inputs : this.#inputs.filter((i) => options.inputs?.includes(i.name));
    const outputNames = options.outputs ?? this.#base.outputs.map((output) => output.name);
    const read = new Set([...this.#nodes.flatMap(readsOf), ...outputNames]);
    const constants = new Map([...this.#constants].filter(([name]) => read.has(name)));
    const types = new Map([...this.#types].filter(([name]) => !this.#constants.has(name) || constants.has(name)));
    return {
      name: options.name ?? this.#base.name,
      opsets: this.#opsets(),
      inputs,
      outputs: outputNames.map((name) => ({ name, type: this.typeOf(name) })),
      constants,
      nodes: [...this.#nodes],
      types,
    };
  }

  /** Operator sets of the original graph, and version 1 of every domain that came with emitted nodes. */
  #opsets(): Readonly<Record<string, number>> {
    const emitted = this.#nodes.flatMap(({ domain }) => (domain in this.#base.opsets ? [] : [[domain, 1] as const]));
    return { ...this.#base.opsets, ...Object.fromEntries(emitted) };
  }

  #define(name: ValueName, type: TensorType): void {
    if (this.#types.has(name)) throw new GraphError('graph/invalid', `%${name} is defined twice`, { value: name });
    this.#taken.add(name);
    this.#types.set(name, type);
  }
}

function namesOf(graph: Graph): Set<string> {
  const names = new Set<string>([...graph.inputs.map((input) => input.name), ...graph.constants.keys()]);
  for (const node of graph.nodes) {
    for (const name of [...node.inputs, ...node.outputs]) names.add(name);
    for (const attribute of Object.values(node.attributes)) {
      if (attribute.kind === 'graph') for (const name of namesOf(attribute.value)) names.add(name);
    }
  }
  return names;
}

function keyOf({ type, bytes }: InlineConstant): string {
  return `${type.dtype}[${type.shape.join(',')}]${bytes.join(',')}`;
}

function staticType(type: DeclaredType): TensorType | undefined {
  if (type.shape === null) return undefined;
  const shape = type.shape.filter((extent) => typeof extent === 'number');
  return shape.length === type.shape.length ? { dtype: type.dtype, shape } : undefined;
}
