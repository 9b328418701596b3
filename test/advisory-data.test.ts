// Real advisories against real questions: the records, the KEV catalogue and the EPSS scores of ../shared/data.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import type { AdvisoryLookups } from '../src/evidence/advisory-ports.ts';
import { importFeed } from '../src/evidence/import-feed.ts';
import type { ImportRequest } from '../src/evidence/import-request.ts';
import type { ImportReport } from '../src/evidence/import-report.ts';
import { matchAdvisories, matchMany, type AdvisoryMatch } from '../src/evidence/match-advisories.ts';
import type { MatchSubject } from '../src/evidence/members.ts';
import { testRulesOf } from '../src/evidence/testing/records.ts';
import { scoreOfVector } from '../src/formats/cvss.ts';
import type { Ecosystem } from '../src/kernel/ecosystem.ts';
import type { Evidence } from '../src/kernel/evidence.ts';
import { asPackageName } from '../src/kernel/package-ref.ts';
import { createAdvisoryImports } from '../src/storage/advisory-imports.ts';
import { createAdvisoryLookups } from '../src/storage/advisory-store.ts';
import { openDatabase, type Database } from '../src/storage/database.ts';
import { createUnitOfWork } from '../src/storage/sql-unit-of-work.ts';

const DATA = resolve(import.meta.dirname, '../../shared/data');
const NOW = Date.UTC(2026, 10, 1);

const SOURCES: readonly (readonly [feed: string, kind: ImportRequest['kind'], path: string])[] = [
  ['advisories', 'osv', 'osv'],
  ['malware', 'osv', 'malware'],
  ['kev', 'kev', 'kev.json.gz'],
  ['epss', 'epss', 'epss.csv.gz'],
];

