// Packages, versions and files that are published here.

import { sql, type Kysely } from 'kysely';

import type { HostedStatus, Words } from '../ecosystems/adapter-publish.ts';
import { given } from '../kernel/given.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type {
  HostedFile,
  HostedPackage,
  HostedStore,
  HostedVersion,
} from '../registry/hosted/hosted-ports.ts';
import type { HostedFileTable, HostedPackageTable, HostedVersionTable } from './schema-hosted.ts';
import type { Schema } from './schema.ts';

/** The store within `database`, which may be a transaction. */
export function createHostedStore(database: Kysely<Schema>): HostedStore {
  return {
    async find(ref) {
      const row = await database
        .selectFrom('hosted_package')
        .selectAll()
        .where('ecosystem', '=', ref.ecosystem)
        .where('name', '=', ref.name)
        .executeTakeFirst();
      return row === undefined ? undefined : fromPackageRow(ref, row);
    },
    async findTwin({ ecosystem, name }) {
      const row = await database
        .selectFrom('hosted_package')
        .selectAll()
        .where('ecosystem', '=', ecosystem)
        .where('name', '!=', name)
        // Asked for new names alone, among as many rows as packages are published here.
        .where(sql<string>`replace(name, '-', '_')`, '=', name.replaceAll('-', '_'))
        .executeTakeFirst();
      return row === undefined
        ? undefined
        : fromPackageRow({ ecosystem, name: row.name as PackageRef['name'] }, row);
    },
    async versions(ref) {
      const rows = await versionsOf(database, ref).orderBy('published_at').orderBy('version_key').execute();
      return rows.map((row) => fromVersionRow(ref, row));
    },
    lastPublished: (ref) => readLastPublished(database, ref),
    async findVersion(ref, key) {
      const row = await versionsOf(database, ref).where('version_key', '=', key).executeTakeFirst();
      return row === undefined ? undefined : fromVersionRow(ref, row);
    },
    async files(ref) {
      const rows = await database
        .selectFrom('hosted_file')
        .selectAll()
        .where('ecosystem', '=', ref.ecosystem)
        .where('name', '=', ref.name)
        .orderBy('published_at')
        .orderBy('file')
        .execute();
      return rows.map((row) => fromFileRow(ref, row));
    },
    async findFile(ref, file) {
      const row = await database
        .selectFrom('hosted_file')
        .selectAll()
        .where('ecosystem', '=', ref.ecosystem)
        .where('name', '=', ref.name)
        .where('file', '=', file)
        .executeTakeFirst();
      return row === undefined ? undefined : fromFileRow(ref, row);
    },
    async savePackage(hosted) {
      const { ecosystem, name, ...rest } = toPackageRow(hosted);
      await database
        .insertInto('hosted_package')
        .values({ ecosystem, name, ...rest })
        .onConflict((conflict) => conflict.columns(['ecosystem', 'name']).doUpdateSet(rest))
        .execute();
    },
    async saveVersion(version) {
      const { ecosystem, name, version_key, ...rest } = toVersionRow(version);
      await database
        .insertInto('hosted_version')
        .values({ ecosystem, name, version_key, ...rest })
        .onConflict((conflict) => conflict.columns(['ecosystem', 'name', 'version_key']).doUpdateSet(rest))
        .execute();
    },
    async addFile(file) {
      await database.insertInto('hosted_file').values(toFileRow(file)).execute();
    },
  };
}

function versionsOf(database: Kysely<Schema>, { ecosystem, name }: PackageRef) {
  return database
    .selectFrom('hosted_version')
    .selectAll()
    .where('ecosystem', '=', ecosystem)
    .where('name', '=', name);
}

function toPackageRow(hosted: HostedPackage): HostedPackageTable {
  return {
    ecosystem: hosted.ecosystem,
    name: hosted.name,
    spelt: hosted.spelt,
    created_at: hosted.createdAt,
    created_by: hosted.createdBy,
    updated_at: hosted.updatedAt,
    tags: JSON.stringify([...hosted.tags]),
    status: hosted.status,
    status_reason: hosted.statusReason,
  };
}

function fromPackageRow({ ecosystem, name }: PackageRef, row: HostedPackageTable): HostedPackage {
  return {
    ecosystem,
    name,
    spelt: row.spelt,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    tags: new Map(JSON.parse(row.tags) as readonly (readonly [string, string])[]),
    status: row.status as HostedStatus,
    statusReason: row.status_reason,
  };
}

function toVersionRow(version: HostedVersion): HostedVersionTable {
  return {
    ecosystem: version.ecosystem,
    name: version.name,
    version_key: version.key,
    version: version.version,
    published_at: version.publishedAt,
    published_by: version.publishedBy,
    proven_by: version.provenBy === undefined ? null : JSON.stringify(version.provenBy),
    imported: version.imported === undefined ? null : JSON.stringify(version.imported),
    words: JSON.stringify(version.words),
    yanked: version.yanked ?? null,
    deprecated: version.deprecated ?? null,
    removed_at: version.removedAt ?? null,
  };
}

function fromVersionRow({ ecosystem, name }: PackageRef, row: HostedVersionTable): HostedVersion {
  return {
    ecosystem,
    name,
    key: row.version_key,
    version: row.version,
    publishedAt: row.published_at,
    publishedBy: row.published_by,
    ...(row.proven_by === null
      ? {}
      : { provenBy: JSON.parse(row.proven_by) as NonNullable<HostedVersion['provenBy']> }),
    ...(row.imported === null
      ? {}
      : { imported: JSON.parse(row.imported) as NonNullable<HostedVersion['imported']> }),
    words: JSON.parse(row.words) as Words,
    ...given('yanked', row.yanked),
    ...given('deprecated', row.deprecated),
    ...given('removedAt', row.removed_at),
  };
}

function toFileRow(file: HostedFile): HostedFileTable {
  return {
    ecosystem: file.ecosystem,
    name: file.name,
    file: file.file,
    version_key: file.versionKey,
    published_at: file.publishedAt,
    words: JSON.stringify(file.words),
  };
}

function fromFileRow({ ecosystem, name }: PackageRef, row: HostedFileTable): HostedFile {
  return {
    ecosystem,
    name,
    file: row.file,
    versionKey: row.version_key,
    publishedAt: row.published_at,
    words: JSON.parse(row.words) as Words,
  };
}

async function readLastPublished(database: Kysely<Schema>, ref: PackageRef): Promise<number | undefined> {
  const { last } = await database
    .selectFrom('hosted_version')
    .select(({ fn }) => fn.max('published_at').as('last'))
    .where('ecosystem', '=', ref.ecosystem)
    .where('name', '=', ref.name)
    .executeTakeFirstOrThrow();
  return last === null ? undefined : last;
}
