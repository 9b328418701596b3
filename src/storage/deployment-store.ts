// Versions on their way in, what came of them, and the digests that were sent beside it.

import type { Kysely } from 'kysely';

import type { DigestAlgorithm, Digests, Sha256 } from '../kernel/digest.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import type {
  DeclaredDigest,
  DeployedFile,
  Deployment,
  DeploymentPartStore,
  DeploymentState,
  DeploymentStore,
  DeploymentStores,
  Faults,
} from '../registry/deployments/deployment-ports.ts';
import type { DeploymentDigestTable, DeploymentFileTable, DeploymentTable } from './schema-deployments.ts';
import type { Schema } from './schema.ts';

const MAX_OF_PACKAGE = 100;
const PART_TABLES = ['deployment_file', 'deployment_digest'] as const;

/** Both stores within `database`, which may be a transaction. */
export function createDeploymentStores(database: Kysely<Schema>): DeploymentStores {
  return { deployments: createDeploymentStore(database), deploymentParts: createPartStore(database) };
}

function createDeploymentStore(database: Kysely<Schema>): DeploymentStore {
  return {
    async find(id) {
      const row = await database.selectFrom('deployment').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : fromRow(row);
    },
    async ofPackage(accountId, { ecosystem, name }, state) {
      const rows = await database
        .selectFrom('deployment')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('ecosystem', '=', ecosystem)
        .where('name', '=', name)
        .where('state', '=', state)
        .orderBy('changed_at', 'desc')
        .orderBy('id')
        .limit(MAX_OF_PACKAGE)
        .execute();
      return rows.map(fromRow);
    },
    async ofAccount(accountId, { after, limit }) {
      let query = database.selectFrom('deployment').selectAll().where('account_id', '=', accountId);
      if (after !== undefined) {
        const { createdAt, id } = after;
        query = query.where((eb) =>
          eb.or([
            eb('created_at', '<', createdAt),
            eb.and([eb('created_at', '=', createdAt), eb('id', '<', id)]),
          ]),
        );
      }
      const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return rows.map(fromRow);
    },
    async underWay(accountId) {
      const row = await database
        .selectFrom('deployment')
        .select((eb) => eb.fn.countAll<number | string | bigint>().as('count'))
        .where('account_id', '=', accountId)
        .where('state', 'in', ['open', 'validated'])
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    async add(deployment) {
      const added = await database
        .insertInto('deployment')
        .values(toRow(deployment))
        .onConflict((conflict) => conflict.column('slot').doNothing())
        .executeTakeFirst();
      return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
    async save(deployment) {
      const { id, ...rest } = toRow(deployment);
      await database.updateTable('deployment').set(rest).where('id', '=', id).execute();
    },
    async remove(id) {
      for (const table of PART_TABLES)
        await database.deleteFrom(table).where('deployment_id', '=', id).execute();
      await database.deleteFrom('deployment').where('id', '=', id).execute();
    },
    async sweep({ published, others }) {
      const old = database
        .selectFrom('deployment')
        .select('id')
        .where((eb) =>
          eb.or([
            eb.and([eb('state', '=', 'published'), eb('changed_at', '<', published)]),
            eb.and([eb('state', '!=', 'published'), eb('changed_at', '<', others)]),
          ]),
        );
      for (const table of PART_TABLES) {
        await database.deleteFrom(table).where('deployment_id', 'in', old).execute();
      }
      const swept = await database.deleteFrom('deployment').where('id', 'in', old).executeTakeFirst();
      return Number(swept.numDeletedRows);
    },
  };
}

function createPartStore(database: Kysely<Schema>): DeploymentPartStore {
  return {
    async of(deploymentId) {
      const [files, declared] = await Promise.all([
        database
          .selectFrom('deployment_file')
          .selectAll()
          .where('deployment_id', '=', deploymentId)
          .orderBy('name')
          .orderBy('file')
          .execute(),
        database
          .selectFrom('deployment_digest')
          .selectAll()
          .where('deployment_id', '=', deploymentId)
          .orderBy('name')
          .orderBy('file')
          .orderBy('algorithm')
          .execute(),
      ]);
      return { files: files.map(fromFileRow), declared: declared.map(fromDigestRow) };
    },
    async saveFile(file) {
      const { deployment_id, name, file: path, ...rest } = toFileRow(file);
      await database
        .insertInto('deployment_file')
        .values({ deployment_id, name, file: path, ...rest })
        .onConflict((conflict) => conflict.columns(['deployment_id', 'name', 'file']).doUpdateSet(rest))
        .execute();
    },
    async saveDigest({ deploymentId, name, version, file, algorithm, digest }) {
      await database
        .insertInto('deployment_digest')
        .values({ deployment_id: deploymentId, name, version, file, algorithm, digest })
        .onConflict((conflict) =>
          conflict.columns(['deployment_id', 'name', 'file', 'algorithm']).doUpdateSet({ digest }),
        )
        .execute();
    },
    async removeFile(deploymentId, name, file) {
      for (const table of PART_TABLES) {
        await database
          .deleteFrom(table)
          .where('deployment_id', '=', deploymentId)
          .where('name', '=', name)
          .where('file', '=', file)
          .execute();
      }
    },
    async removeAll(deploymentId) {
      for (const table of PART_TABLES) {
        await database.deleteFrom(table).where('deployment_id', '=', deploymentId).execute();
      }
    },
  };
}

function toRow(deployment: Deployment): DeploymentTable {
  const { of, accountId, ecosystem, state } = deployment;
  return {
    id: deployment.id,
    ecosystem,
    title: deployment.title,
    account_id: accountId,
    kind: deployment.kind,
    components: JSON.stringify(deployment.components),
    name: of?.name ?? null,
    version: of?.version ?? null,
    version_key: of?.key ?? null,
    slot: of === undefined || state !== 'open' ? null : [accountId, ecosystem, of.name, of.key].join('\n'),
    state,
    is_automatic: deployment.isAutomatic ? 1 : 0,
    faults: JSON.stringify(deployment.faults),
    created_at: deployment.createdAt,
    created_by: deployment.createdBy,
    changed_at: deployment.changedAt,
  };
}

function fromRow(row: DeploymentTable): Deployment {
  const { name, version, version_key: key } = row;
  return {
    id: row.id,
    ecosystem: row.ecosystem as Ecosystem,
    title: row.title,
    accountId: row.account_id,
    kind: row.kind as Deployment['kind'],
    components: JSON.parse(row.components) as Deployment['components'],
    ...(name === null || version === null || key === null
      ? {}
      : { of: { name: asPackageName(name), version, key } }),
    state: row.state as DeploymentState,
    isAutomatic: row.is_automatic === 1,
    faults: JSON.parse(row.faults) as Faults,
    createdAt: row.created_at,
    createdBy: row.created_by,
    changedAt: row.changed_at,
  };
}

function toFileRow(file: DeployedFile): DeploymentFileTable {
  return {
    deployment_id: file.deploymentId,
    name: file.name,
    file: file.file,
    version: file.version,
    sha256: file.sha256,
    size_bytes: file.sizeBytes,
    digests: JSON.stringify(file.digests),
    received_at: file.receivedAt,
  };
}

function fromFileRow(row: DeploymentFileTable): DeployedFile {
  return {
    deploymentId: row.deployment_id,
    name: asPackageName(row.name),
    version: row.version,
    file: row.file,
    sha256: row.sha256 as Sha256,
    sizeBytes: row.size_bytes,
    digests: JSON.parse(row.digests) as Digests,
    receivedAt: row.received_at,
  };
}

function fromDigestRow(row: DeploymentDigestTable): DeclaredDigest {
  return {
    deploymentId: row.deployment_id,
    name: asPackageName(row.name),
    version: row.version,
    file: row.file,
    algorithm: row.algorithm as DigestAlgorithm,
    digest: row.digest,
  };
}
