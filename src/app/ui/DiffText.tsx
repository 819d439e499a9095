import { Fragment, useMemo, type ReactNode } from 'react';
import { texts } from '../i18n/texts.ts';
import { diffWords } from '../../words/diff-words.ts';
import { endOfWords } from '../../words/normalise-word.ts';
import styles from './DiffText.module.css';

/** A link may bring a text of any length. */
const SHOWN_WORDS = 80;

export interface DiffTextProps {
  readonly source: string;
  readonly target: string;
}

/** A sentence and its edit in one line: gone words struck through, new ones marked, and said in words to those who listen. */
export function DiffText({ source, target }: DiffTextProps): ReactNode {
  const { words, goneAtEnd } = useMemo(() => diffWords(cutSentence(source), cutSentence(target)), [source, target]);
  return (
    <>
      {words.map(({ word, index, kind, gone }) => (
        <Fragment key={index}>
          {gone.length > 0 ? (
            <>
              <del className={styles['gone']}>{gone.join(' ')}</del>
              <span className="visually-hidden">{kind === 'changed' ? texts.diff.becomes : texts.diff.goes}</span>{' '}
            </>
          ) : null}
          {kind === 'same' ? word : <ins className={styles['came']}>{word}</ins>}{' '}
        </Fragment>
      ))}
      {goneAtEnd.length > 0 ? <del className={styles['gone']}>{goneAtEnd.join(' ')}</del> : null}
    </>
  );
}

function cutSentence(sentence: string): string {
  const end = endOfWords(sentence, SHOWN_WORDS);
  return end === sentence.length ? sentence : `${sentence.slice(0, end)} …`;
}
