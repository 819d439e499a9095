import type { AttentionSite, OperandName } from '../analysis/find-attention.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { ValueName } from '../graph/graph.ts';

/** One value at one site, as the source row and the target row have it: the same type and shape. */
export interface ControlRows {
  readonly source: ValueName;
  readonly target: ValueName;
}

/** Emits what the target row takes in place of its own value, in the same type and shape. The source row never changes. */
export type TargetEdit = (rows: ControlRows) => ValueName;

/** What a rule does at one site of attention; what it leaves out stays as it is. */
export interface SiteControl {
  /** Of softmax(Q K^T), [1, heads, Q, K]. */
  readonly probabilities?: TargetEdit;
  /** Of what the two products read, in the file's own shape: [1, heads, ...] or [heads, ...] (`AttentionSite.layout`). */
  readonly operands?: Readonly<Partial<Record<OperandName, TargetEdit>>>;
}

/** The edits at every site: Prompt-to-Prompt edits probabilities, mutual self-attention (MasaCtrl) keys and values. */
export type ControlRule = (site: AttentionSite) => SiteControl;

/** Adds a rule's inputs to the graph, and what is computed from them once. `tokens` is the number of text positions S. */
export type CreateControlRule = (builder: GraphBuilder, tokens: number) => ControlRule;

/** A rule applied to the sites of a graph. Keys are indexes into `graph.nodes`. */
export interface ControlPlan {
  /** Edits of a node's inputs, by position. */
  readonly inputs: ReadonlyMap<number, ReadonlyMap<number, TargetEdit>>;
  /** The sites by their softmax, with the edit of its probabilities. */
  readonly softmaxes: ReadonlyMap<number, { readonly site: AttentionSite; readonly edit: TargetEdit | undefined }>;
}

export function planControl(sites: readonly AttentionSite[], rule: ControlRule): ControlPlan {
  const inputs = new Map<number, Map<number, TargetEdit>>();
  const softmaxes = new Map<number, { site: AttentionSite; edit: TargetEdit | undefined }>();
  for (const site of sites) {
    const { probabilities, operands = {} } = rule(site);
    softmaxes.set(site.nodes.softmax, { site, edit: probabilities });
    for (const name of OPERANDS) {
      const edit = operands[name];
      if (edit === undefined) continue;
      const { node, input } = site.operands[name];
      inputs.set(node, new Map(inputs.get(node)).set(input, edit));
    }
  }
  return { inputs, softmaxes };
}

const OPERANDS: readonly OperandName[] = ['queries', 'keys', 'values'];
