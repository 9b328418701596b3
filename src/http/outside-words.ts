// What a client is told of an error. The log has the whole of it.

import type { ErrorCode, GatehouseError } from '../kernel/errors.ts';

/** Errors whose own messages tell where the server keeps its files: no business of whoever asks from outside. */
const WORDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  'storage-full': 'Cannot answer: the disk is full on the server',
  'storage-failed': "Cannot answer: the server's storage failed, and its log says how",
  locked: "Cannot answer: the server's storage is busy; try again",
};

export function outsideWords({ code, message }: GatehouseError): string {
  return WORDS[code] ?? message;
}
