// One byte range of a request (RFC 9110 section 14).

export type RangeAnswer =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

/**
 * What `Range` asks of `sizeBytes` bytes. Several ranges, other units and malformed headers get the whole,
 * as the standard allows. `end` is inclusive.
 */
export function parseRange(header: string | undefined, sizeBytes: number): RangeAnswer {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (match === null) return { kind: 'whole' };
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return { kind: 'whole' };
  if (first === '') {
    const suffix = Math.min(Number(last), sizeBytes);
    return suffix === 0
      ? { kind: 'unsatisfiable' }
      : { kind: 'part', start: sizeBytes - suffix, end: sizeBytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (start >= sizeBytes) return { kind: 'unsatisfiable' };
  return start > end ? { kind: 'whole' } : { kind: 'part', start, end };
}
