// The process that the crash test kills: writes blobs, rows and journal entries, and says what is committed.

import { argv, stdout } from 'node:process';

import { JournalFeed } from '../../journal/journal-feed.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { openBlobFolder } from '../blob-folder.ts';
import { openDatabase, type DatabaseLocation } from '../database.ts';
import { createJournalReader } from '../journal-store.ts';
import { createUnitOfWork } from '../sql-unit-of-work.ts';
import { createWorkStores } from '../stores.ts';

const location = JSON.parse(argv[2] ?? '') as DatabaseLocation;
const blobs = await openBlobFolder(argv[3] ?? '');
const database = await openDatabase(location);
const reader = createJournalReader(database.read);
const feed = new JournalFeed(
  {
    reader,
    report: (error) => {
      throw error;
    },
  },
  0,
);
const work = createUnitOfWork({ database, published: () => feed.publish() }, createWorkStores);

for (let number = (await reader.lastSequence()) + 1; ; number += 1) {
  const bytes = Buffer.alloc(1 + (number % 50_000), String(number));
  const sizeBytes = bytes.byteLength;
  const sha256 = await blobs.put(bytes);
  const ref = { ecosystem: 'npm', name: asPackageName(`package-${number}`) } as const;
  await work.transact(async (stores) => {
    const at = number;
    const [version, file] = ['1.0.0', `${number}.tgz`];
    await stores.packages.add({ ...ref, upstream: 'main', firstSeenAt: at });
    stores.journal.record({
      ...ref,
      kind: 'artifact-stored',
      actor: 'gatehouse',
      at,
      data: { version, file, sha256, sizeBytes },
    });
    await stores.artifacts.save({
      ...ref,
      version,
      file,
      sha256,
      sizeBytes,
      digests: { sha256 },
      upstream: 'main',
      url: `https://files.example/${file}`,
      storedAt: at,
      present: true,
    });
  });
  stdout.write(`${number}\n`);
}
