import { constantFrom, filledConstant } from '../../../src/engine/graph/constants.ts';
import type { Attributes, Constant, DeclaredType, Graph, Node, ValueName } from '../../../src/engine/graph/graph.ts';
import { sizeOf } from '../../../src/engine/tensor/tensor.ts';
import { createRandomWeights, type RandomWeights, type Spread, type WeightType } from './random-weights.ts';

/** Where the weights of a graph are, beside it. */
export const WEIGHTS_FILE = 'model.onnx_data';

/** A feature map, [rows, channels, height, width]. */
export interface Feature {
  readonly value: ValueName;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

const NEAR_ZERO: Spread = { mean: 0, deviation: 0.02 };
const NEAR_ONE: Spread = { mean: 1, deviation: 0.02 };

/** Groups of every normalisation of Stable Diffusion. */
const GROUPS = 32;

/** Builds a graph layer by layer, each written as the exporter of PyTorch writes it, over random weights. */
export class LayerBuilder {
  readonly weights: RandomWeights;
  readonly #dtype: WeightType;
  readonly #inputs: { readonly name: ValueName; readonly type: DeclaredType }[] = [];
  readonly #constants = new Map<ValueName, Constant>();
  readonly #nodes: Node[] = [];

  constructor(dtype: WeightType) {
    this.#dtype = dtype;
    this.weights = createRandomWeights(dtype);
  }

