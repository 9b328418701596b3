// Targets for files of clients: lock files, which a gate reads and rewrites, and settings that it edits.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { adoptLock, rewriteLock } from '../../../src/cli/lock/adopt-lock.ts';
import { leadsToGate } from '../../../src/cli/gate-address.ts';
import type { ClientRecipe } from '../../../src/ecosystems/adapter-client-setup.ts';
import type { LockEntry, LockfileFormat } from '../../../src/ecosystems/adapter-lockfile.ts';
import type { Adapter } from '../../../src/ecosystems/adapter.ts';
import { ADAPTERS } from '../../../src/ecosystems/list.ts';
import type { Ecosystem } from '../../../src/kernel/ecosystem.ts';
import { attempt } from '../support/attempt.ts';
import { hostileJson } from '../support/hostile-json.ts';
import { isJson } from '../support/plain-json.ts';
import { mutatedText } from '../support/mutations.ts';
import { target, type Target } from '../support/target.ts';
import type { EcosystemSeeds } from './ecosystem-seeds.ts';

const GATE = 'https://gate.example';

interface Subject {
  readonly id: Ecosystem;
  readonly adapter: Adapter;
  readonly seeds: EcosystemSeeds;
}

/** Every lock file and every client's settings of an ecosystem. */
export function clientFileTargets(subject: Subject): readonly Target[] {
  const { adapter } = subject;
  return [
    ...adapter.lockfiles.map((format) => lockfileTarget(subject, format)),
    ...adapter.clients.map((client) => clientTarget(subject, client)),
  ];
}

function lockfileTarget({ id, adapter, seeds }: Subject, format: LockfileFormat): Target {
  const whole = seeds.lockfiles[format.id] ?? [];
  const words = [
    'resolved',
    'integrity',
    'version',
    'source',
    'url',
    'https://registry.example/x-1.0.0.tgz',
    'name = "x"',
    '[[package]]',
    'npm:x@1.0.0',
  ];
  const text = whole.every(isJson)
    ? fc.oneof(
        mutatedText(whole, words),
        hostileJson(
          whole.map((one): unknown => JSON.parse(one)),
          words,
        ),
      )
    : mutatedText(whole, words);
  const codes = ['invalid-document', 'too-large'] as const;
  return target(`${id} ${format.id}`, [`lockfile ${id} ${format.id}`], text, (raw) => {
    // A file that is no UTF-8 is refused before.
    const text = raw.toWellFormed();
    const entries = attempt(codes, () => format.entries(text));
    const untouched = attempt(codes, () => format.rewrite(text, () => undefined));
    assert.equal(entries === undefined, untouched === undefined);
    if (entries === undefined) return;
    assert.equal(untouched, text);
    assert.equal(
      attempt(codes, () => format.rewrite(text, ({ url }) => url)),
      text,
    );
    const lines = text.split(/\r\n|\n|\r/).length;
    for (const { name, line } of entries) {
      assert.equal(ADAPTERS[id].names.parse(name), name);
      assert.ok(line >= 1 && line <= lines, `line ${line} of ${lines}`);
    }
    assertRewritten(format, text, entries.filter(({ url }) => url !== undefined).length);
    assertDetours(format, text);
    assertAdopted(adapter, format, text);
  });
}

/** What is closed stays closed, and nothing else is taken away. */
function assertDetours(format: LockfileFormat, text: string): void {
  const detours = attempt(LOCK_CODES, () => format.detours?.(text)) ?? [];
  const closed = attempt(LOCK_CODES, () => format.closeDetours?.(text));
  if (closed === undefined) return;
  assert.equal(format.closeDetours?.(closed), closed);
  assert.deepEqual(
    format.detours?.(closed).map(({ url }) => url),
    detours.filter(({ closable }) => !closable).map(({ url }) => url),
  );
  assert.deepEqual(format.entries(closed).map(nameOf), format.entries(text).map(nameOf));
}

function nameOf({ name, version }: LockEntry): string {
  return `${name} ${version}`;
}

const LOCK_CODES = ['invalid-document', 'too-large'] as const;

/** Digests as lock files write them; addresses may be cut off behind them. */
function digestsOf(text: string): readonly string[] {
  return text.match(/\bsha(?:1|256|384|512)[-:=][A-Za-z0-9+/=]{8,}/g) ?? [];
}

