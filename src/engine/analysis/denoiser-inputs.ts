import type { Graph, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';

/** Canonical names of the denoiser's inputs, with the other names that exporters and model authors give them. */
const INPUT_ALIASES = {
  sample: ['sample', 'latent_model_input', 'noisy_latents', 'latents', 'latent'],
  timestep: ['timestep', 'timesteps', 't'],
  encoder_hidden_states: ['encoder_hidden_states', 'text_embeddings', 'prompt_embeds', 'context'],
  timestep_cond: ['timestep_cond', 'w_embedding'],
  text_embeds: ['text_embeds', 'pooled_prompt_embeds', 'add_text_embeds'],
  time_ids: ['time_ids', 'add_time_ids'],
  class_labels: ['class_labels', 'noise_level'],
} as const;

const REQUIRED = ['sample', 'timestep', 'encoder_hidden_states'] as const satisfies (keyof typeof INPUT_ALIASES)[];

/** Parts with one entry for each row. */
export const ROW_INPUTS: readonly string[] = Object.keys(INPUT_ALIASES).filter((part) => part !== 'timestep');

/** Exporters that flatten nested arguments put the argument's name in front. */
const NESTED = /^added_cond_kwargs[._/]/;

/** A picture beside the latent: the channels of the file's `sample` that it does not denoise. */
export const IMAGE_CONDITION = 'image_condition';

/** What the engine feeds from other sources than `Conditioning.added`. */
const FED_BY_NAME = new Set<string>([...REQUIRED, 'timestep_cond']);

/**
 * Which graph input plays which part, by canonical name. An input that Renoir has no name for keeps its own: it is fed as it
 * is. Throws a GraphError for a part that is missing, or that two inputs claim.
 */
export function identifyInputs(graph: Graph): ReadonlyMap<string, ValueName> {
  const found = new Map<string, ValueName>();
  for (const { name } of graph.inputs) {
    const part = partOf(name.replace(NESTED, ''));
    const other = found.get(part);
    if (other !== undefined) {
      throw new GraphError(
        'graph/unsupported-form',
        `the denoiser's inputs ${other} and ${name} are both its ${part}`,
        {
          input: name,
        },
      );
    }
    found.set(part, name);
  }
  for (const part of REQUIRED) {
    if (!found.has(part)) {
      throw new GraphError('graph/unsupported-form', `the denoiser has no input ${part}`, { input: part });
    }
  }
  return found;
}

/** Inputs of a graph with canonical names that come from `Conditioning.added`, with their shapes. */
export function addedInputsOf(graph: Graph): Readonly<Record<string, readonly number[]>> {
  const added = graph.inputs.filter(({ name }) => !FED_BY_NAME.has(name));
  return Object.fromEntries(added.map(({ name }) => [name, graph.types.get(name)?.shape ?? []]));
}

function partOf(name: ValueName): string {
  const entry = Object.entries<readonly string[]>(INPUT_ALIASES).find(([, aliases]) => aliases.includes(name));
  return entry?.[0] ?? name;
}
