// What all five ecosystems promise alike of their namespaces (kernel/namespace.ts), as one suite over the list of adapters.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ADAPTERS } from '../../src/ecosystems/list.ts';
import { NAMESPACE_RULES } from '../../src/ecosystems/namespace-rules.ts';
import { ECOSYSTEMS } from '../../src/kernel/ecosystem.ts';
import { isGatehouseError } from '../../src/kernel/errors.ts';
import { matchesNamePattern } from '../../src/kernel/name-pattern.ts';
import { holdsName, overlaps } from '../../src/kernel/namespace.ts';
import { NAMESPACE_SAMPLES } from '../support/namespace-samples.ts';

for (const ecosystem of ECOSYSTEMS) {
  const { names, namespaces } = ADAPTERS[ecosystem];
  const sample = NAMESPACE_SAMPLES[ecosystem];
  const parse = (raw: string) => ({ ecosystem, namespace: namespaces.parse(raw) });
  const holds = ([namespace, name]: readonly [string, string]) =>
    holdsName(NAMESPACE_RULES, parse(namespace), { ecosystem, name: names.parse(name) });

  test(`${ecosystem}: a namespace has one canonical form, and what is none is refused`, () => {
    assert.equal(NAMESPACE_RULES[ecosystem], namespaces);
    for (const [raw, canonical] of sample.spellings) {
      assert.equal(namespaces.parse(raw), canonical);
      assert.equal(namespaces.parse(canonical), canonical);
      assert.ok(namespaces.labels(canonical).every((label) => label !== ''));
    }
    for (const raw of [...sample.bad, 'a'.repeat(5_000)]) {
      assert.throws(
        () => namespaces.parse(raw),
        (error) => isGatehouseError(error, 'invalid-name'),
        JSON.stringify(raw.slice(0, 40)),
      );
    }
  });

  test(`${ecosystem}: a namespace holds names by whole labels, and none of its neighbours`, () => {
    for (const pair of sample.holds) assert.ok(holds(pair), pair.join(' holds '));
    for (const pair of sample.holdsNot) assert.equal(holds(pair), false, pair.join(' holds '));
  });

  test(`${ecosystem}: two namespaces overlap when a name could lie in both, whichever is asked first`, () => {
    for (const [one, other] of sample.overlapping) {
      assert.ok(overlaps(NAMESPACE_RULES, parse(one), parse(other)), `${one}, ${other}`);
      assert.ok(overlaps(NAMESPACE_RULES, parse(other), parse(one)), `${other}, ${one}`);
    }
    for (const [one, other] of sample.apart) {
      assert.equal(overlaps(NAMESPACE_RULES, parse(one), parse(other)), false, `${one}, ${other}`);
      assert.equal(overlaps(NAMESPACE_RULES, parse(other), parse(one)), false, `${other}, ${one}`);
    }
  });

  test(`${ecosystem}: the pattern that people read means what lies in it, and the domain is the one it spells`, () => {
    const [namespace, pattern] = sample.pattern;
    assert.equal(namespaces.pattern(namespace), pattern);
    assert.equal(namespaces.parse(pattern), namespace);
    for (const [space, name] of sample.holdsNot) {
      const own = namespaces.pattern(namespaces.parse(space));
      assert.equal(matchesNamePattern(own, names.parse(name)), false, `${own} matches ${name}`);
    }
    for (const [space, domain] of sample.domains) {
      assert.equal(namespaces.domainOf?.(namespaces.parse(space)), domain, space);
    }
  });
}
