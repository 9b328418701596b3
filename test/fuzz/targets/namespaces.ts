// Targets for what is claimed, what is shown for it, and names that are compared.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { ADAPTERS } from '../../../src/ecosystems/list.ts';
import { NAMESPACE_RULES } from '../../../src/ecosystems/namespace-rules.ts';
import { findDomain } from '../../../src/identity/accounts/email-address.ts';
import { choosePlace } from '../../../src/identity/namespaces/proof-place.ts';
import { ECOSYSTEMS } from '../../../src/kernel/ecosystem.ts';
import { createLikenessIndex } from '../../../src/kernel/look-alike.ts';
import { holdsName, overlaps } from '../../../src/kernel/namespace.ts';
import { hasLine } from '../../../src/outbound/namespaces/namespace-proofs.ts';
import { attempt } from '../support/attempt.ts';
import { mutatedText } from '../support/mutations.ts';
import { target, type Target } from '../support/target.ts';

const ecosystem = fc.constantFrom(...ECOSYSTEMS);
const namespace = mutatedText(
  ['@acme', 'acme-tools', 'com.acme.tools', 'io.github.acme', 'acme/*'],
  ['*', '..', '.', '@', '/', '-', '_', ':', 'Ä', '\0', '%2f', '__proto__'],
);
const name = mutatedText(
  ['@acme/tide', 'acme-tools-x', 'com.acme.tools:x', 'acme/tide', 'tide'],
  ['-', '_', '.', '/', ':', '0', 'rn', 'js', '__proto__'],
);
const HOSTS = [{ name: 'github', url: 'https://github.com', groups: ['io.github'] }];
const LINE = 'gatehouse-namespace=0123456789abcdef';

export const namespaceTargets: readonly Target[] = [
  target(
    'namespace',
    ['src/kernel/namespace.ts#holdsName', 'src/kernel/namespace.ts#overlaps'],
    fc.record({ ecosystem, namespace, name }),
    ({ ecosystem: id, namespace: raw, name: rawName }) => {
      const parsed = attempt(['invalid-name'], () => NAMESPACE_RULES[id].parse(raw));
      if (parsed === undefined) return;
      assert.equal(NAMESPACE_RULES[id].parse(parsed), parsed);
      const ref = { ecosystem: id, namespace: parsed };
      assert.ok(overlaps(NAMESPACE_RULES, ref, ref));
      const spelt = attempt(['invalid-name'], () => ADAPTERS[id].names.parse(rawName));
      if (spelt === undefined) return;
      if (holdsName(NAMESPACE_RULES, ref, { ecosystem: id, name: spelt })) {
        const bare = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
        assert.ok(bare(spelt).startsWith(bare(parsed)), `${parsed} holds ${spelt}`);
      }
    },
  ),
  target(
    'place of a proof',
    [
      'src/identity/namespaces/proof-place.ts#choosePlace',
      'src/identity/accounts/email-address.ts#findDomain',
    ],
    fc.record({
      ecosystem,
      namespace,
      domain: fc.option(
        mutatedText(['acme.com', 'acme.co.uk'], ['@', ':', '/', '..', '[::1]', '127.0.0.1', 'ä', '%', '\0']),
        { nil: undefined },
      ),
      repository: fc.option(mutatedText(['github:acme'], [':', '/', '..', '%2f', '?', '#']), {
        nil: undefined,
      }),
    }),
    ({ ecosystem: id, namespace: raw, domain, repository }) => {
      const parsed = attempt(['invalid-name'], () => NAMESPACE_RULES[id].parse(raw));
      if (parsed === undefined) return;
      const ref = { ecosystem: id, namespace: parsed };
      const place = attempt(['invalid-request', 'not-allowed'], () =>
        choosePlace({ rules: NAMESPACE_RULES, codeHosts: HOSTS }, ref, { domain, repository }),
      );
      if (place === undefined) return;
      // Whatever is asked for it, it is asked of this host and no other.
      if (place.kind === 'domain') {
        assert.equal(new URL(`https://${place.domain}/x`).hostname, place.domain);
        assert.equal(findDomain(place.domain), place.domain);
      } else assert.equal(new URL(`https://github.com/${place.account}/x`).pathname, `/${place.account}/x`);
    },
  ),
  target(
    'file of a proof',
    ['src/outbound/namespaces/namespace-proofs.ts#hasLine'],
    mutatedText([LINE, `# ours\n${LINE}\n`], ['\n', '\r', ' ', '=', '\u2028', '\0']),
    (text) => {
      if (attempt([], () => hasLine(text, LINE)) === true) assert.ok(text.includes(LINE));
    },
  ),
  target(
    'names that look alike',
    ['src/kernel/look-alike.ts#createLikenessIndex'],
    fc.record({ asked: name, known: fc.array(name, { maxLength: 20 }) }),
    ({ asked, known }) => {
      const index = createLikenessIndex(known.map((written) => ({ written, parts: { name: written } })));
      const found = attempt([], () => index.find(asked, { name: asked })) ?? [];
      assert.ok(found.length <= 5 && found.every((one) => one.name !== asked && known.includes(one.name)));
    },
  ),
];
