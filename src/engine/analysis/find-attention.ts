import { at } from '../at.ts';
import { attributesOf } from '../ops/define-op.ts';
import { OPS } from '../ops/ops.ts';
import type { Graph, Node, TensorType, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { descendantsOf } from '../graph/topology.ts';
import type { Shape } from '../tensor/tensor.ts';

export type OperandName = 'queries' | 'keys' | 'values';

/** Where a site reads one of Q, K and V: `graph.nodes[node].inputs[input]`. Its first axis is the batch, or batch * heads. */
export interface Operand {
  readonly value: ValueName;
  readonly node: number;
  readonly input: number;
}

/** One softmax(Q K^T) V. Indexes point into `graph.nodes`. */
export interface AttentionSite {
  /** Module path of the file, for instance `down_blocks.1.attentions.0.transformer_blocks.0.attn2`. */
  readonly name: string;
  /** 'cross': the keys come from the text. 'self': they come from the latent. */
  readonly kind: 'self' | 'cross';
  readonly heads: number;
  /** Spatial positions. */
  readonly queries: number;
  /** Keys: text tokens or spatial positions. */
  readonly tokens: number;
  /** [height, width] of the feature map that the queries come from; null when they are no scaled copy of the latent. */
  readonly mapSize: readonly [height: number, width: number] | null;
  /** 'batch, heads': probabilities are [B, heads, Q, K]. 'batch*heads': [B * heads, Q, K]. */
  readonly layout: 'batch, heads' | 'batch*heads';
  /** Softmax probabilities. */
  readonly probabilities: ValueName;
  /** What the two products read. */
  readonly operands: Readonly<Record<OperandName, Operand>>;
  /** Where the output of the last convolution of the residual block before the site is added to the block's own input; null without one. */
  readonly features: Operand | null;
  /** Nodes: Q K^T, softmax, and the product with V. */
  readonly nodes: { readonly scores: number; readonly softmax: number; readonly output: number };
}

const FUSED = new Set(['Attention', 'MultiHeadAttention', 'GroupQueryAttention', 'PackedMultiHeadAttention']);

/** What exporters write Q K^T and the product with V in. */
const PRODUCTS = new Set(['MatMul', 'Einsum']);

/** What may stand between Q K^T and the softmax: scales, masks, casts and changes of layout. */
const BEFORE_SOFTMAX = new Set([
  'Mul',
  'Div',
  'Add',
  'Sub',
  'Where',
  'Cast',
  'Reshape',
  'Identity',
  'Squeeze',
  'Unsqueeze',
]);

/** What may stand between the softmax and the product with V; `Where` guards rows that are masked altogether. */
const AFTER_SOFTMAX = new Set(['Cast', 'Reshape', 'Identity', 'Dropout', 'Where', 'Squeeze', 'Unsqueeze']);

const LONGEST_CHAIN = 6;

/**
 * All attention sites, in order. Reads what exporters make of diffusers' `AttnProcessor` and `AttnProcessor2_0`: the scale on
 * Q and K or on the product, an optional mask, heads in a dimension of their own or folded into the batch, channels first or last.
 *
 * Needs canonical inputs (`normalizeInputs`) and static types. Throws a GraphError for fused attention operators, for a
 * softmax that is part of no attention, and when there is no cross-attention at all.
 */
export function findAttention(graph: Graph): readonly AttentionSite[] {
  const fused = graph.nodes.find((node) => FUSED.has(node.op));
  if (fused !== undefined) {
    throw new GraphError(
      'graph/unsupported-form',
      `attention is fused (${fused.op}, node ${fused.name}); export the model without attention fusion`,
      { operator: fused.op, node: fused.name },
    );
  }
  const reader = createReader(graph);
  const sites = graph.nodes.flatMap((node, index) => (node.op === 'Softmax' ? [readSite(reader, node, index)] : []));
  if (!sites.some((site) => site.kind === 'cross')) {
    throw new GraphError('graph/unsupported-form', `no cross-attention among ${sites.length} attention sites`, {
      sites: sites.length,
    });
  }
  return sites;
}

interface Reader {
  readonly graph: Graph;
  readonly latent: Shape;
  readonly fromText: ReadonlySet<ValueName>;
  readonly fromSample: ReadonlySet<ValueName>;
  readonly producers: ReadonlyMap<ValueName, number>;
  readonly consumers: ReadonlyMap<ValueName, readonly number[]>;
  typeOf(value: ValueName): TensorType;
}

function createReader(graph: Graph): Reader {
  const typeOf = (value: ValueName): TensorType => {
    const type = graph.types.get(value);
    if (type === undefined) throw new GraphError('graph/unknown-value', `${value} has no static type`, { value });
    return type;
  };
  const producers = new Map<ValueName, number>();
  const consumers = new Map<ValueName, number[]>();
  graph.nodes.forEach((node, index) => {
    for (const name of node.outputs) producers.set(name, index);
    for (const name of node.inputs) {
      const known = consumers.get(name);
      if (known === undefined) consumers.set(name, [index]);
      else known.push(index);
    }
  });
  return {
    graph,
    latent: typeOf('sample').shape,
    fromText: descendantsOf(graph, ['encoder_hidden_states']),
    fromSample: descendantsOf(graph, ['sample']),
    producers,
    consumers,
    typeOf,
  };
}

function readSite(reader: Reader, node: Node, softmax: number): AttentionSite {
  const [input, probabilities] = [node.inputs[0] ?? '', node.outputs[0] ?? ''];
  const { shape } = reader.typeOf(probabilities);
  const axis = attributesOf(OPS.Softmax, node).axis;
  if (axis !== -1 && axis !== shape.length - 1) throw unreadable(node, 'its softmax is not over the last axis');
  const scores = findScores(reader, input);
  if (scores === undefined) throw unreadable(node, 'no MatMul of queries and keys before its softmax');
  const output = findOutput(reader, probabilities);
  if (output === undefined) throw unreadable(node, 'no MatMul with values after its softmax');

  const [batch = 1, , height = 1, width = 1] = reader.latent;
  const [queries = 0, tokens = 0] = shape.slice(-2);
  const layout = shape.length === 4 && shape[0] === batch ? 'batch, heads' : 'batch*heads';
  const heads = layout === 'batch, heads' ? at(shape, 1) : at(shape, 0) / batch;
  if ((layout === 'batch*heads' && shape.length !== 3) || !Number.isInteger(heads)) {
    throw unreadable(node, `its probabilities have the shape [${shape.join(', ')}] at batch ${batch}`);
  }
  const operands = {
    queries: operandOf(reader, scores, 0),
    keys: operandOf(reader, scores, 1),
    values: operandOf(reader, output.node, output.values),
  };
  return {
    name: modulePath(node.name),
    kind: kindOf(reader, node, operands.keys.value),
    heads,
    queries,
    tokens,
    mapSize: mapSizeOf(queries, height, width),
    layout,
    probabilities,
    operands,
    features: featuresOf(reader, operands.queries.value),
    nodes: { scores, softmax, output: output.node },
  };
}

/**
 * The nearest convolution over more than one place that the queries come from ends a residual block: a projection into the attention reads one
 * place, and so does the way around a block whose width changes, as all blocks of a decoder do.
 */
function featuresOf({ graph, producers, consumers, typeOf }: Reader, queries: ValueName): Operand | null {
  const seen = new Set<number>();
  let frontier: readonly ValueName[] = [queries];
  while (frontier.length > 0) {
    const next: ValueName[] = [];
    for (const index of frontier.flatMap((value) => producers.get(value) ?? [])) {
      if (seen.has(index)) continue;
      seen.add(index);
      const node = at(graph.nodes, index);
      if (
        node.op !== 'Conv' ||
        typeOf(at(node.inputs, 1))
          .shape.slice(2)
          .every((extent) => extent === 1)
      ) {
        for (const input of node.inputs) next.push(input);
        continue;
      }
      const value = at(node.outputs, 0);
      const [reader, ...others] = consumers.get(value) ?? [];
      if (reader === undefined || others.length > 0) return null;
      return { value, node: reader, input: at(graph.nodes, reader).inputs.indexOf(value) };
    }
    frontier = next;
  }
  return null;
}

function operandOf({ graph }: Reader, node: number, input: number): Operand {
  return { value: at(at(graph.nodes, node).inputs, input), node, input };
}

/** Keys of cross-attention come from the text alone; those of self-attention from the latent (and, by way of it, the text). */
function kindOf(reader: Reader, node: Node, keys: ValueName): 'self' | 'cross' {
  if (reader.fromSample.has(keys)) return 'self';
  if (reader.fromText.has(keys)) return 'cross';
  throw unreadable(node, 'its keys come neither from the latent nor from the text');
}

/** The product behind the softmax's input, nearest first. */
function findScores(reader: Reader, input: ValueName): number | undefined {
  let frontier: readonly ValueName[] = [input];
  for (let depth = 0; depth < LONGEST_CHAIN; depth++) {
    const producers = frontier.flatMap((value) => reader.producers.get(value) ?? []);
    const found = producers.find((index) => PRODUCTS.has(reader.graph.nodes[index]?.op ?? ''));
    if (found !== undefined) return found;
    frontier = producers.flatMap((index) => {
      const node = reader.graph.nodes[index];
      return node !== undefined && BEFORE_SOFTMAX.has(node.op) ? node.inputs : [];
    });
  }
  return undefined;
}

/** The product of the probabilities with the values, and which of its inputs these are. */
interface OutputProduct {
  readonly node: number;
  readonly values: 0 | 1;
}

/** P V, or of values that have their channels first V P^T, with a Transpose of the last two axes between. */
function findOutput(reader: Reader, probabilities: ValueName): OutputProduct | undefined {
  let frontier: readonly { readonly value: ValueName; readonly isTransposed: boolean }[] = [
    { value: probabilities, isTransposed: false },
  ];
  for (let depth = 0; depth < LONGEST_CHAIN; depth++) {
    const reached: { value: ValueName; isTransposed: boolean }[] = [];
    for (const { value, isTransposed } of frontier) {
      for (const index of reader.consumers.get(value) ?? []) {
        const node = at(reader.graph.nodes, index);
        const place = isTransposed ? 1 : 0;
        if (PRODUCTS.has(node.op) && node.inputs[place] === value) return { node: index, values: isTransposed ? 0 : 1 };
        const swaps = node.op === 'Transpose' && swapsLastAxes(node);
        if (!swaps && !AFTER_SOFTMAX.has(node.op)) continue;
        for (const output of node.outputs) reached.push({ value: output, isTransposed: isTransposed !== swaps });
      }
    }
    frontier = reached;
  }
  return undefined;
}

/** Whether a Transpose exchanges the last two axes and no other. */
function swapsLastAxes(node: Node): boolean {
  const { perm } = attributesOf(OPS.Transpose, node);
  if (perm === undefined || perm.length < 2) return false;
  const swapped = [...perm.keys()];
  swapped.push(...swapped.splice(-2).toReversed());
  return perm.every((axis, position) => axis === swapped[position]);
}

function mapSizeOf(queries: number, height: number, width: number): AttentionSite['mapSize'] {
  const scale = Math.sqrt(queries / (height * width));
  const size = [Math.ceil(height * scale), Math.ceil(width * scale)] as const;
  return size[0] * size[1] === queries ? size : null;
}

/** `/down_blocks.1/attn2/Softmax` becomes `down_blocks.1.attn2`; other names stay. */
function modulePath(nodeName: string): string {
  const parts = nodeName.split('/').filter((part) => part !== '');
  return parts.length > 1 ? parts.slice(0, -1).join('.') : nodeName;
}

function unreadable(node: Node, reason: string): GraphError {
  return new GraphError('graph/unsupported-form', `attention at ${node.name} cannot be controlled: ${reason}`, {
    node: node.name,
  });
}
