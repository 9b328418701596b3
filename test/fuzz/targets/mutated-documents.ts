// Documents of a package, each of them changed here and there.

import fc from 'fast-check';

import { hostileJson } from '../support/hostile-json.ts';
import { isJson } from '../support/plain-json.ts';
import { mutatedBytes } from '../support/mutations.ts';

/** A set of documents of which one is hostile. */
export function mutatedDocuments(
  sets: readonly Readonly<Record<string, string>>[],
  words: readonly string[],
) {
  const all = sets.flatMap((set) => Object.keys(set).map((key) => ({ set, key, text: set[key] ?? '' })));
  return fc.oneof(
    ...all.map(({ set, key, text }) => {
      const bytes = isJson(text)
        ? fc.oneof(
            mutatedBytes([text], words),
            hostileJson([JSON.parse(text)], words).map((one) => Buffer.from(one)),
          )
        : isJson(text.split('\n')[0] ?? '')
          ? fc.oneof(mutatedBytes([text], words), hostileLines(text, words))
          : mutatedBytes([text], words);
      return bytes.map(
        (hostile) =>
          new Map(
            Object.entries(set).map(([own, whole]) => [own, own === key ? hostile : Buffer.from(whole)]),
          ),
      );
    }),
  );
}

function hostileLines(text: string, words: readonly string[]): fc.Arbitrary<Buffer> {
  const lines = text.split('\n').filter((line) => line !== '');
  const hostile = hostileJson(
    lines.map((line): unknown => JSON.parse(line)),
    words,
  );
  return fc.array(hostile, { minLength: 1, maxLength: 4 }).map((some) => Buffer.from(some.join('\n')));
}