  build(name: string, output: string, value: ValueName): Graph {
    const rename: Node = {
      op: 'Identity',
      domain: '',
      name: output,
      inputs: [value],
      outputs: [output],
      attributes: {},
    };
    return {
      name,
      opsets: { '': 17 },
      inputs: this.#inputs,
      outputs: [{ name: output, type: { dtype: this.#dtype, shape: null } }],
      constants: this.#constants,
      nodes: [...this.#nodes, rename],
      types: new Map(),
    };
  }

  input(name: string, shape: DeclaredType['shape'], dtype: DeclaredType['dtype'] = this.#dtype): ValueName {
    this.#inputs.push({ name, type: { dtype, shape } });
    return name;
  }

  node(op: string, inputs: readonly ValueName[], attributes: Attributes = {}): ValueName {
    const output = `${op}_${this.#nodes.length}`;
    this.#nodes.push({ op, domain: '', name: output, inputs, outputs: [output], attributes });
    return output;
  }

  ints(values: readonly number[]): ValueName {
    return this.#constant(constantFrom('int64', [values.length], values));
  }

  number(value: number): ValueName {
    return this.#constant(constantFrom(this.#dtype, [], [value]));
  }

  numbers(shape: readonly number[], values: readonly number[], dtype: WeightType = this.#dtype): ValueName {
    return this.#constant(constantFrom(dtype, shape, values));
  }

  weight(shape: readonly number[], spread: Spread): ValueName {
    const place = this.weights.add(sizeOf(shape), spread);
    return this.#constant({ kind: 'external', type: { dtype: this.#dtype, shape }, location: WEIGHTS_FILE, ...place });
  }

  add(a: ValueName, b: ValueName): ValueName {
    return this.node('Add', [a, b]);
  }

  reshape(value: ValueName, shape: readonly number[]): ValueName {
    return this.node('Reshape', [value, this.ints(shape)]);
  }

  transpose(value: ValueName, axes: readonly number[]): ValueName {
    return this.node('Transpose', [value], { perm: { kind: 'ints', value: axes } });
  }

  cast(value: ValueName, onnxCode: number): ValueName {
    return this.node('Cast', [value], { to: { kind: 'int', value: onnxCode } });
  }

  silu(value: ValueName): ValueName {
    return this.node('Mul', [value, this.node('Sigmoid', [value])]);
  }

  /** x (1 + erf(x / sqrt 2)) / 2 */
  gelu(value: ValueName): ValueName {
    const erf = this.node('Erf', [this.node('Div', [value, this.number(Math.SQRT2)])]);
    const product = this.node('Mul', [value, this.add(erf, this.number(1))]);
    return this.node('Mul', [product, this.number(0.5)]);
  }

  conv(x: Feature, channels: number, kernel: number, stride = 1, pads?: readonly number[]): Feature {
    const fanIn = x.channels * kernel * kernel;
    const side = (kernel - 1) / 2;
    const padding = pads ?? [side, side, side, side];
    const weight = this.weight([channels, x.channels, kernel, kernel], { mean: 0, deviation: fanIn ** -0.5 });
    const value = this.node('Conv', [x.value, weight, this.weight([channels], NEAR_ZERO)], {
      dilations: { kind: 'ints', value: [1, 1] },
      group: { kind: 'int', value: 1 },
      kernel_shape: { kind: 'ints', value: [kernel, kernel] },
      pads: { kind: 'ints', value: padding },
      strides: { kind: 'ints', value: [stride, stride] },
    });
    return { value, channels, height: x.height / stride, width: x.width / stride };
  }

  /** Of the last axis, of three or four. */
  linear(value: ValueName, from: number, to: number, hasBias = true): ValueName {
    const product = this.node('MatMul', [value, this.weight([from, to], { mean: 0, deviation: from ** -0.5 })]);
    return hasBias ? this.add(this.weight([to], NEAR_ZERO), product) : product;
  }

  /** Of a matrix. */
  gemm(value: ValueName, from: number, to: number): ValueName {
    const weight = this.weight([to, from], { mean: 0, deviation: from ** -0.5 });
    return this.node('Gemm', [value, weight, this.weight([to], NEAR_ZERO)], { transB: { kind: 'int', value: 1 } });
  }

  groupNorm(x: Feature, epsilon: number): Feature {
    const { channels } = x;
    const grouped = this.reshape(x.value, [0, GROUPS, -1]);
    const ones = this.#constant(filledConstant(this.#dtype, [GROUPS], 1));
    const zeros = this.#constant(filledConstant(this.#dtype, [GROUPS], 0));
    const normal = this.node('InstanceNormalization', [grouped, ones, zeros], {
      epsilon: { kind: 'float', value: epsilon },
    });
    const back = this.node('Reshape', [normal, this.node('Shape', [x.value])]);
    const scaled = this.node('Mul', [back, this.weight([channels, 1, 1], NEAR_ONE)]);
    return { ...x, value: this.add(scaled, this.weight([channels, 1, 1], NEAR_ZERO)) };
  }

  layerNorm(value: ValueName, width: number): ValueName {
    return this.node('LayerNormalization', [value, this.weight([width], NEAR_ONE), this.weight([width], NEAR_ZERO)], {
      axis: { kind: 'int', value: -1 },
      epsilon: { kind: 'float', value: 1e-5 },
    });
  }

  /** Enlarges twice by repeating, and convolves. */
  upsample(x: Feature): Feature {
    const scales = this.numbers([4], [1, 1, 2, 2], 'float32');
    const value = this.node('Resize', [x.value, '', scales], {
      coordinate_transformation_mode: { kind: 'string', value: 'asymmetric' },
      mode: { kind: 'string', value: 'nearest' },
      nearest_mode: { kind: 'string', value: 'floor' },
    });
    return this.conv({ ...x, value, height: 2 * x.height, width: 2 * x.width }, x.channels, 3);
  }

  /** A residual block; `embedding` is that of the timestep, [1, embeddingWidth]. */
  resnet(x: Feature, channels: number, epsilon: number, embedding?: { value: ValueName; width: number }): Feature {
    const activate = (feature: Feature): Feature => {
      const normal = this.groupNorm(feature, epsilon);
      return { ...normal, value: this.silu(normal.value) };
    };
    let inner = this.conv(activate(x), channels, 3);
    if (embedding !== undefined) {
      const projected = this.gemm(this.silu(embedding.value), embedding.width, channels);
      const column = this.node('Unsqueeze', [this.node('Unsqueeze', [projected, this.ints([2])]), this.ints([3])]);
      inner = { ...inner, value: this.add(inner.value, column) };
    }
    inner = this.conv(activate(inner), channels, 3);
    const shortcut = x.channels === channels ? x : this.conv(x, channels, 1);
    return { ...inner, value: this.add(shortcut.value, inner.value) };
  }

  /** softmax(Q K^T / sqrt d) V over [rows, positions, width], with the scale on both factors as PyTorch's own function has it. */
  attention(options: {
    readonly value: ValueName;
    readonly width: number;
    readonly heads: number;
    readonly context?: { readonly value: ValueName; readonly width: number };
    readonly hasBias?: boolean;
    /** Is added to the scores. */
    readonly mask?: ValueName;
  }): ValueName {
    const { value, width, heads, context = { value, width }, hasBias = false, mask } = options;
    const headWidth = width / heads;
    const split = (projected: ValueName, axes: readonly number[]): ValueName =>
      this.transpose(this.reshape(projected, [0, -1, heads, headWidth]), axes);
    const scale = this.number(headWidth ** -0.25);
    const queries = split(this.linear(value, width, width, hasBias), [0, 2, 1, 3]);
    const keys = split(this.linear(context.value, context.width, width, hasBias), [0, 2, 3, 1]);
    const values = split(this.linear(context.value, context.width, width, hasBias), [0, 2, 1, 3]);
    const scores = this.node('MatMul', [this.node('Mul', [queries, scale]), this.node('Mul', [keys, scale])]);
    const masked = mask === undefined ? scores : this.add(scores, mask);
    const probabilities = this.node('Softmax', [masked], { axis: { kind: 'int', value: -1 } });
    const heard = this.transpose(this.node('MatMul', [probabilities, values]), [0, 2, 1, 3]);
    return this.linear(this.reshape(heard, [0, -1, width]), width, width);
  }

  #constant(constant: Constant): ValueName {
    const name = `constant_${this.#constants.size}`;
    this.#constants.set(name, constant);
    return name;
  }
}
