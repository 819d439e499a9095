import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { isStrange } from '../../store/examined-photo.ts';
import { describePhoto } from '../../store/prompts-reducer.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './EditSuggestions.module.css';
import { promptsTexts } from './texts.ts';

export interface SourceHintsProps {
  /** Offers words for a photo that has none. */
  readonly describe: ReactNode;
}

/** Ways to words for a photo that has none yet. */
export function SourceHints({ describe }: SourceHintsProps): ReactNode {
  const { store } = useApp();
  // What the model was made for says nothing of a photo of another kind.
  const example = useAppState((state) =>
    isStrange(state) ? undefined : state.pack.opened?.manifest.examples[0]?.source,
  );
  return (
    <div className={styles['hints']}>
      {describe}
      {example === undefined ? null : (
        <Button
          variant="link"
          label={promptsTexts.use(example)}
          onPress={() => {
            store.setState(({ prompts }) => ({ prompts: describePhoto(prompts, example) }));
            document.getElementById('source-field')?.focus();
          }}
        />
      )}
    </div>
  );
}
