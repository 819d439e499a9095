import type { EditRequest } from '../../protocol/edit-request.ts';
import { type ChangedWords, findChangedWords, haveOtherWords } from '../../words/changed-words.ts';
import { classifyEdit, type EditKind } from '../../words/edit-kind.ts';
import { splitSentence } from '../../words/normalise-word.ts';
import { describeSetting } from '../../words/things.ts';
import type { EditContext } from './edit-context.ts';
import type { Prompt } from '../editing/editor.ts';
import { stableHash } from './stable-hash.ts';

/** Both sentences of an edit, and what sets them apart. */
export interface EditWords {
  readonly source: Prompt;
  readonly target: Prompt;
  /** Of words that take things away what they say of style and place; else the target. */
  readonly setting: Prompt;
  /** The words that the edit is about. */
  readonly changed: ChangedWords;
  readonly kind: EditKind;
  /** A word differs that the model reads. */
  readonly hasOtherWords: boolean;
  /** A word that the model reads differs or is emphasised: there is something to paint. */
  readonly isEdit: boolean;
}

/** Reads both sentences of a request. */
export async function readWords(
  context: EditContext,
  { emphasis, settings, ...prompts }: Pick<EditRequest, 'source' | 'target' | 'emphasis' | 'settings'>,
): Promise<EditWords> {
  const source = await readGuided(context, prompts.source, settings.sourceGuidance);
  const target = await readGuided(context, prompts.target, settings.targetGuidance);
  const sentences = [splitSentence(prompts.source), splitSentence(prompts.target)] as const;
  const changed = findChangedWords(...sentences, emphasis);
  const kind = classifyEdit(...sentences, changed, context.vocabulary);
  const setting =
    kind === 'remove' ? await readGuided(context, describeSetting(prompts.target), settings.targetGuidance) : target;
  // What differs only where the model no longer reads is the same to it.
  const isReadAlike = source.tokenized.ids.every((id, position) => id === target.tokenized.ids[position]);
  const isEmphasised = target.tokenized.words.some(
    ({ positions }, index) => positions.length > 0 && (emphasis[index] ?? 1) !== 1,
  );
  return {
    source,
    target,
    setting,
    changed,
    kind,
    hasOtherWords: haveOtherWords(...sentences) && !isReadAlike,
    isEdit: (changed.source.length > 0 || changed.target.length > 0) && (!isReadAlike || isEmphasised),
  };
}

/** Tokens and hidden states of a prompt; hidden states come from the cache when the tokens are known. */
export async function readPrompt(context: EditContext, prompt: string, guidance: number): Promise<Prompt> {
  const tokenized = context.models.text.tokenize(prompt);
  const key = stableHash({ stage: 'text', model: context.modelId, ids: tokenized.ids });
  let encoded = context.cache.text.get(key);
  if (!encoded) {
    encoded = await context.models.text.encode(tokenized);
    context.cache.text.set(key, encoded, encoded.hiddenStates.data.byteLength);
  }
  return { tokenized, conditioning: { ...encoded, guidance } };
}

/** A prompt with the empty one beside it, where that is how the model is guided. */
export async function readGuided(context: EditContext, prompt: string, guidance: number): Promise<Prompt> {
  const read = await readPrompt(context, prompt, guidance);
  if (context.guidance !== 'empty-prompt' || guidance === 1) return read;
  const { conditioning: empty } = await readPrompt(context, '', guidance);
  return { ...read, conditioning: { ...read.conditioning, empty } };
}
