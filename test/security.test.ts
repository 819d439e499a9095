import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SECURITY_HEADERS, writeHeadersFile, writePagePolicy } from '../security.config.ts';

test('docs/security.md names the headers as they are sent', () => {
  const text = readFileSync(new URL('../docs/security.md', import.meta.url), 'utf8');
  const [, block] = /<!-- headers:begin -->\s*```\n([^]*?)```\s*<!-- headers:end -->/.exec(text) ?? [];
  const lines = Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}`);
  expect(block?.trim().split('\n')).toEqual(lines);
});

test('hosts that read headers from a file get them for every path, and names for ever only where content makes them', () => {
  const [every = '', assets = ''] = writeHeadersFile().split('/assets/*');
  expect(every).toMatch(/^\/\*\n/);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) expect(every).toContain(`  ${name}: ${value}\n`);
  expect(every).not.toContain('Cache-Control');
  expect(assets).toContain('immutable');
});

test('only the development server runs inline scripts and makes markup of text', () => {
  expect(writePagePolicy(false)).toContain("script-src 'self' 'wasm-unsafe-eval';");
  expect(writePagePolicy(false)).toContain("require-trusted-types-for 'script'");
  expect(writePagePolicy(true)).toContain("'unsafe-inline'");
});
