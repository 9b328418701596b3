// Texts and bytes that were well-formed once: seeds that are cut, doubled, stretched and spiked.

import fc from 'fast-check';

/** No input is longer than this, in characters or bytes. */
export const MAX_INPUT = 1024 * 1024;

/** What parsers have stumbled over, whichever format it is. */
const TOKENS = [
  '\u0000',
  '\u001b[2J',
  '\r\n',
  '\r',
  '\n',
  '\t',
  ' ',
  '\ufeff',
  '\u2028',
  '\u00a0',
  '\u202e',
  '\ud800',
  '\u{1f4a9}',
  '"',
  "'",
  '"""',
  "'''",
  '\\',
  '\\u0000',
  '\\ud800',
  '\\x',
  '{',
  '}',
  '[',
  ']',
  '[[',
  ']]',
  '<',
  '>',
  '</',
  '/>',
  '<!--',
  '-->',
  '<!DOCTYPE a [<!ENTITY x "y">]>',
  '<![CDATA[',
  ']]>',
  '<?',
  '&#x110000;',
  '&#55296;',
  '&amp',
  '&x;',
  '=',
  ':',
  ',',
  ';',
  '#',
  '//',
  '/*',
  '*/',
  '@',
  '%',
  '%2f',
  '%00',
  '%ff',
  '../',
  '/',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'true',
  '-0',
  '1e999',
  '-1e-999',
  '9007199254740993',
  '9'.repeat(400),
  '0.1.2.3.4.5',
  'NaN',
  'Infinity',
  '1979-05-27T07:32:00Z',
  '0000-00-00',
  'http://',
  'https://user:pass@host.example:99999/',
  'file:///etc/passwd',
  'javascript:alert(1)',
] as const;

/** Bytes that are no UTF-8, as characters up to U+00FF. */
const RAW_BYTES = [
  '\u00ff',
  '\u00c0\u0080',
  '\u00ed\u00a0\u0080',
  '\u00f4\u0090\u0080\u0080',
  '\u00ef\u00bb\u00bf',
];

type Mutation = (text: string) => string;

/** One seed after up to eight mutations. `words` are tokens of the format, used beside the general ones. */
export function mutatedText(seeds: readonly string[], words: readonly string[] = []): fc.Arbitrary<string> {
  return mutated(seeds, fc.constantFrom(...TOKENS, ...words));
}

/** As `mutatedText`, as bytes that need be no UTF-8. */
export function mutatedBytes(
  seeds: readonly (string | Uint8Array)[],
  words: readonly string[] = [],
): fc.Arbitrary<Buffer> {
  const tokens = [...TOKENS, ...words].map((token) => Buffer.from(token).toString('latin1'));
  const raw = seeds.map((seed) => Buffer.from(seed).toString('latin1'));
  return mutated(raw, fc.constantFrom(...tokens, ...RAW_BYTES)).map((text) => Buffer.from(text, 'latin1'));
}

function mutated(seeds: readonly string[], token: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(mutation(token), { maxLength: 8 }))
    .map(([seed, mutations]) =>
      mutations.reduce((text, mutate) => mutate(text).slice(0, MAX_INPUT), seed.slice(0, MAX_INPUT)),
    );
}

function mutation(token: fc.Arbitrary<string>): fc.Arbitrary<Mutation> {
  const place = fc.nat(1_000_000);
  const length = fc.oneof({ weight: 4, arbitrary: fc.nat(24) }, fc.nat(4_000));
  const times = fc.oneof(
    { weight: 12, arbitrary: fc.nat(4) },
    { weight: 3, arbitrary: fc.nat(300) },
    fc.nat(250_000),
  );
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ place, token }).map(({ place, token }): Mutation => insert(place, token)),
    },
    fc
      .record({ place, token, times })
      .map(({ place, token, times }): Mutation => insert(place, fill(token, times))),
    fc.record({ place, length }).map(({ place, length }): Mutation => cut(place, length, () => '')),
    fc
      .record({ place, length, times })
      .map(({ place, length, times }): Mutation => cut(place, length, (slice) => fill(slice, times))),
    fc
      .record({ place, token, length })
      .map(({ place, token, length }): Mutation => cut(place, length, () => token)),
    fc
      .record({ place, code: fc.nat(255) })
      .map(({ place, code }): Mutation => cut(place, 1, () => String.fromCharCode(code))),
    fc.record({ place }).map(
      ({ place }): Mutation =>
        (text) =>
          text.slice(0, at(text, place)),
    ),
    fc
      .record({ place, target: place, times: fc.nat(2) })
      .map(({ place, target, times }): Mutation => moveLine(place, target, times)),
    fc.record({ place, token }).map(({ place, token }): Mutation => replaceWord(place, token)),
    fc.constant<Mutation>((text) => text.replaceAll(/\r?\n/g, '\r\n')),
    fc.constant<Mutation>((text) => `\ufeff${text}`),
  );
}

function at(text: string, place: number): number {
  return place % (text.length + 1);
}

/** `token` so many times, within the limit. */
function fill(token: string, times: number): string {
  return token.repeat(Math.min(times, Math.floor(MAX_INPUT / Math.max(1, token.length))));
}

function insert(place: number, token: string): Mutation {
  return (text) => text.slice(0, at(text, place)) + token + text.slice(at(text, place));
}

function cut(place: number, length: number, write: (slice: string) => string): Mutation {
  return (text) => {
    const from = at(text, place);
    return text.slice(0, from) + write(text.slice(from, from + length)) + text.slice(from + length);
  };
}

/** Takes a line away and puts it elsewhere, so many times. */
function moveLine(place: number, target: number, times: number): Mutation {
  return (text) => {
    const lines = text.split('\n');
    const [line = ''] = lines.splice(place % lines.length, 1);
    return lines
      .toSpliced(target % (lines.length + 1), 0, ...Array.from({ length: times }, () => line))
      .join('\n');
  };
}

/** Another token in place of a word, a number or a string. */
function replaceWord(place: number, token: string): Mutation {
  return (text) => {
    const words = [...text.slice(0, 20_000).matchAll(/[\w.-]+/g)];
    const word = words[place % Math.max(1, words.length)];
    return word === undefined
      ? text
      : text.slice(0, word.index) + token + text.slice(word.index + word[0].length);
  };
}