describe('published advisories', { skip: existsSync(DATA) ? false : '../shared/data is not here' }, () => {
  let folder: string;
  let database: Database;
  let lookups: AdvisoryLookups;
  const reports = new Map<string, ImportReport>();

  const importAll = async (): Promise<void> => {
    const work = createUnitOfWork({ database, published: () => Promise.resolve() }, (trx, journal) => ({
      advisories: createAdvisoryImports(trx),
      journal,
    }));
    const deps = { work, lookups, rulesOf: testRulesOf, clock: { now: () => NOW } };
    for (const [feed, kind, path] of SOURCES) {
      reports.set(feed, await importFeed(deps, { feed, kind, path: join(DATA, path), mode: 'whole' }));
    }
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-advisories-'));
    database = await openDatabase({ kind: 'sqlite', path: join(folder, 'gatehouse.sqlite') });
    lookups = createAdvisoryLookups(database.read);
    await importAll();
  });

  after(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const subject = (ecosystem: Ecosystem, name: string, versions: readonly string[]): MatchSubject => ({
    ref: { ecosystem, name: asPackageName(name) },
    versions,
  });
  const deps = () => ({ lookups, rulesOf: testRulesOf, trustOf: () => ({ confidence: 0.9 }) });
  const match = (
    ecosystem: Ecosystem,
    name: string,
    ...versions: readonly string[]
  ): Promise<AdvisoryMatch> => matchAdvisories(deps(), subject(ecosystem, name, versions));
  const advisory = async (
    id: string,
    found: Promise<AdvisoryMatch>,
  ): Promise<Evidence<'advisory'>['details']> => {
    const { evidence } = await found;
    const one = evidence.find(({ details }) => details.recordId === id);
    assert.ok(
      one?.kind === 'advisory',
      `${id} is not among ${evidence.map(({ details }) => details.recordId).join(', ')}`,
    );
    return one.details;
  };
  const malware = async (found: Promise<AdvisoryMatch>): Promise<readonly Evidence<'malware'>['details'][]> =>
    (await found).evidence.flatMap((one) => (one.kind === 'malware' ? [one.details] : []));

  test('every advisory is read; what is not about our ecosystems is counted', () => {
    const report = reports.get('advisories');
    assert.deepEqual([report?.read, report?.bad, report?.isComplete], [22_141, 0, true]);
    // Lists of names beside the records are none.
    assert.deepEqual([reports.get('malware')?.bad, reports.get('malware')?.isComplete], [12_907, true]);
    assert.equal(reports.get('malware')?.ignored, 815 + 746 + 8);
    assert.equal(reports.get('kev')?.added, 1_662);
    assert.equal(reports.get('epss')?.added, 360_142);
  });

  test('1: withdrawn records do not match: React is not malware', async () => {
    assert.deepEqual(await malware(match('npm', 'react', '1.0.0', '18.2.0', '35.0.0')), []);
    assert.ok(await lookups.document('MAL-2024-2929'));
    assert.equal(reports.get('malware')?.withdrawn, 56);
  });

  test('2: a record that condemns a whole popular package names the exact versions beside it', async () => {
    const [details] = await malware(match('npm', '@ctrl/tinycolor', '4.1.0', '4.1.1', '4.1.2'));
    assert.deepEqual(
      [details?.recordId, details?.scope, details?.versions],
      ['MAL-2025-47141', 'all', ['4.1.1', '4.1.2']],
    );
  });

  test('3: a record of versions alone condemns these alone', async () => {
    const [details] = await malware(match('npm', 'debug', '4.4.1', '4.4.2'));
    assert.deepEqual(
      [details?.recordId, details?.scope, details?.versions],
      ['MAL-2025-46974', 'listed', ['4.4.2']],
    );
    assert.deepEqual(await malware(match('npm', 'debug', '4.4.1', '4.4.3')), []);
    const [axios] = await malware(match('npm', 'axios', '1.14.1', '1.14.0'));
    assert.equal(axios?.recordId, 'MAL-2026-2307');
  });

  test('4: RustSec: starts at 0.0.0-0, informational records, category malicious', async () => {
    const openssl = await advisory('CVE-2016-10931', match('cargo', 'openssl', '0.8.0', '0.9.0'));
    assert.deepEqual(openssl.affected, [{ version: '0.8.0', fixedIn: '0.9.0' }]);
    assert.equal(openssl.reviewed, true);
    const atty = await advisory('RUSTSEC-2024-0375', match('cargo', 'atty', '0.2.14'));
    assert.equal(atty.informational, 'unmaintained');
    assert.equal(Object.hasOwn(atty, 'score'), false);
  });

  test('5: PyPA: several intervals, each with its own fix', async () => {
    const details = await advisory('CVE-2023-36053', match('pypi', 'django', '3.2.18', '4.2', '4.2.3'));
    assert.deepEqual(details.affected, [
      { version: '3.2.18', fixedIn: '3.2.20' },
      { version: '4.2', fixedIn: '4.2.3' },
    ]);
    assert.ok(details.aliases.includes('PYSEC-2023-100'));
  });

  test('5: no modified in the future becomes the cursor', async () => {
    const state = (await lookups.feeds()).find(({ feed }) => feed === 'advisories');
    assert.ok(state?.cursor !== undefined && state.cursor <= NOW);
  });

  test('6: log4j-core 2.14.1 has Log4Shell, known to be exploited, from the union of three entries', async () => {
    const details = await advisory(
      'CVE-2021-44228',
      match('maven', 'org.apache.logging.log4j:log4j-core', '2.14.1', '2.15.0', '2.12.1', '2.3'),
    );
    assert.deepEqual(
      details.affected.map(({ version, fixedIn }) => [version, fixedIn]),
      [
        ['2.14.1', '2.15.0'],
        ['2.12.1', '2.12.2'],
        ['2.3', '2.3.1'],
      ],
    );
    const kev = { dateAdded: '2021-12-10', dueDate: '2021-12-24', ransomware: true };
    assert.deepEqual([details.score, details.kev], [10, kev]);
    assert.ok((details.epss ?? 0) > 0.9);
    assert.ok(details.aliases.includes('GHSA-jfh8-c2jp-5v3q'));
  });

  test('6: colors is affected up to the bound that only database_specific holds; coa in the listed versions', async () => {
    const colors = await advisory(
      'GHSA-5rqg-jm4f-cqx7',
      match('npm', 'colors', '1.4.0', '1.4.1', '1.4.2', '1.4.3'),
    );
    assert.deepEqual(
      colors.affected.map(({ version }) => version),
      ['1.4.1', '1.4.2'],
    );
    const [coa] = await malware(match('npm', 'coa', '2.0.2', '2.0.3'));
    assert.deepEqual(coa?.versions, ['2.0.3']);
  });

  test('7: a record of another Composer repository matches where the repository is unknown or the same', async () => {
    assert.ok(await advisory('CVE-2025-3129', match('composer', 'drupal/access_code', '2.0.3')));
    const elsewhere = {
      ...subject('composer', 'drupal/access_code', ['2.0.3']),
      repository: 'https://repo.example/',
    };
    assert.deepEqual((await matchAdvisories(deps(), elsewhere)).evidence, []);
  });

  test('8: Composer: adjoining branches make one line, and the fix is its end', async () => {
    const details = await advisory(
      'CVE-2020-15094',
      match('composer', 'symfony/http-kernel', 'v4.3.5', 'v4.4.0', '4.4.13'),
    );
    assert.deepEqual(details.affected, [
      { version: 'v4.3.5', fixedIn: '4.4.13' },
      { version: 'v4.4.0', fixedIn: '4.4.13' },
    ]);
  });

  test('9: aliases do not join groups across ecosystems', async () => {
    const [npm, ...others] = await malware(match('npm', 'wessycord', '1.0.0'));
    assert.deepEqual([npm?.recordId, others], ['MAL-2024-3948', []]);
  });

  test('lodash: one statement for GHSA, Retire.js and the derived record, with their fix', async () => {
    const details = await advisory('CVE-2020-28500', match('npm', 'lodash', '4.17.20', '4.17.21'));
    assert.deepEqual(details.affected, [{ version: '4.17.20', fixedIn: '4.17.21' }]);
    assert.deepEqual([details.score, details.ranges, details.reviewed], [5.3, '<4.17.21', true]);
    assert.ok(details.aliases.includes('GHSA-29mw-wpgm-hmr9'));
  });

  test('10: every CVSS vector of the records is scored', () => {
    const vectors = ['npm', 'PyPI', 'crates-io', 'Maven'].flatMap((name) =>
      gunzipSync(readFileSync(join(DATA, 'osv', `${name}.ndjson.gz`)))
        .toString()
        .split('\n')
        .flatMap((line) =>
          line === '' ? [] : ((JSON.parse(line) as { severity?: { score: string }[] }).severity ?? []),
        )
        .map(({ score }) => score),
    );
    const unique = [...new Set(vectors)];
    assert.ok(unique.length > 500);
    assert.deepEqual(
      unique.filter((vector) => scoreOfVector(vector) === undefined),
      [],
    );
  });

  test('the same sources once more change nothing', async () => {
    const { revision } = await lookups.touchedSince(0, 1_000_000);
    await importAll();
    const changes = [...reports.values()].map(({ feed, added, withdrawn, absent }) => [
      feed,
      added,
      withdrawn,
      absent,
    ]);
    assert.deepEqual(
      changes,
      SOURCES.map(([feed]) => [feed, 0, 0, 0]),
    );
    assert.deepEqual((await lookups.touchedSince(revision, 10)).packages, []);
  });

  test('thousands of components are matched together as one by one', async () => {
    const { packages } = await lookups.touchedSince(0, 5_000);
    const subjects = packages.map(({ ecosystem, name }) => ({
      ref: { ecosystem, name },
      versions: ['1.0.0'],
    }));
    const matches = await matchMany(deps(), subjects);
    assert.equal(matches.length, subjects.length);
    for (const index of [0, 1_234, 4_999]) {
      const one = subjects[index];
      assert.ok(one);
      assert.deepEqual(matches[index]?.evidence, (await matchAdvisories(deps(), one)).evidence);
    }
  });
});
