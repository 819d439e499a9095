import type { AttentionSite, Operand, OperandName } from '../analysis/find-attention.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { ValueName } from '../graph/graph.ts';

/** One value at one site, as the source row and the target row have it: the same type and shape. */
export interface ControlRows {
  readonly source: ValueName;
  readonly target: ValueName;
}

export const LAYOUT_ROWS = ['source', 'layout', 'target'] as const;

/** The same of three rows. */
export interface LayoutRows extends ControlRows {
  readonly layout: ValueName;
}

/** Emits what the target row takes in place of its own value, in the same type and shape. The source row never changes. */
export type TargetEdit = (rows: ControlRows) => ValueName;

/** What the layout row takes too, of three rows. */
export type LayoutEdit = (rows: LayoutRows) => Omit<LayoutRows, 'source'>;

/** What a rule does at one site of attention; what it leaves out stays as it is. */
export interface SiteControl<Edit = TargetEdit> {
  /** Of softmax(Q K^T), [1, heads, Q, K]. */
  readonly probabilities?: Edit;
  /** Of what the two products read, in the file's own shape: [1, heads, ...] or [heads, ...] (`AttentionSite.layout`). */
  readonly operands?: Readonly<Partial<Record<OperandName, Edit>>>;
  /** Of what the residual block before the site adds, [1, channels, height, width] (`AttentionSite.features`). */
  readonly features?: Edit;
}

/** The edits at every site: Prompt-to-Prompt edits probabilities, MasaCtrl keys and values, Plug-and-Play queries, keys and features. */
export type ControlRule<Edit = TargetEdit> = (site: AttentionSite) => SiteControl<Edit>;

/** Adds a rule's inputs to the graph, and what is computed from them once. `tokens` is the number of text positions S. */
export type CreateControlRule<Edit = TargetEdit> = (
  builder: GraphBuilder,
  tokens: number,
  sites: readonly AttentionSite[],
) => ControlRule<Edit>;

/** An edit, and what the source's value is called as an output of two rows and an input of the target's row alone. */
export interface NamedEdit<Edit = TargetEdit> {
  readonly sourceName: ValueName;
  readonly edit: Edit;
}

/** A rule applied to the sites of a graph. Keys are indexes into `graph.nodes`. */
export interface ControlPlan<Edit = TargetEdit> {
  /** Edits of a node's inputs, by position. */
  readonly inputs: ReadonlyMap<number, ReadonlyMap<number, NamedEdit<Edit>>>;
  /** The sites by their softmax, with the edit of its probabilities. */
  readonly softmaxes: ReadonlyMap<number, { readonly site: AttentionSite; readonly edit: NamedEdit<Edit> | undefined }>;
}

const SOURCE_PREFIX = 'source_';

/** What the source row's value at a site is called, by the site's index. */
export function sourceNameOf(value: OperandName | 'probabilities' | 'features', site: number): ValueName {
  return `${SOURCE_PREFIX}${value}_${site}`;
}

/** Whether an output or input of a compiled graph is a value of the source row that the rule reads. */
export function isSourceValue(name: string): boolean {
  return name.startsWith(SOURCE_PREFIX);
}

export function planControl<Edit>(sites: readonly AttentionSite[], rule: ControlRule<Edit>): ControlPlan<Edit> {
  const inputs = new Map<number, Map<number, NamedEdit<Edit>>>();
  const softmaxes = new Map<number, { site: AttentionSite; edit: NamedEdit<Edit> | undefined }>();
  for (const [index, site] of sites.entries()) {
    const { probabilities, operands = {}, features } = rule(site);
    const named = (value: Parameters<typeof sourceNameOf>[0], edit: Edit): NamedEdit<Edit> => ({
      sourceName: sourceNameOf(value, index),
      edit,
    });
    softmaxes.set(site.nodes.softmax, { site, edit: probabilities && named('probabilities', probabilities) });
    const editInput = (name: OperandName | 'features', operand: Operand | null, edit: Edit | undefined): void => {
      if (edit === undefined || operand === null) return;
      const { node, input } = operand;
      inputs.set(node, new Map(inputs.get(node)).set(input, named(name, edit)));
    };
    for (const name of OPERANDS) editInput(name, site.operands[name], operands[name]);
    editInput('features', site.features, features);
  }
  return { inputs, softmaxes };
}

const OPERANDS: readonly OperandName[] = ['queries', 'keys', 'values'];
