import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { explainTexts } from './texts.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { findExplanation } from './find-explanation.ts';
import { REMEDIES } from './remedies.ts';

/** One sentence on a result that may disappoint, and a button with the remedy. */
export function Explanation(): ReactNode {
  const { store } = useApp();
  const id = useAppState(findExplanation);
  const packName = useAppState((state) => state.pack.opened?.manifest.name ?? '');
  return (
    <div aria-live="polite">
      {id === null ? null : (
        <Notice
          tone="warning"
          action={
            <Button variant="link" label={explainTexts[id].remedy} onPress={() => store.setState(REMEDIES[id])} />
          }
        >
          {explainTexts[id].message(packName)}
        </Notice>
      )}
    </div>
  );
}
