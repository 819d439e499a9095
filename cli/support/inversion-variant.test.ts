import { expect, it } from 'vitest';
import { parseInversionVariant } from './inversion-variant.ts';

it('a method is read with its count, tolerance, start, guidance and numbers', () => {
  expect(parseInversionVariant('anderson').settings).toEqual({ inversion: 'anderson' });
  expect(parseInversionVariant('rnri:9<0.01@predicted~2!?lambda=0.2&eta=0.05').settings).toEqual({
    inversion: 'rnri',
    iterations: 9,
    tolerance: 0.01,
    start: 'predicted',
    sourceGuidance: 2,
    isAdjusted: true,
    parameters: { lambda: 0.2, eta: 0.05 },
  });
  expect(parseInversionVariant('fixed-point<0.02').settings).toEqual({ inversion: 'fixed-point', tolerance: 0.02 });
});

it.each([
  ['newton', 'method'],
  ['rnri:x', 'iterations'],
  ['rnri<-1', 'tolerance'],
  ['rnri@middle', 'start'],
  ['rnri?mu=1', 'parameter of rnri'],
])('%s is refused for its %s', (id, part) => {
  expect(() => parseInversionVariant(id)).toThrow(part);
});
