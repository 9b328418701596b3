// Which names look like a new one: what a typo, a habit of another ecosystem, or somebody who means harm makes of a name.
// Pure, and from memory: a name is compared with those that matter, not with all that there are.

/** The two parts of a name, as a package-URL has them. */
export interface NameParts {
  /** Scope, vendor or group, if there is one. */
  readonly namespace?: string;
  readonly name: string;
}

/** A name that a new one looks like. */
export interface Likeness {
  /** As it is written. */
  readonly name: string;
  /** `one letter differs`, `the same but for separators`. */
  readonly how: string;
}

export interface LikenessIndex {
  /** Those that the name looks like, the most alike first, `MOST_FOUND` at the most. Not the name itself. */
  find(written: string, parts: NameParts): readonly Likeness[];
}

/** What is asked for is one reason to refuse. */
const MOST_FOUND = 5;
/** A shorter name is one typo away from too many others. */
const LEAST_LENGTH = 5;
/** Words that say where a package is from, and that people put before or behind a name; by what they say. */
const HABITS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    js: 'javascript js nodejs node npm ts',
    py: 'python python2 python3 py py2 py3 pip',
    rs: 'rust rs crate',
    php: 'php',
    java: 'java',
    it: 'official',
  }).flatMap(([says, words]) => words.split(' ').map((word) => [word, says] as const)),
);
/** Those that are written without a separator too. */
const GLUED_SUFFIXES = ['js', 'py', 'rs'];
const GLUED_PREFIXES = ['node', 'python'];

interface Known {
  readonly written: string;
  readonly namespace: string;
  readonly base: string;
  readonly forms: Forms;
  /** What is left of it without words of habit, and what those said; itself first, which says nothing. */
  readonly stems: readonly Stem[];
}

interface Stem {
  readonly text: string;
  readonly says: string;
}

/** What two names have in common that look alike: the same form of one kind. */
interface Forms {
  readonly squashed: string;
  readonly sorted: string;
  readonly skeleton: string;
  readonly collapsed: string;
}

const HOW: Readonly<Record<keyof Forms, string>> = {
  squashed: 'the same but for separators',
  skeleton: 'characters that look alike',
  collapsed: 'a repeated letter',
  sorted: 'the same words in another order',
};
const HABIT = 'the same but for a word such as js, node or python';
const FORMS = Object.keys(HOW) as (keyof Forms)[];

interface Shelves {
  /** By `keyOf` a form. */
  readonly byForm: Map<string, Known[]>;
  /** By namespace and stem, with what was said beside it. */
  readonly byStem: Map<string, (readonly [Known, says: string])[]>;
  readonly byLength: Map<number, Known[]>;
  /** By namespace and name as one word. */
  readonly byWhole: Map<string, Known[]>;
  /** Those with a namespace, by their name alone. */
  readonly byName: Map<string, Known[]>;
}

/** Prepares the names to be compared with. */
export function createLikenessIndex(
  names: Iterable<{ readonly written: string; readonly parts: NameParts }>,
): LikenessIndex {
  const shelves = shelve(names);
  return {
    find(written, parts) {
      const found = new Map<string, string>();
      for (const [{ written: other }, how] of findAlike(shelves, toKnown(written, parts))) {
        if (other !== written && !found.has(other)) found.set(other, how);
        if (found.size === MOST_FOUND) break;
      }
      return [...found].map(([name, how]) => ({ name, how }));
    },
  };
}

function shelve(names: Iterable<{ readonly written: string; readonly parts: NameParts }>): Shelves {
  const shelves: Shelves = {
    byForm: new Map(),
    byStem: new Map(),
    byLength: new Map(),
    byWhole: new Map(),
    byName: new Map(),
  };
  for (const { written, parts } of names) {
    const known = toKnown(written, parts);
    for (const form of FORMS) put(shelves.byForm, keyOf(form, known), known);
    for (const { text, says } of known.stems)
      put(shelves.byStem, `${known.namespace} ${text}`, [known, says] as const);
    put(shelves.byLength, known.base.length, known);
    put(shelves.byWhole, squash(`${known.namespace}${known.base}`), known);
    if (known.namespace !== '') put(shelves.byName, known.base, known);
  }
  return shelves;
}

