// What an index is to be written from, on its way to a worker: in small parts, and without what the worker has already.

import type { Evidence } from '../kernel/evidence.ts';
import type { PackageDecision, Reason, Verdict } from '../kernel/verdict.ts';
import type { IndexFacts } from '../ecosystems/adapter-index-document.ts';
import type { RenderOrder } from '../registry/index-engine.ts';

/** A few of the things that an order consists of. */
export type OrderPart =
  /** Verdicts by number, counted through all parts. */
  | { readonly kind: 'verdicts'; readonly verdicts: readonly Verdict[] }
  /** The numbers of the verdicts about the leading versions of the index. */
  | { readonly kind: 'decided'; readonly numbers: Uint32Array }
  /** The numbers of the verdicts about other versions. */
  | { readonly kind: 'also-decided'; readonly versions: readonly (readonly [string, number])[] }
  | { readonly kind: 'statements'; readonly statements: readonly Evidence[] };

/** The rest of an order, which is small. */
export interface OrderHead extends Pick<RenderOrder, 'ref' | 'publicUrl' | 'variant' | 'selector'> {
  readonly name: Verdict;
  readonly validUntil?: number;
}

/** Things in one part; few enough that none takes long to write or to read. */
const PART_LENGTH = 500;

type Versions = IndexFacts['versions'];

/**
 * The parts, for `unpackOrder` on the other side. Yields undefined now and then, when there is no part but others may
 * have their turn. `byDecisionAlone`: statements stay here.
 */
export function* packOrder(
  order: RenderOrder,
  versions: Versions,
  byDecisionAlone: boolean,
): Generator<OrderPart | undefined, OrderHead, undefined> {
  const { ref, publicUrl, variant, selector, decision } = order;
  yield* packDecision(decision, versions);
  if (!byDecisionAlone) yield* packStatements(order.statements);
  return {
    ref,
    publicUrl,
    variant,
    ...(selector === undefined ? {} : { selector }),
    name: decision.name,
    ...(decision.validUntil === undefined ? {} : { validUntil: decision.validUntil }),
  };
}

function* packDecision(
  decision: PackageDecision,
  versions: Versions,
): Generator<OrderPart | undefined, void, undefined> {
  const table = new VerdictTable();
  const numbers = new Uint32Array(versions.length);
  let others: [string, number][] = [];
  let at = 0;
  let done = 0;
  for (const [version, verdict] of decision.versions) {
    const number = table.numberOf(verdict);
    if (versions[at]?.version === version) numbers[at++] = number;
    else others.push([version, number]);
    done += 1;
    if (done % PART_LENGTH !== 0) continue;
    yield table.takeNew();
    if (others.length > 0) yield { kind: 'also-decided', versions: others };
    others = [];
  }
  yield table.takeNew();
  yield { kind: 'also-decided', versions: others };
  yield { kind: 'decided', numbers: numbers.slice(0, at) };
}

/** Numbers verdicts; those with the same action and the very same reasons share one. */
class VerdictTable {
  readonly #byIdentity = new Map<Verdict, number>();
  readonly #byContent = new Map<string, number>();
  readonly #reasons = new Map<Reason, number>();
  #fresh: Verdict[] = [];
  #count = 0;

  numberOf(verdict: Verdict): number {
    const known = this.#byIdentity.get(verdict);
    if (known !== undefined) return known;
    const ids = (reasons: readonly Reason[]) => reasons.map((reason) => this.#idOf(reason)).join();
    const content = `${verdict.action} ${ids(verdict.reasons)} ${ids(verdict.observed)}`;
    let number = this.#byContent.get(content);
    if (number === undefined) {
      number = this.#count++;
      this.#byContent.set(content, number);
      this.#fresh.push(verdict);
    }
    this.#byIdentity.set(verdict, number);
    return number;
  }

  /** The verdicts since the last call. */
  takeNew(): OrderPart | undefined {
    const verdicts = this.#fresh;
    this.#fresh = [];
    return verdicts.length === 0 ? undefined : { kind: 'verdicts', verdicts };
  }

  #idOf(reason: Reason): number {
    const known = this.#reasons.get(reason);
    if (known !== undefined) return known;
    this.#reasons.set(reason, this.#reasons.size);
    return this.#reasons.size - 1;
  }
}

function* packStatements(statements: readonly Evidence[]): Generator<OrderPart, void, undefined> {
  let some: Evidence[] = [];
  let length = 0;
  for (const statement of statements) {
    some.push(statement);
    length += lengthOf(statement);
    if (length < PART_LENGTH) continue;
    yield { kind: 'statements', statements: some };
    some = [];
    length = 0;
  }
  yield { kind: 'statements', statements: some };
}

function lengthOf(statement: Evidence): number {
  if (statement.kind === 'advisory') return 10 + statement.details.affected.length;
  return statement.kind === 'malware' ? 10 + statement.details.versions.length : 1;
}

/** The order that was packed; `versions` are those of the same index, as the worker read it. */
export function unpackOrder(parts: readonly OrderPart[], head: OrderHead, versions: Versions): RenderOrder {
  const { ref, publicUrl, variant, selector, name, validUntil } = head;
  const decision = {
    name,
    versions: unpackDecision(parts, versions),
    ...(validUntil === undefined ? {} : { validUntil }),
  };
  return {
    ref,
    publicUrl,
    variant,
    ...(selector === undefined ? {} : { selector }),
    decision,
    statements: parts.flatMap((part) => (part.kind === 'statements' ? part.statements : [])),
  };
}

function unpackDecision(parts: readonly OrderPart[], versions: Versions): ReadonlyMap<string, Verdict> {
  const verdicts = parts.flatMap((part) => (part.kind === 'verdicts' ? part.verdicts : []));
  const decided = new Map<string, Verdict>();
  const decide = (version: string | undefined, number: number) => {
    const verdict = verdicts[number];
    if (version !== undefined && verdict !== undefined) decided.set(version, verdict);
  };
  for (const part of parts) {
    if (part.kind === 'decided') part.numbers.forEach((number, at) => decide(versions[at]?.version, number));
    if (part.kind === 'also-decided') for (const [version, number] of part.versions) decide(version, number);
  }
  return decided;
}
