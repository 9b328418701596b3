// Targets for what people write to configure a gate: its settings, its policy, patterns, ranges, dates.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { ADAPTERS } from '../../../src/ecosystems/list.ts';
import { parseReservationPattern } from '../../../src/governance/reservation-pattern.ts';
import { formatInstant, parseDurationMs, parseInstant } from '../../../src/kernel/clock.ts';
import { DIGEST_ALGORITHMS, parseHexDigest, parseIntegrity } from '../../../src/kernel/digest.ts';
import { ECOSYSTEMS } from '../../../src/kernel/ecosystem.ts';
import { matchesNamePattern } from '../../../src/kernel/name-pattern.ts';
import { durationMsOf, sizeBytesOf } from '../../../src/main/config-schema.ts';
import { parseConfig, withoutSecrets } from '../../../src/main/config.ts';
import { listSettings } from '../../../src/main/settings.ts';
import { decidePackage } from '../../../src/policy/decide-package.ts';
import { isLicenceAccepted, parseLicence } from '../../../src/kernel/licence-expression.ts';
import { matchesPattern } from '../../../src/policy/name-pattern.ts';
import { parsePolicy } from '../../../src/policy/parse-policy.ts';
import { PRESETS } from '../../../src/policy/presets.ts';
import {
  NOW,
  packageEvidence,
  statement,
  versionFacts,
} from '../../../src/policy/testdata/build-evidence.ts';
import { isInRange, parseVersionRange } from '../../../src/policy/version-range.ts';
import { attempt } from '../support/attempt.ts';
import { mutatedText } from '../support/mutations.ts';
import { target, type Target } from '../support/target.ts';
import { ECOSYSTEM_SEEDS } from './ecosystem-seeds.ts';

const SECRET = 'hunter2hunter2';

const CONFIG = `
[server]
host = "127.0.0.1"
port = 4870
public_url = "https://gate.example"
trusted_proxies = ["10.0.0.0/8"]

[access]
views = [{ networks = ["192.168.0.0/16"], view = "strict" }]

[storage]
cache_quota = "50 GB"

[limits]
index_fresh = "5m"

[[feeds.sources]]
name = "osv"
kind = "osv"
location = "https://feeds.example/all.zip"

[[upstreams.npm]]
name = "main"
url = "https://registry.example"
auth = { type = "bearer", token = "${SECRET}" }
artifact_hosts = ["https://files.example"]
`;

const CONFIG_WORDS = [
  '?token=',
  '?key',
  '&sig=',
  '[server]',
  '[[upstreams.pypi]]',
  'public_url = "https://gate.example/base/"',
  'port = 0',
  'database = "postgres://user:pass@db.example/x"',
  '"0 KB"',
  '"999999 TB"',
  '"0s"',
  '"999999w"',
  '{ type = "basic", username = "u", password = "p" }',
  '\\n',
  '\n[[a]]\n',
  '{ a = ',
  '[[[[',
];

const OWN_POLICY = `
preset = "strict"
without = ["licence"]
unknown = "warn"

[[rules]]
id = "no-left-pad"
on = "deny-list"
names = ["left-*"]
versions = ">=1 <2 || =3.0.1"
action = "block"

[[rules]]
id = "young"
on = "young-version"
hours = 72
mode = "observe"
`;

const POLICY_WORDS = [
  'preset = "balanced"',
  '[[rules]]',
  'id = "young"',
  'on = "malware"',
  'on = "allow-list"',
  'waivable = true',
  'action = "hide"',
  'names = ["*"]',
  'until = 2026-01-01',
  'versions = "^1"',
];

/** Evidence that most rules have something to say about. */
const EVIDENCE = packageEvidence(
  [
    versionFacts('1.0.0', { licence: 'MIT OR GPL-3.0-only', deprecated: 'old', yanked: 'bad' }),
    versionFacts('2.0.0', { published: { how: 'unknown' }, installScripts: true, provenance: 'none' }),
    versionFacts('3.0.0', { published: { how: 'upstream', at: NOW + 1 } }),
  ],
  [statement('malware', { recordId: 'MAL-1', summary: '', scope: 'all', versions: [], recordedAt: NOW - 1 })],
);

