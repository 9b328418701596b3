// Keeps what a registry answered while a project is scanned: its modules hang on the same documents.

import type { RegistryAsker } from '../../ecosystems/adapter-manifest.ts';

/** Questions that are on their way at the same time. */
const MOST_AT_ONCE = 12;

/** Each question is asked once, and only a few at a time. */
export function rememberAnswers(ask: RegistryAsker): RegistryAsker {
  const documents = new Map<string, ReturnType<RegistryAsker['document']>>();
  const lists = new Map<string, ReturnType<RegistryAsker['versions']>>();
  const inTurn = createTurnstile(MOST_AT_ONCE);
  return {
    document: (name, version, file) =>
      remember(documents, `${name}\n${version}\n${file}`, () =>
        inTurn(() => ask.document(name, version, file)),
      ),
    versions: (name) => remember(lists, name, () => inTurn(() => ask.versions(name))),
  };
}

function remember<T>(known: Map<string, T>, key: string, ask: () => T): T {
  const found = known.get(key) ?? ask();
  known.set(key, found);
  return found;
}

function createTurnstile(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // Whoever waits takes the place over.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
