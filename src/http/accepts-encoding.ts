// What a client says of the encodings that it takes.

/** Whether `Accept-Encoding` names `coding` and does not refuse it with a weight of zero (RFC 9110 section 12.5.3). */
export function acceptsEncoding(accepted: string | undefined, coding: 'br' | 'gzip'): boolean {
  const wish = accepted?.split(',').find((part) => part.split(';')[0]?.trim().toLowerCase() === coding);
  return wish !== undefined && !/;\s*q=0(\.0*)?\s*$/.test(wish);
}
