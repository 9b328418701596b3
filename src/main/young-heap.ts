// Bounds the part of the heap where objects begin, while the server starts: starting makes much that soon is garbage, and
// V8 does not give back what it then took for it.

import { setFlagsFromString } from 'node:v8';

/** From now on the young heap keeps the size that it has. */
export function holdYoungHeap(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** From now on it grows with what survives, as is V8's habit. */
export function releaseYoungHeap(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
}
