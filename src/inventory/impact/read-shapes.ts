// Graphs of newest snapshots, kept in memory while there is room: who has a package is asked again and again in an incident.

import { ByteLru } from '../../kernel/byte-lru.ts';
import { sizeOfShape } from './graph-shape.ts';
import type { ReadShapes, ShapeReader } from './impact-ports.ts';
import type { ApplicationStore } from '../ports.ts';

/** Room for some thousand applications with a thousand components each. */
const MAX_BYTES = 96 * 1024 * 1024;

/** A snapshot never changes: its number says whether what is at hand is still the newest. */
export function createShapeReader(
  applications: Pick<ApplicationStore, 'newestShapes'>,
  maxBytes = MAX_BYTES,
): ShapeReader {
  const kept = new ByteLru<{ readonly number: number; readonly read: ReadShapes }>(maxBytes);
  return {
    async of(wanted) {
      const found = new Map<string, ReadShapes>();
      const missing: string[] = [];
      for (const { id, newestSnapshot } of wanted) {
        const known = kept.get(id);
        if (known?.number === newestSnapshot) found.set(id, known.read);
        else missing.push(id);
      }
      if (missing.length === 0) return found;
      for (const [id, { number, read }] of await applications.newestShapes(missing)) {
        found.set(id, read);
        const shapes = 'shapes' in read ? read.shapes : [];
        const sizeBytes = shapes.reduce((sum, shape) => sum + sizeOfShape(shape), 200);
        // What is damaged may be mended meanwhile.
        if ('shapes' in read) kept.set(id, { number, read }, sizeBytes);
      }
      return found;
    },
  };
}
