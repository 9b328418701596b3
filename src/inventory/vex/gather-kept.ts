// The statements that count of all kept VEX documents, as they are written out.

import { formatInstant, type Instant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import type { VexProduct, VexStatement } from '../../formats/vex/vex-statement.ts';
import type { WrittenStatement } from '../../formats/vex/written-vex.ts';
import type { KeptVex } from './vex-ports.ts';

/**
 * Of all that documents say the latest about each vulnerability and product, whichever of its names a document uses. What
 * stands alike is told once, for all of its products.
 */
export function gatherKept(documents: readonly KeptVex[]): readonly WrittenStatement[] {
  const names = new AliasGroups(documents);
  const latest = new Map<string, Said>();
  for (const { document, addedAt } of documents) {
    for (const statement of document.statements) {
      const group = names.of(statement);
      for (const product of statement.products) {
        const said = { group, statement, product, at: statement.at ?? document.issuedAt ?? addedAt };
        const key = [group[0], product.purl, ...product.subcomponents].join('\n');
        const known = latest.get(key);
        if (known === undefined || said.at >= known.at) latest.set(key, said);
      }
    }
  }
  return [...Map.groupBy(latest.values(), keyOfSaid).values()].flatMap(writeAlike);
}

interface Said {
  readonly group: readonly string[];
  readonly statement: VexStatement;
  readonly product: VexProduct;
  readonly at: Instant;
}

function keyOfSaid({ group, statement, at }: Said): string {
  const { status, justification, impact, action } = statement;
  return JSON.stringify([group[0], status, justification, impact, action, at]);
}

function writeAlike(alike: readonly Said[]): readonly WrittenStatement[] {
  const [first] = alike;
  if (first === undefined) return [];
  const { group, statement, at } = first;
  const [vulnerability = '', ...aliases] = group;
  return [
    {
      vulnerability,
      aliases,
      products: alike.map(({ product }) => product).sort(byPurl),
      status: statement.status,
      ...given('justification', statement.justification),
      ...given('impact', statement.impact),
      ...given('action', statement.action),
      time: formatInstant(at),
    },
  ];
}

function byPurl(a: VexProduct, b: VexProduct): number {
  const [left, right] = [a, b].map(({ purl, subcomponents }) => [purl, ...subcomponents].join('\n'));
  return (left ?? '') < (right ?? '') ? -1 : 1;
}

/** The names of a vulnerability over all documents: statements that share one are about the same. */
class AliasGroups {
  readonly #parents = new Map<string, string>();
  readonly #members: ReadonlyMap<string, readonly string[]>;

  constructor(documents: readonly KeptVex[]) {
    const ids = new Map<string, string>();
    for (const { document } of documents) {
      for (const { vulnerabilities } of document.statements) {
        for (const id of vulnerabilities) {
          if (!ids.has(id.toUpperCase())) ids.set(id.toUpperCase(), id);
          this.#parents.set(
            this.#rootOf(id.toUpperCase()),
            this.#rootOf((vulnerabilities[0] ?? id).toUpperCase()),
          );
        }
      }
    }
    const members = Map.groupBy(ids.keys(), (key) => this.#rootOf(key));
    this.#members = new Map(
      [...members].map(([root, keys]) => [root, keys.map((key) => ids.get(key) ?? key).sort(byRank)]),
    );
  }

  /** That to show first. */
  of({ vulnerabilities }: VexStatement): readonly string[] {
    return this.#members.get(this.#rootOf((vulnerabilities[0] ?? '').toUpperCase())) ?? vulnerabilities;
  }

  #rootOf(id: string): string {
    let root = id;
    for (let up = this.#parents.get(root); up !== undefined && up !== root; up = this.#parents.get(root))
      root = up;
    if (root !== id) this.#parents.set(id, root);
    return root;
  }
}

/** CVE before GHSA before the others. */
function byRank(a: string, b: string): number {
  const rank = (id: string) => (/^CVE-/i.test(id) ? 0 : /^GHSA-/i.test(id) ? 1 : 2);
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}