function configTarget(): Target {
  const variables = listSettings().map(({ variable }) => variable);
  const value = mutatedText([
    '',
    '1',
    'true',
    'https://gate.example',
    '5m',
    '10.0.0.0/8, ::1',
    '[{"name":"main"}]',
  ]);
  const environment = fc.dictionary(fc.constantFrom(...variables), value, { maxKeys: 3 });
  return target(
    'configuration',
    ['src/main/config.ts#parseConfig', 'src/main/settings.ts#parseSetting'],
    fc.tuple(mutatedText([CONFIG], CONFIG_WORDS), environment),
    ([text, variables]) => {
      const config = attempt(['invalid-config'], () => parseConfig(text, 'gatehouse.toml', variables));
      if (config === undefined) return;
      for (const text of [config.server.public_url, ...config.upstreams.npm.map(({ url }) => url)]) {
        if (text !== undefined) assert.ok(URL.canParse(text) && !/[\s?#]|\/$/.test(text), text);
      }
      const { storage, limits, feeds } = config;
      for (const size of [storage.cache_quota, limits.artifact_max]) attempt([], () => sizeBytesOf(size));
      for (const one of [limits.index_fresh, feeds.poll]) attempt([], () => durationMsOf(one));
      const shown = JSON.stringify(attempt([], () => withoutSecrets(config)));
      const tokens = config.upstreams.npm.flatMap(({ auth }) => auth?.token ?? []);
      if (tokens.includes(SECRET)) assert.ok(!shown.includes(SECRET), 'a secret is shown');
    },
  );
}

function assertDecides(text: string): void {
  const policy = attempt(['invalid-policy'], () => parsePolicy(text));
  if (policy === undefined) return;
  const { compare, lineOf } = ADAPTERS.npm.versions;
  const decision = attempt([], () => decidePackage(EVIDENCE, policy, NOW, compare, lineOf));
  assert.ok(decision !== undefined);
  assert.deepEqual([...decision.versions.keys()], ['1.0.0', '2.0.0', '3.0.0']);
  const ids = new Set(policy.rules.map(({ id }) => id));
  for (const { reasons } of decision.versions.values()) {
    for (const { rule, summary } of reasons) {
      assert.ok(ids.has(rule) || !policy.rules.some(({ id }) => id === rule), rule);
      assert.ok(summary.isWellFormed() && summary.length < 2_000);
    }
  }
}

const ranges = mutatedText(
  ['>=1.2 <2 || =3.0.1', '1.0.0', '>= 1.2, < 2'],
  ['||', '>=', '<', '=', ',', '1', '0.0.0', '^', '*'],
);

const timestamps = mutatedText(
  [
    '2026-01-31T23:59:59Z',
    '2026-01-31',
    '2024-02-29T12:00:00.123456+02:00',
    '2026-01-31 10:00:00',
    '14d',
    '90s',
  ],
  ['T', 'Z', '+', '-', ':', '24', '60', '99', '0000', '9999', '+23:59', '-23:59', 'w', 'h'],
);

function patternTarget(): Target {
  const id = fc.constantFrom(...ECOSYSTEMS);
  const pattern = id.chain((id) =>
    fc.tuple(
      fc.constant(id),
      mutatedText(
        [...ECOSYSTEM_SEEDS[id].names, '@acme/*', 'acme-*', 'org.acme.*', 'acme/*'],
        ['*', '/', ':', '.', '-', '@'],
      ),
    ),
  );
  return target(
    'reservation pattern',
    [
      'src/governance/reservation-pattern.ts#parseReservationPattern',
      'src/kernel/name-pattern.ts#matchesNamePattern',
    ],
    pattern,
    ([id, raw]) => {
      const { names } = ADAPTERS[id];
      const text = attempt(['invalid-name'], () => parseReservationPattern(raw, names));
      if (text === undefined) return;
      assert.equal(parseReservationPattern(text, names), text, 'the canonical spelling has another');
      if (!text.endsWith('*')) return assert.ok(matchesNamePattern(text, names.parse(raw.trim())));
      // What only begins alike does not fall under it.
      const prefix = text.slice(0, -2);
      assert.ok(!matchesNamePattern(text, `${prefix}x`), `${text} takes ${prefix}x`);
    },
  );
}

export const settingsTargets: readonly Target[] = [
  configTarget(),
  target(
    'policy',
    ['src/policy/parse-policy.ts#parsePolicy', 'src/policy/decide-package.ts#decidePackage'],
    mutatedText([OWN_POLICY, ...Object.values(PRESETS)], POLICY_WORDS),
    assertDecides,
  ),
  target(
    'version range',
    ['src/policy/version-range.ts#parseVersionRange'],
    fc.tuple(ranges, fc.constantFrom(...ECOSYSTEMS)),
    ([text, id]) => {
      const range = attempt([], () => parseVersionRange(text.slice(0, 500)));
      if (range === undefined) return;
      assert.ok(range.length > 0 && range.every((alternative) => alternative.length > 0));
      const { compare } = ADAPTERS[id].versions;
      for (const { version } of range.flat()) attempt([], () => isInRange(version, range, compare));
    },
  ),
  target(
    'licence expression',
    ['src/kernel/licence-expression.ts#parseLicence'],
    mutatedText(
      ['MIT OR (Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0)', 'MIT', '(MIT)'],
      ['(', ')', 'AND', 'or', 'WITH', 'LicenseRef-x', '((((((((((((((((((('],
    ),
    (text) => {
      const expression = attempt([], () => parseLicence(text));
      if (expression === undefined) return;
      assert.equal(
        isLicenceAccepted(expression, () => true),
        true,
      );
      assert.equal(
        isLicenceAccepted(expression, () => false),
        false,
      );
    },
  ),
  patternTarget(),
  target(
    'name pattern of a policy',
    ['src/policy/name-pattern.ts#matchesPattern'],
    fc.tuple(
      mutatedText(['left-*', '@scope/*', '*a*b*'], ['*', 'a']),
      mutatedText(['left-pad', '@scope/x', 'aaab']),
    ),
    ([pattern, name]) => {
      // A policy takes patterns of up to 300 characters, and ecosystems names of up to a few hundred.
      const [own, other] = [pattern.slice(0, 300), name.slice(0, 1_000)];
      attempt([], () => matchesPattern(own, other));
      if (!own.includes('*')) assert.equal(matchesPattern(own, other), own === other);
      assert.ok(matchesPattern(own, own.replaceAll('*', '')));
      assert.ok(matchesPattern(`${own}*`, `${own.replaceAll('*', other)}x`));
    },
  ),
  target(
    'date and duration',
    ['src/kernel/clock.ts#parseInstant', 'src/kernel/clock.ts#parseDurationMs'],
    timestamps,
    (text) => {
      const durationMs = attempt([], () => parseDurationMs(text));
      assert.ok(durationMs === undefined || Number.isSafeInteger(durationMs));
      const at = attempt([], () => parseInstant(text));
      if (at === undefined) return;
      assert.ok(Number.isSafeInteger(at));
      assert.equal(parseInstant(formatInstant(at)), Math.floor(at / 1000) * 1000, formatInstant(at));
    },
  ),
  target(
    'integrity',
    ['src/kernel/digest.ts#parseIntegrity'],
    mutatedText(
      [`sha512-${'A'.repeat(86)}== sha1-${'A'.repeat(27)}=`, `sha256-${'B'.repeat(43)}=?opt`],
      ['sha512-', 'sha1-', '=', '?', 'md5-'],
    ),
    (text) => {
      const digests = attempt([], () => parseIntegrity(text)) ?? {};
      const known = DIGEST_ALGORITHMS.filter((algorithm) => digests[algorithm] !== undefined);
      assert.equal(known.length, Object.keys(digests).length);
      for (const algorithm of known) {
        const hex = digests[algorithm] ?? '';
        assert.equal(parseHexDigest(algorithm, hex), hex);
      }
    },
  ),
];
