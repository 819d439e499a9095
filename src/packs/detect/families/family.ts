import type { TextEncoderFolder } from '../../pack-layout.ts';

/** What families are told apart by. */
export interface FamilyClues {
  /** Names of the UNet's inputs, as its exporter wrote them. */
  readonly unetInputs: readonly string[];
  /** Width of the hidden states that the UNet takes, else of those that `text_encoder` gives; undefined where no file says it. */
  readonly textWidth: number | undefined;
}

/** A family of models: how to recognise it, and how its packs differ from others. */
export interface Family {
  /** Its proper name, the same in every language. */
  readonly title: string;
  recognises(clues: FamilyClues): boolean;
  readonly textEncoders: readonly TextEncoderFolder[];
  /** The layer of every text encoder whose hidden states the UNet takes. */
  readonly hiddenStates: 'last' | 'penultimate';
  /** Whether the UNet also takes the pooled embedding of the last text encoder. */
  readonly takesPooled: boolean;
  /** Whether an empty prompt stands as zeros, unless `model_index.json` says otherwise. */
  readonly zeroesEmptyPrompt: boolean;
  /** Of its VAE, where no configuration says it. */
  readonly scalingFactor: number;
}