/** Adopting keeps versions and digests, is done once, and leads back to the same after a release. */
function assertAdopted(adapter: Adapter, format: LockfileFormat, text: string): void {
  const lock = { file: 'it', text, adapter, format };
  const adopted = attempt(LOCK_CODES, () => adoptLock(lock, GATE));
  if (adopted === undefined) return;
  assert.deepEqual(digestsOf(adopted.text), digestsOf(text));
  const before = format.entries(text);
  const after = format.entries(adopted.text);
  assert.deepEqual(after.map(nameOf), before.map(nameOf));
  const again = attempt([], () => adoptLock({ ...lock, text: adopted.text }, GATE));
  assert.deepEqual(
    [again?.text, again?.rewritten],
    [adopted.text, []],
    'adopting twice is not adopting once',
  );
  const isOurs = ({ url }: LockEntry) => url !== undefined && leadsToGate(url, GATE);
  // A server knows one address of a file; of several in the lock file (mirrors) the first stands for it.
  const addresses = new Map<string, string | undefined>();
  for (const [at, entry] of before.entries()) {
    const there = after[at];
    if (there === undefined || !isOurs(there) || addresses.has(keyOf(there))) continue;
    addresses.set(keyOf(there), adapter.id === 'composer' ? entry.url : withoutFragment(entry.url));
  }
  const released = attempt([], () =>
    rewriteLock({ format, text: adopted.text }, (entry) =>
      leadsToGate(entry.url, GATE) ? addresses.get(keyOf(entry)) : 'keep',
    ),
  );
  assert.deepEqual(digestsOf(released?.text ?? ''), digestsOf(text));
  const back = attempt([], () => adoptLock({ ...lock, text: released?.text ?? '' }, GATE));
  const urls = (all: readonly LockEntry[]) => all.map(({ url }) => url);
  assert.deepEqual(
    urls(format.entries(back?.text ?? '')),
    urls(after),
    'adopted, released and adopted again',
  );
}

/** As a server answers it: what stands behind an address is the file's own. */
function withoutFragment(url: string | undefined): string | undefined {
  return url?.split('#', 1)[0];
}

/** What a release asks the server about. */
function keyOf({ name, version, file, leadsTo }: LockEntry): string {
  return JSON.stringify([name, version, file, leadsTo === 'index']);
}

/** Every address that was told is replaced, and the file can still be read. */
function assertRewritten(format: LockfileFormat, text: string, count: number): void {
  const address = `${GATE}/files/x-1.0.0.tgz`;
  const asked: string[] = [];
  const rewritten = attempt(['invalid-document', 'too-large', 'invalid-request'], () =>
    format.rewrite(text, ({ url, leadsTo }) => {
      asked.push(url ?? '');
      return leadsTo === 'index' ? `${GATE}/simple` : address;
    }),
  );
  if (rewritten === undefined || count === 0) return;
  const after = attempt(['invalid-document', 'too-large'], () => format.entries(rewritten));
  assert.ok(after !== undefined, 'the rewritten file cannot be read');
  const elsewhere = after.filter(({ url }) => url !== undefined && !url.includes('gate.example'));
  assert.deepEqual(
    elsewhere.map(({ url }) => url),
    [],
  );
}

function clientTarget({ id, seeds }: Subject, client: ClientRecipe): Target {
  const text = mutatedText(seeds.clientFiles[client.id] ?? [], [
    'registry',
    'registry=',
    '[install]',
    '[[index]]',
    'name = "gatehouse"',
    '"repositories"',
    '<mirrors>',
    '<settings>',
  ]);
  const token = fc.option(fc.constantFrom('ghr_0123456789', 'a b"c\'d', '%41'), { nil: undefined });
  const codes = ['invalid-document', 'unsupported', 'too-large'] as const;
  return target(
    `${id} client ${client.id}`,
    [`client ${id} ${client.id}`],
    fc.tuple(text, token, fc.boolean()),
    ([text, token, isHttps]) => {
      const gateUrl = isHttps ? GATE : 'http://gate.example:4870';
      const where = token === undefined ? { gateUrl } : { gateUrl, token };
      attempt(codes, () => client.currentRegistry(text));
      const once = attempt(codes, () => client.edit(text, where));
      if (once === undefined) return;
      assert.equal(
        attempt([], () => client.edit(once, where)),
        once,
        'a second edit changes the text again',
      );
      const registry = attempt([], () => client.currentRegistry(once));
      // An index of uv that somebody made the default, or that has our name, is not turned into the default.
      const isTheirs = client.id === 'uv' && /default|gatehouse/.test(text);
      if (isTheirs && registry?.startsWith(gateUrl) !== true) return;
      assert.ok(registry?.startsWith(gateUrl) === true, `the edited text names ${registry}`);
    },
  );
}
