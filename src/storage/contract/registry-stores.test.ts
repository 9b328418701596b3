import assert from 'node:assert/strict';

import { sha256Of } from '../../kernel/digest.ts';
import { asPackageName, packageKey, type PackageRef } from '../../kernel/package-ref.ts';
import type { ArtifactRecord, DocumentRecord, PackageRecord } from '../../registry/ports.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { Database } from '../database.ts';
import { createBlobNames } from '../blob-names.ts';
import { createStores, type Stores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const AT = 1_700_000_000_000;

const ref = (ecosystem: Ecosystem, name: string): PackageRef => ({ ecosystem, name: asPackageName(name) });

const document = (parts: Partial<DocumentRecord> = {}): DocumentRecord => ({
  ecosystem: 'npm',
  upstream: 'main',
  name: 'left-pad',
  key: 'packument',
  sizeBytes: 12,
  fetchedAt: AT,
  checkedAt: AT,
  ...parts,
});

const artifact = (parts: Partial<ArtifactRecord> = {}): ArtifactRecord => ({
  ...ref('npm', 'left-pad'),
  version: '1.0.0',
  file: 'left-pad-1.0.0.tgz',
  sha256: sha256Of('a'),
  sizeBytes: 1,
  digests: { sha256: sha256Of('a'), md5: '0'.repeat(32) },
  upstream: 'main',
  url: 'https://files.example/left-pad-1.0.0.tgz',
  storedAt: AT,
  present: true,
  ...parts,
});

const write = (database: Database, work: (stores: Stores) => Promise<void>) =>
  database.transact((trx) => work(createStores(trx)));

testWithDatabase('documents that never were there are forgotten after a time', async (database) => {
  const old = ['a', 'b', 'c'].map((key) => document({ key: `passthrough:${key}`, absentSince: AT }));
  const recent = document({ key: 'recent', absentSince: AT, checkedAt: AT + 10 });
  const vanished = document({ key: 'vanished', absentSince: AT, sha256: sha256Of('b') });
  await write(database, async ({ documents }) => {
    for (const record of [...old, recent, vanished]) await documents.save(record);
    assert.equal(await documents.forgetAbsent(AT + 5, 2), 2);
    assert.equal(await documents.forgetAbsent(AT + 5, 2), 1);
    assert.equal(await documents.forgetAbsent(AT + 5, 2), 0);
  });
  const { documents } = createStores(database.read);
  const left = await documents.list({ ecosystem: 'npm', upstream: 'main', name: 'left-pad' });
  assert.deepEqual(left, [recent, vanished]);
});

testWithDatabase(
  'documents are kept by owner and key, with and without what may be absent',
  async (database) => {
    const { documents } = createStores(database.read);
    const bare = document();
    const full = document({
      key: 'abbreviated',
      sha256: sha256Of('b'),
      etag: '"x"',
      lastModified: 'Mon, 01 Jan 2024 00:00:00 GMT',
      absentSince: AT + 1,
    });
    const elsewhere = document({ upstream: 'mirror' });
    const ofUpstream = document({ name: '', key: 'config' });
    await write(database, async (stores) => {
      for (const record of [bare, full, elsewhere, ofUpstream]) await stores.documents.save(record);
    });
    assert.deepEqual(await documents.list({ ecosystem: 'npm', upstream: 'main', name: 'left-pad' }), [
      full,
      bare,
    ]);
    assert.deepEqual(await documents.list({ ecosystem: 'npm', upstream: 'main', name: '' }), [ofUpstream]);
    assert.deepEqual(await documents.list({ ecosystem: 'pypi', upstream: 'main', name: 'left-pad' }), []);
    const again = document({ key: 'abbreviated', checkedAt: AT + 5 });
    await write(database, (stores) => stores.documents.save(again));
    assert.deepEqual(await documents.list({ ecosystem: 'npm', upstream: 'main', name: 'left-pad' }), [
      again,
      bare,
    ]);
  },
);

testWithDatabase('a package keeps its first sight', async (database) => {
  const { packages } = createStores(database.read);
  const record: PackageRecord = { ...ref('npm', 'left-pad'), upstream: 'main', firstSeenAt: AT };
  await write(database, async (stores) => {
    await stores.packages.add(record);
    await stores.packages.add({ ...record, upstream: 'other', firstSeenAt: AT + 1 });
  });
  assert.deepEqual(await packages.find(record), record);
  assert.equal(await packages.find(ref('pypi', 'left-pad')), undefined);
});

testWithDatabase(
  'packages are searched by part of their name, in pages that miss and repeat nothing',
  async (database) => {
    const { packages } = createStores(database.read);
    const refs = [
      ref('npm', 'a_b'),
      ref('npm', 'aXb'),
      ref('cargo', 'same'),
      ref('npm', 'same'),
      ref('pypi', 'same'),
      ref('maven', 'org.example:Same'),
      ref('npm', '@scope/100%'),
      ref('npm', 'é'),
      ref('npm', 'z'),
    ];
    await write(database, async (stores) => {
      for (const one of refs) await stores.packages.add({ ...one, upstream: 'main', firstSeenAt: AT });
    });
    const keys = async (query: Parameters<typeof packages.search>[0]) =>
      (await packages.search(query)).map(packageKey);
    assert.deepEqual(await keys({ text: 'SAME', limit: 10 }), [
      'maven:org.example:Same',
      'cargo:same',
      'npm:same',
      'pypi:same',
    ]);
    assert.deepEqual(await keys({ text: '_', limit: 10 }), ['npm:a_b']);
    assert.deepEqual(await keys({ text: '0%', limit: 10 }), ['npm:@scope/100%']);
    assert.deepEqual(await keys({ text: 'same', ecosystem: 'npm', limit: 10 }), ['npm:same']);
    const paged: string[] = [];
    for (let after: string | undefined; ; after = paged.at(-1)) {
      const page = await keys({ text: '', limit: 2, ...(after === undefined ? {} : { after }) });
      if (page.length === 0) break;
      paged.push(...page);
    }
    // By code point on both engines, whatever the machine's locale.
    assert.deepEqual(paged, [
      'npm:@scope/100%',
      'npm:aXb',
      'npm:a_b',
      'maven:org.example:Same',
      'cargo:same',
      'npm:same',
      'pypi:same',
      'npm:z',
      'npm:é',
    ]);
  },
);

testWithDatabase('artifacts are kept by file, found by package and by digest', async (database) => {
  const { artifacts } = createStores(database.read);
  const first = artifact();
  const second = artifact({ file: 'b.tgz', sha256: sha256Of('b'), lastModified: AT - 5 });
  const namesake = artifact({ ...ref('pypi', 'left-pad'), file: 'b.whl' });
  await write(database, async (stores) => {
    for (const record of [first, second, namesake]) await stores.artifacts.save(record);
  });
  assert.deepEqual(await artifacts.ofPackage(first), [second, first]);
  assert.deepEqual(await artifacts.byDigest(sha256Of('a')), [first, namesake]);
  assert.deepEqual(await artifacts.byDigest(sha256Of('none')), []);
  const replaced = artifact({ sha256: sha256Of('c'), sizeBytes: 9 });
  await write(database, (stores) => stores.artifacts.save(replaced));
  assert.deepEqual(await artifacts.ofPackage(first), [second, replaced]);
});

testWithDatabase(
  'the least recently used artifacts come first, without those whose bytes are gone',
  async (database) => {
    const { artifacts } = createStores(database.read);
    const [a, b, c] = ['a', 'b', 'c'].map((file, index) =>
      artifact({ file, sha256: sha256Of(file), storedAt: AT + index }),
    ) as [ArtifactRecord, ArtifactRecord, ArtifactRecord];
    await write(database, async (stores) => {
      for (const record of [a, b, c]) await stores.artifacts.save(record);
    });
    assert.deepEqual(await artifacts.leastRecentlyUsed(2), [a, b]);
    await write(database, async (stores) => {
      await stores.artifacts.touch([
        { sha256: a.sha256, at: AT + 50 },
        { sha256: a.sha256, at: AT + 100 },
        { sha256: b.sha256, at: AT - 100 },
        { sha256: sha256Of('unknown'), at: AT },
      ]);
      await stores.artifacts.touch([]);
    });
    assert.deepEqual(await artifacts.leastRecentlyUsed(10), [b, c, a]);
    await write(database, (stores) => stores.artifacts.markAbsent(c.sha256));
    assert.deepEqual(await artifacts.leastRecentlyUsed(10), [b, a]);
    assert.deepEqual(await artifacts.byDigest(c.sha256), [{ ...c, present: false }]);
  },
);

testWithDatabase('more uses than one statement takes are all noted', async (database) => {
  const { artifacts } = createStores(database.read);
  const last = artifact({ file: 'last', sha256: sha256Of('last') });
  await write(database, (stores) => stores.artifacts.save(last));
  await write(database, (stores) => stores.artifacts.save(artifact({ file: 'other', storedAt: AT + 1 })));
  const uses = Array.from({ length: 9_999 }, (_, index) => ({ sha256: sha256Of(`${index}`), at: AT }));
  await write(database, (stores) => stores.artifacts.touch([...uses, { sha256: last.sha256, at: AT + 2 }]));
  assert.equal((await artifacts.leastRecentlyUsed(10)).at(-1)?.file, 'last');
});

testWithDatabase(
  'the blobs that documents and artifacts name are told apart from others',
  async (database) => {
    const [ofDocument, ofArtifact, ofEvicted, other] = ['d', 'a', 'e', 'o'].map((text) => sha256Of(text));
    await write(database, async ({ documents, artifacts }) => {
      await documents.save(document({ sha256: sha256Of('d') }));
      await documents.save(document({ key: 'never fetched' }));
      await artifacts.save(artifact({ sha256: sha256Of('a') }));
      await artifacts.save(artifact({ sha256: sha256Of('e'), file: 'evicted.tgz', present: false }));
    });
    const names = createBlobNames(database.read);
    const asked = [ofDocument, ofArtifact, ofEvicted, other].filter((one) => one !== undefined);
    const many = Array.from({ length: 1_000 }, (_, at) => sha256Of(`other ${at}`));
    assert.deepEqual(
      await names.named([...many, ...asked]),
      new Set(asked.filter((sha256) => sha256 !== other)),
    );
    assert.deepEqual(await names.named([]), new Set());
  },
);

testWithDatabase('a job finds what it saved last', async (database) => {
  const { jobs } = createStores(database.read);
  assert.equal(await jobs.read('alarms'), undefined);
  await write(database, async (stores) => {
    await stores.jobs.save('alarms', '{"sequence":1}');
    await stores.jobs.save('other', '{}');
    await stores.jobs.save('alarms', '{"sequence":2}');
  });
  assert.equal(await jobs.read('alarms'), '{"sequence":2}');
  assert.equal(await jobs.read('other'), '{}');
});

testWithDatabase('the ecosystems that are used are told from those that are not', async (database) => {
  const { packages } = createStores(database.read);
  assert.deepEqual(await packages.ecosystems(), []);
  await write(database, async (stores) => {
    for (const one of [ref('maven', 'org.acme:tide'), ref('npm', 'a'), ref('npm', 'b')]) {
      await stores.packages.add({ ...one, upstream: 'main', firstSeenAt: AT });
    }
  });
  assert.deepEqual(await packages.ecosystems(), ['npm', 'maven']);
});
