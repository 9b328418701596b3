// What is written as VEX, whatever the format: the same statements give the same bytes, and a later state a higher version.

import { given } from '../../kernel/given.ts';
import type { VexJustification, VexProduct, VexStatus } from './vex-statement.ts';

/** The statement that counts about one vulnerability and some products. */
export interface WrittenStatement {
  readonly vulnerability: string;
  /** Its other names. */
  readonly aliases: readonly string[];
  /** What it is, in a sentence. */
  readonly summary?: string;
  readonly products: readonly VexProduct[];
  readonly status: VexStatus;
  /** Of `not_affected`: the record itself is wrong about it. */
  readonly isFalsePositive?: boolean;
  readonly justification?: VexJustification;
  readonly impact?: string;
  readonly action?: string;
  /** RFC 3339: since when it stands so. */
  readonly time: string;
}

/** What a document says of itself. */
export interface WrittenVex {
  /** An address that stays the same for all versions of the document. */
  readonly id: string;
  /** The same as a word: letters, digits, `.`, `_`, `-`. */
  readonly name: string;
  readonly title: string;
  readonly author: string;
  /** The author's own address. */
  readonly namespace: string;
  /** RFC 3339: when anything of it changed last. */
  readonly time: string;
  readonly tool: { readonly name: string; readonly version: string };
  /** The application that all of it is about, where there is one; its package-URL is the product of the statements. */
  readonly subject?: { readonly name: string; readonly purl: string };
  readonly statements: readonly WrittenStatement[];
}

/** Versions are counted in seconds, so that they rise whenever something changes and need no memory. */
export function versionOf({ time }: Pick<WrittenVex, 'time'>): number {
  return Math.max(1, Math.floor(Date.parse(time) / 1_000));
}

/** By vulnerability, then product. */
export function inOrder(statements: readonly WrittenStatement[]): readonly WrittenStatement[] {
  return [...statements].sort(
    (a, b) => byText(a.vulnerability, b.vulnerability) || byText(keyOf(a), keyOf(b)),
  );
}

function byText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function keyOf({ products, status }: WrittenStatement): string {
  return `${products.map(({ purl, subcomponents }) => [purl, ...subcomponents].join(' ')).join('\n')}\n${status}`;
}

/** The words that a format requires where nobody gave any. */
const NO_REASON = 'No reason was given';
const NO_ACTION = 'No action is planned yet';

/** Why a statement says what it says, in the parts that the formats have for it. */
export interface WrittenReasons {
  /** Of `not_affected` alone. */
  readonly justification?: VexJustification;
  /** In words. Of `not_affected` it is there wherever no justification is. */
  readonly impact?: string;
  /** Of `affected` alone, and always. */
  readonly action?: string;
}

/** What is required and nobody gave is said to be missing. */
export function reasonsOf({ status, justification, impact, action }: WrittenStatement): WrittenReasons {
  if (status === 'affected') return { ...given('impact', impact), action: action ?? NO_ACTION };
  if (status !== 'not_affected') return given('impact', impact);
  return justification === undefined
    ? { impact: impact ?? NO_REASON }
    : { justification, ...given('impact', impact) };
}