/** The most alike first; some of them twice. */
function* findAlike(shelves: Shelves, asked: Known): Iterable<readonly [Known, string]> {
  const { namespace, base, stems } = asked;
  for (const form of FORMS) {
    for (const other of shelves.byForm.get(keyOf(form, asked)) ?? []) {
      if (form === 'squashed' || isLong(asked, other)) yield [other, HOW[form]];
    }
  }
  for (const own of stems) {
    for (const [other, says] of shelves.byStem.get(`${namespace} ${own.text}`) ?? []) {
      // Where both say something else they are two things: a plugin for PHP and one for Python.
      if (own.says === '' || says === '' || own.says === says) yield [other, HABIT];
    }
  }
  for (const near of [base.length - 1, base.length, base.length + 1]) {
    for (const other of shelves.byLength.get(near) ?? []) {
      if (isTypo(asked, other)) yield [other, 'one letter differs'];
    }
  }
  for (const other of shelves.byWhole.get(squash(`${namespace}${base}`)) ?? []) {
    if (other.namespace !== namespace) yield [other, 'the same but for its namespace'];
  }
  for (const other of namespace === '' ? [] : (shelves.byName.get(base) ?? [])) {
    if (areNamespacesAlike(namespace, other.namespace)) {
      yield [other, 'the same name in a namespace that looks alike'];
    }
  }
}

/** Whether one insertion, deletion, replacement or swap of neighbours makes one of the other (Damerau-Levenshtein distance 1). */
export function isOneEditApart(a: string, b: string): boolean {
  if (a === b) return false;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return (
    short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2)
  );
}

function toKnown(written: string, { namespace = '', name }: NameParts): Known {
  const base = name.toLowerCase();
  const words = base.split(/[-_.]+/).filter((word) => word !== '');
  const squashed = words.join('');
  return {
    written,
    namespace: namespace.toLowerCase().replace(/^@/, ''),
    base,
    forms: {
      squashed,
      skeleton: skeletonOf(squashed),
      collapsed: squashed.replace(/(.)\1+/g, '$1'),
      // Words of one name in any order; a single word has no other.
      sorted: words.length < 2 ? squashed : words.toSorted().join(' '),
    },
    stems: stemsOf(words, squashed),
  };
}

/** What is left when characters that one takes for another are one (after Unicode TR 39, for ASCII). */
function skeletonOf(text: string): string {
  return text
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
    .replace(/0/g, 'o')
    .replace(/[1i]/g, 'l')
    .replace(/5/g, 's');
}

/** As long as enough is left to be somebody's name. */
function stemsOf(words: readonly string[], squashed: string): readonly Stem[] {
  const first = words.findIndex((word) => !HABITS.has(word));
  const last = words.findLastIndex((word) => !HABITS.has(word));
  const bare = first < 0 ? squashed : words.slice(first, last + 1).join('');
  const said = bare === squashed ? '' : (HABITS.get(words[first > 0 ? 0 : words.length - 1] ?? '') ?? '');
  const suffix = GLUED_SUFFIXES.find((one) => bare.endsWith(one)) ?? '';
  const prefix = GLUED_PREFIXES.find((one) => bare.startsWith(one)) ?? '';
  const rest = bare.slice(prefix.length, bare.length - suffix.length);
  const stems: Stem[] = [{ text: squashed, says: '' }];
  if (bare !== squashed) stems.push({ text: bare, says: said });
  if (rest !== bare && rest.length >= LEAST_LENGTH) {
    stems.push({ text: rest, says: HABITS.get(suffix === '' ? prefix : suffix) ?? '' });
  }
  return stems;
}

function keyOf(form: keyof Forms, { namespace, forms }: Known): string {
  return `${form} ${namespace} ${forms[form]}`;
}

/** What is short is like too much by chance. */
function isLong(asked: Known, other: Known): boolean {
  return Math.min(asked.base.length, other.base.length) >= LEAST_LENGTH - 1;
}

function isTypo(asked: Known, other: Known): boolean {
  if (asked.namespace !== other.namespace) return false;
  if (Math.min(asked.base.length, other.base.length) < LEAST_LENGTH) return false;
  if (!isOneEditApart(asked.base, other.base)) return false;
  // Numbers count: es5 and es6, python2 and python3 are two things.
  return withoutDigits(asked.base) !== withoutDigits(other.base);
}

/** One typo apart, the same but for separators, or the same domain under another top level: `org.acme` for `com.acme`. */
function areNamespacesAlike(one: string, other: string): boolean {
  if (one === other || other === '') return false;
  if (squash(one) === squash(other) || skeletonOf(one) === skeletonOf(other)) return true;
  const [ownTop, ...own] = one.split('.');
  const [otherTop, ...others] = other.split('.');
  if (own.length > 0 && ownTop !== otherTop && own.join('.') === others.join('.')) return true;
  return Math.min(one.length, other.length) >= LEAST_LENGTH && isOneEditApart(one, other);
}

function squash(text: string): string {
  return text.replace(/[^a-z0-9]/g, '');
}

function withoutDigits(text: string): string {
  return text.replace(/\d/g, '');
}

function put<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const present = map.get(key);
  if (present === undefined) map.set(key, [value]);
  else present.push(value);
}
