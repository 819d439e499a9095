import type { ReactNode } from 'react';
import { useApp } from '../../app-context.ts';
import { promptsTexts } from './texts.ts';
import { emphasise, retarget } from '../../store/prompts-reducer.ts';
import { Button } from '../../ui/Button.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { Slider } from '../../ui/Slider.tsx';
import type { WordChange } from '../../../words/diff-words.ts';
import styles from './EmphasisPopover.module.css';
import { OnlyHereButton } from './OnlyHereButton.tsx';

export interface EmphasisPopoverProps {
  readonly change: WordChange;
  readonly value: number;
  readonly onClose: () => void;
}

/** How strongly one word acts, and the way back to what stood there. */
export function EmphasisPopover({ change, value, onClose }: EmphasisPopoverProps): ReactNode {
  const { store } = useApp();
  const { word, index, start, gone } = change;
  const setValue = (next: number): void => {
    store.setState(({ prompts }) => ({ prompts: emphasise(prompts, index, Math.round(next * 100) / 100) }));
  };
  const restoreWords = (): void => {
    store.setState(({ prompts }) => {
      const { target } = prompts;
      const before = target.slice(0, start);
      const after = target.slice(start + word.length);
      const text = gone.length > 0 ? `${before}${gone.join(' ')}${after}` : `${before}${after.trimStart()}`;
      return { prompts: retarget(prompts, text) };
    });
    onClose();
  };
  const isChange = change.kind !== 'same';
  return (
    <Popover label={promptsTexts.adjust(word)} placement="above" onClose={onClose}>
      <div className={styles['head']}>
        <strong>{word}</strong>
        <span>{promptsTexts.times(value)}</span>
      </div>
      <Slider
        label={promptsTexts.emphasis(word)}
        value={value}
        min={0}
        max={2}
        step={0.05}
        detent={1}
        valueText={promptsTexts.times(value)}
        onChange={setValue}
      />
      <div className={styles['scale']} aria-hidden="true">
        <span>{promptsTexts.weaker}</span>
        <span>{promptsTexts.stronger}</span>
      </div>
      <div className={styles['actions']}>
        {isChange ? (
          <Button
            variant="link"
            label={gone.length > 0 ? promptsTexts.putBack(gone.join(' ')) : promptsTexts.remove}
            onPress={restoreWords}
          />
        ) : null}
        <OnlyHereButton word={word} index={index} />
        {value === 1 ? null : <Button variant="link" label={promptsTexts.neutral} onPress={() => setValue(1)} />}
      </div>
    </Popover>
  );
}
