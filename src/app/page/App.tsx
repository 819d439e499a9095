import { useEffect, type ReactNode } from 'react';
import { Toaster } from 'sonner';
import { useHotkeys } from '../actions/use-hotkeys.ts';
import { useApp, useAppState } from '../app-context.ts';
import { PHONE, useMediaQuery } from '../ui/use-media-query.ts';
import { useVisibleHeight } from './use-visible-height.ts';
import styles from './App.module.css';
import { BatchDialog } from '../features/batch/BatchDialog.tsx';
import { BetweenDialog } from '../features/between/BetweenDialog.tsx';
import { Stage } from '../features/canvas/Stage.tsx';
import { ToolBar } from '../features/canvas/ToolBar.tsx';
import { ViewBar } from '../features/canvas/ViewBar.tsx';
import { PackProblem } from '../features/device/PackProblem.tsx';
import { DescribeButton } from '../features/describe/DescribeButton.tsx';
import { Explanation } from '../features/explain/Explanation.tsx';
import { ProgressLine } from '../features/run/ProgressLine.tsx';
import { HelpDialog } from '../features/help/HelpDialog.tsx';
import { MessageStack } from '../features/messages/MessageStack.tsx';
import { PacksDialog } from '../features/packs/PacksDialog.tsx';
import { HistoryStrip } from '../features/history/HistoryStrip.tsx';
import { useOffline } from '../features/install/use-offline.ts';
import { InversionBox } from '../features/inversion/InversionBox.tsx';
import { DropOverlay } from '../features/open/DropOverlay.tsx';
import { StartScreen } from '../features/open/StartScreen.tsx';
import { useWindowPaste } from '../features/open/use-window-paste.ts';
import { useLinkedRecipe } from '../features/open/use-linked-recipe.ts';
import { ResultButtons } from '../features/result/ResultButtons.tsx';
import { RemoveButton } from '../features/remove/RemoveButton.tsx';
import { ReportDialog } from '../features/report/ReportDialog.tsx';
import { SidePanel } from '../features/panel/SidePanel.tsx';
import { WordNotices } from '../features/prompts/WordNotices.tsx';
import { WordsPanel } from '../features/prompts/WordsPanel.tsx';
import { AdvancedSettings } from '../features/tuning/AdvancedSettings.tsx';
import { Presets } from '../features/tuning/Presets.tsx';
import { TuningPanel } from '../features/tuning/TuningPanel.tsx';
import { VersionTray } from '../features/versions/VersionTray.tsx';
import { Header } from './Header.tsx';
import { isDoubtful } from './is-doubtful.ts';
import { texts } from '../i18n/texts.ts';
import { deriveMainPhase } from '../store/main-phase.ts';
import { useTheme } from '../features/menu/use-theme.ts';

/** The whole page. */
export function App(): ReactNode {
  const { openModel, store } = useApp();
  const phase = useAppState(deriveMainPhase);
  const photo = useAppState((state) => (state.view.screen === 'edit' ? state.photo : null));
  const language = useAppState((state) => state.language);
  const tool = useAppState((state) => state.view.tool);
  const isInDoubt = useAppState(isDoubtful);
  const isPhone = useMediaQuery(PHONE);
  const theme = useTheme();
  useHotkeys();
  useWindowPaste();
  useLinkedRecipe();
  useOffline();
  useVisibleHeight();

  useEffect(() => {
    const isWorking = phase === 'reading' || phase === 'editing';
    document.title = `${isWorking ? '… ' : ''}${photo === null ? '' : `${photo.name} - `}${texts.appName}`;
  }, [phase, photo]);

  // The page is there before the model is asked for.
  useEffect(() => {
    const timer = setTimeout(openModel, 0);
    return () => clearTimeout(timer);
  }, [openModel]);

  return (
    // Every sentence on the page is said anew in another language.
    <div key={language} className={styles['app']}>
      <Header />
      <main
        className={styles['main']}
        data-state={phase}
        data-screen={photo === null ? 'start' : 'edit'}
        data-tool={tool}
      >
        {photo === null ? (
          <StartScreen problem={<PackProblem />} />
        ) : (
          <>
            <h1 className="visually-hidden">{texts.editing(photo.name)}</h1>
            <Stage photo={photo} resultButtons={<ResultButtons />} />
            {isPhone ? null : (
              <div className={styles['tools']}>
                <ToolBar direction="column" />
              </div>
            )}
            <div className={styles['dock']}>
              <MessageStack>
                <PackProblem />
                <Explanation />
                <WordNotices />
              </MessageStack>
              {isPhone ? (
                <div className={styles['bars']}>
                  <ViewBar />
                  <ToolBar direction="row" />
                </div>
              ) : null}
              <WordsPanel
                describe={<DescribeButton />}
                remove={<RemoveButton />}
                progress={<ProgressLine isDoubtful={isInDoubt} />}
              />
            </div>
            <VersionTray />
            <SidePanel>
              <TuningPanel />
              <Presets />
              <HistoryStrip />
              <details
                className={styles['hood']}
                onToggle={({ currentTarget }) => {
                  if (!currentTarget.open) return;
                  // What opens at the foot of the panel would be out of sight.
                  currentTarget.scrollIntoView({ block: 'start' });
                  store.setState(({ view }) => ({ view: { ...view, wasHoodOpened: true } }));
                }}
              >
                <summary>{texts.underTheHood}</summary>
                <div className={styles['machine']}>
                  <AdvancedSettings />
                  <InversionBox />
                  <a href="?lab" className={styles['lab']}>
                    {texts.compareMethods}
                  </a>
                </div>
              </details>
              <p className={styles['privacy']}>{texts.privacyShort}</p>
            </SidePanel>
          </>
        )}
      </main>
      <DropOverlay />
      <BatchDialog />
      <BetweenDialog />
      <HelpDialog />
      <ReportDialog />
      <PacksDialog />
      <Toaster theme={theme} position="top-center" offset={60} mobileOffset={{ top: 60 }} />
    </div>
  );
}
