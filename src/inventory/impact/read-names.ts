// Names of components by their ids, kept in memory: an answer about a thousand applications names the same ones again and again.

import type { NameReader } from './impact-ports.ts';
import type { ComponentKey, ComponentStore } from '../ports.ts';

/** Some megabytes. */
const MOST = 50_000;

/** A component's id means the same for ever. */
export function createNameReader(components: Pick<ComponentStore, 'byId'>, most = MOST): NameReader {
  const kept = new Map<number, ComponentKey>();
  return {
    async of(ids) {
      const found = new Map<number, ComponentKey>();
      const missing: number[] = [];
      for (const id of ids) {
        const known = kept.get(id);
        if (known === undefined) missing.push(id);
        else found.set(id, known);
      }
      if (missing.length === 0) return found;
      const read = await components.byId(missing);
      if (kept.size + read.size > most) kept.clear();
      for (const [id, key] of read) {
        found.set(id, key);
        if (kept.size < most) kept.set(id, key);
      }
      return found;
    },
  };
}
