import { useEffect, type ReactNode } from 'react';
import { Toaster } from 'sonner';
import { useHotkeys } from './actions/use-hotkeys.ts';
import { useApp, useAppState } from './app-context.ts';
import styles from './App.module.css';
import { Stage } from './features/canvas/Stage.tsx';
import { PackProblem } from './features/device/PackProblem.tsx';
import { HelpDialog } from './features/help/HelpDialog.tsx';
import { HistoryStrip } from './features/history/HistoryStrip.tsx';
import { InversionBox } from './features/inversion/InversionBox.tsx';
import { DropOverlay } from './features/open/DropOverlay.tsx';
import { StartScreen } from './features/open/StartScreen.tsx';
import { useWindowPaste } from './features/open/use-window-paste.ts';
import { WordsPanel } from './features/prompts/WordsPanel.tsx';
import { TuningPanel } from './features/tuning/TuningPanel.tsx';
import { Header } from './Header.tsx';
import { en } from './i18n/en.ts';
import { deriveMainPhase } from './store/main-phase.ts';
import { useTheme } from './use-theme.ts';

/** The whole page. */
export function App(): ReactNode {
  const { openPack } = useApp();
  const phase = useAppState(deriveMainPhase);
  const photo = useAppState((state) => (state.view.screen === 'edit' ? state.photo : null));
  const theme = useTheme();
  useHotkeys();
  useWindowPaste();

  useEffect(() => {
    const isWorking = phase === 'reading' || phase === 'editing';
    document.title = `${isWorking ? '… ' : ''}${photo === null ? '' : `${photo.name} - `}${en.appName}`;
  }, [phase, photo]);

  // The page is there before the model is asked for.
  useEffect(() => {
    const timer = setTimeout(openPack, 0);
    return () => clearTimeout(timer);
  }, [openPack]);

  return (
    <div className={styles['app']}>
      <Header />
      <main className={styles['main']} data-state={phase} data-screen={photo === null ? 'start' : 'edit'}>
        {photo === null ? (
          <StartScreen />
        ) : (
          <>
            <h1 className="visually-hidden">{en.editing(photo.name)}</h1>
            <div className={styles['work']}>
              <Stage photo={photo} />
              <div className={styles['problem']}>
                <PackProblem />
              </div>
              <WordsPanel />
            </div>
            <aside className={styles['side']} aria-label={en.sidePanel}>
              <TuningPanel />
              <HistoryStrip />
              <InversionBox />
              <p className={styles['privacy']}>{en.privacyShort}</p>
            </aside>
          </>
        )}
      </main>
      <DropOverlay />
      <HelpDialog />
      <Toaster theme={theme} position="bottom-center" />
    </div>
  );
}
