import { expect, it } from 'vitest';
import { updateTable } from './document-table.ts';

const TABLE = { begin: '<!-- begin -->', end: '<!-- end -->', columns: ['model', 'file', 'error'], keyColumns: 2 };

const DOCUMENT = `Text

<!-- begin -->

| model | file | error |
| --- | --- | --- |
| b | new | 1 |
| b | old | 2 |

<!-- end -->

More text
`;

it('replaces the table, in order', () => {
  const rows = [
    ['c', 'new', '4'],
    ['b', 'old', '3'],
  ];
  expect(updateTable(DOCUMENT, TABLE, rows, false)).toBe(
    DOCUMENT.replace('| b | new | 1 |\n| b | old | 2 |', '| b | old | 3 |\n| c | new | 4 |'),
  );
});

it('keeps the order of the rows where it is asked to', () => {
  const rows = [
    ['c', 'new', '4'],
    ['b', 'old', '3'],
  ];
  expect(updateTable(DOCUMENT, { ...TABLE, keepsOrder: true }, rows, false)).toBe(
    DOCUMENT.replace('| b | new | 1 |\n| b | old | 2 |', '| c | new | 4 |\n| b | old | 3 |'),
  );
});

it('replaces single rows', () => {
  expect(updateTable(DOCUMENT, TABLE, [['b', 'old', '3']], true)).toBe(DOCUMENT.replace('old | 2', 'old | 3'));
  expect(updateTable('Text\n<!-- begin -->\n<!-- end -->\n', TABLE, [['a', 'new', '0']], true)).toBe(
    'Text\n<!-- begin -->\n\n| model | file | error |\n| --- | --- | --- |\n| a | new | 0 |\n\n<!-- end -->\n',
  );
});

it('leaves a table before its own alone', () => {
  const before = '<!-- other -->\n\n| a |\n| --- |\n\n<!-- end -->\n\n';
  const replaced = updateTable(DOCUMENT, TABLE, [['b', 'old', '3']], true);
  expect(updateTable(before + DOCUMENT, TABLE, [['b', 'old', '3']], true)).toBe(`${before}${replaced}`);
});

it('finds no place in other documents', () => {
  expect(updateTable('Text\n', TABLE, [], false)).toBeNull();
});
