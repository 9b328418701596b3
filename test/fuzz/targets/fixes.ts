// Targets for the methods by which clients move what a project has locked: steps for any files, or an error that says why not.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { FixMethod, Upgrade } from '../../../src/ecosystems/adapter-fix.ts';
import type { Adapter } from '../../../src/ecosystems/adapter.ts';
import type { Ecosystem } from '../../../src/kernel/ecosystem.ts';
import { asPackageName } from '../../../src/kernel/package-ref.ts';
import { attempt } from '../support/attempt.ts';
import { target, type Target } from '../support/target.ts';
import type { EcosystemSeeds } from './ecosystem-seeds.ts';
import { CODES, textLike } from './manifests.ts';

interface Subject {
  readonly id: Ecosystem;
  readonly adapter: Adapter;
  readonly seeds: EcosystemSeeds;
}

const MAX_BESIDE = 32 * 1024;
/** Rounds in which a method may name further files. */
const ROUNDS = 3;
const GATE = { gateUrl: 'https://gate.example' };

/** Every method of an ecosystem. */
export function fixTargets(subject: Subject): readonly Target[] {
  return subject.adapter.fixes.map((method) => fixTarget(subject, method));
}

function fixTarget({ id, adapter, seeds }: Subject, method: FixMethod): Target {
  const title = `fix ${id} ${method.format}`;
  const locks = textLike(seeds.manifests[method.format] ?? [], seeds.words);
  // It stands for many files at once.
  const beside = textLike(Object.values(seeds.manifests).flat(), seeds.words).map((one) =>
    one.slice(0, MAX_BESIDE),
  );
  const upgrade: fc.Arbitrary<Upgrade> = fc.record(
    {
      name: fc.constantFrom(...seeds.names).map((name) => asPackageName(name)),
      from: fc.constantFrom(...seeds.versions),
      to: fc.constantFrom(...seeds.versions),
      way: fc.constantFrom(...method.ways),
    },
    { requiredKeys: ['name', 'from', 'way'] },
  );
  const question = fc.tuple(locks, beside, fc.array(upgrade, { minLength: 1, maxLength: 3 }));
  return target(title, [title], question, ([lockText, other, upgrades]) => {
    const lock = nameOf(adapter, method);
    const files = { lock, texts: new Map([[lock, lockText.toWellFormed()]]) };
    for (let round = 0; round < ROUNDS; round++) {
      const wanted = attempt(CODES, () => method.companions(files)) ?? [];
      for (const path of wanted) {
        if (isWithin(path) && !files.texts.has(path)) files.texts.set(path, other.toWellFormed());
      }
    }
    const steps = attempt(CODES, () => method.steps(files, upgrades));
    const next = { lock, texts: new Map([...files.texts, ...(steps?.writes ?? [])]) };
    const copy = attempt(CODES, () => method.copy(next));
    attempt(CODES, () => method.environment(files, GATE, '/home/x'));
    attempt(CODES, () => method.undriven?.(files));
    attempt(CODES, () => method.restore?.(files.texts.get(lock) ?? '', files, next));
    for (const path of copy?.keys() ?? []) assert.ok(isWithin(path), `${path} lies elsewhere`);
    for (const command of steps?.commands ?? []) {
      assert.ok(!command.includes('\n'), 'a command of several lines');
    }
  });
}

/** As `gatehouse fix` takes files along. */
function isWithin(path: string): boolean {
  return !path.startsWith('/') && !path.split('/').includes('..');
}

/** A file name that the method's format takes. */
function nameOf(adapter: Adapter, { format }: FixMethod): string {
  const found = adapter.manifests.find(({ id }) => id === format);
  const name = [format, 'package-lock.json', 'requirements.txt', 'pom.xml'].find((one) =>
    found?.isNamed(one),
  );
  assert.ok(name !== undefined, `no file name is taken as ${format}`);
  return name;
}
