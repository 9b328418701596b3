// How far components are behind their packages' releases, and who has them.

import { sql, type Kysely } from 'kysely';

import type {
  ComponentFacts,
  ComponentFactStore,
  CurrentComponent,
  PackageInUse,
} from '../inventory/currency/currency-ports.ts';
import { libyearDaysOf } from '../inventory/currency/measure-component.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { given } from '../kernel/given.ts';
import { asPackageName, packageKey, type PackageRef } from '../kernel/package-ref.ts';
import { insertRows } from './bulk-write.ts';
import type { Schema } from './schema.ts';
import type { ComponentFactTable, ComponentTable } from './schema-inventory.ts';
import { inChunks } from './statement-chunks.ts';

/** The store within `database`, which may be a transaction. */
export function createComponentFactStore(database: Kysely<Schema>): ComponentFactStore {
  return { ...factQueries(database), ...useQueries(database) };
}

const FACT_COLUMNS = [
  'component_id',
  'measured_at',
  'checked_at',
  'latest',
  'latest_at',
  'installed_at',
  'behind',
  'behind_on_line',
  'libyear_days',
  'last_release_at',
  'quiet_since',
  'licence',
] as const satisfies readonly (keyof ComponentFactTable)[];

type FactRow = Omit<ComponentFactTable, 'libyear_days'>;
/** A component with its facts, where there are any. */
type JoinedRow = ComponentTable & {
  readonly [K in Exclude<keyof FactRow, 'component_id'>]: FactRow[K] | null;
};

/** In the order of `FACT_COLUMNS`. */
function rowOfFacts(facts: ComponentFacts): (string | number | null)[] {
  return [
    facts.componentId,
    facts.measuredAt,
    facts.checkedAt ?? null,
    facts.latest ?? null,
    facts.latestAt ?? null,
    facts.installedAt ?? null,
    facts.behind ?? null,
    facts.behindOnLine ?? null,
    libyearDaysOf(facts) ?? null,
    facts.lastReleaseAt ?? null,
    facts.quietSince ?? null,
    facts.licence ?? null,
  ];
}

function factQueries(
  database: Kysely<Schema>,
): Pick<ComponentFactStore, 'saveFacts' | 'factsOf' | 'ofApplication' | 'furthestBehind'> {
  const select = sql`select c.id, c.ecosystem, c.name, c.version, f.measured_at, f.checked_at, f.latest,
    f.latest_at, f.installed_at, f.behind, f.behind_on_line, f.last_release_at, f.quiet_since, f.licence
    from current_component u join component c on c.id = u.component_id`;
  return {
    saveFacts: (facts) =>
      insertRows(database, {
        table: 'component_fact',
        columns: FACT_COLUMNS,
        rows: facts.map(rowOfFacts),
        key: ['component_id'],
      }),
    async factsOf(componentIds) {
      const found: ComponentFacts[] = [];
      for (const chunk of inChunks(componentIds, 1)) {
        const rows = await database
          .selectFrom('component_fact')
          .selectAll()
          .where('component_id', 'in', chunk)
          .execute();
        found.push(...rows.map(factsFromRow));
      }
      return found;
    },
    async ofApplication(applicationId) {
      const { rows } = await sql<JoinedRow>`${select}
        left join component_fact f on f.component_id = u.component_id
        where u.application_id = ${applicationId}`.execute(database);
      return rows.map(currentFromRow);
    },
    async furthestBehind(applicationId, limit) {
      const { rows } = await sql<JoinedRow>`${select}
        join component_fact f on f.component_id = u.component_id
        where u.application_id = ${applicationId} and f.behind > 0
        order by coalesce(f.libyear_days, 0) desc, f.behind desc, c.ecosystem, c.name, c.version
        limit ${limit}`.execute(database);
      return rows.map(currentFromRow);
    },
  };
}

function currentFromRow(row: JoinedRow): CurrentComponent {
  const component = {
    id: row.id,
    ecosystem: row.ecosystem as Ecosystem,
    name: asPackageName(row.name),
    version: row.version,
  };
  if (row.measured_at === null) return { component };
  return { component, facts: factsFromRow({ ...row, component_id: row.id, measured_at: row.measured_at }) };
}

function factsFromRow(row: FactRow): ComponentFacts {
  return {
    componentId: row.component_id,
    measuredAt: row.measured_at,
    ...given('checkedAt', row.checked_at),
    ...given('latest', row.latest),
    ...given('latestAt', row.latest_at),
    ...given('installedAt', row.installed_at),
    ...given('behind', row.behind),
    ...given('behindOnLine', row.behind_on_line),
    ...given('lastReleaseAt', row.last_release_at),
    ...given('quietSince', row.quiet_since),
    ...given('licence', row.licence),
  };
}

/** Which packages and components are in use. */
function useQueries(database: Kysely<Schema>): Pick<ComponentFactStore, 'packages' | 'holderIds'> {
  return {
    async packages(after, limit) {
      const isBehind =
        after === undefined ? sql`` : sql`and (c.ecosystem, c.name) > (${after.ecosystem}, ${after.name})`;
      const { rows } = await sql<ComponentTable>`
        select c.id, c.ecosystem, c.name, c.version from component c join (
          select distinct c.ecosystem, c.name from component c
          where exists (select 1 from current_component u where u.component_id = c.id) ${isBehind}
          order by c.ecosystem, c.name limit ${limit}
        ) p on p.ecosystem = c.ecosystem and p.name = c.name
        where exists (select 1 from current_component u where u.component_id = c.id)
        order by c.ecosystem, c.name, c.id`.execute(database);
      return inPackages(rows);
    },
    async holderIds(componentIds) {
      const found = new Set<string>();
      for (const chunk of inChunks(componentIds, 1)) {
        const { rows } = await sql<{ application_id: string }>`
          select distinct application_id from current_component
          where component_id in (${sql.join(chunk)})`.execute(database);
        for (const { application_id } of rows) found.add(application_id);
      }
      return [...found];
    },
  };
}

function inPackages(rows: readonly ComponentTable[]): readonly PackageInUse[] {
  const components = rows.map((row) => ({
    id: row.id,
    ecosystem: row.ecosystem as Ecosystem,
    name: asPackageName(row.name),
    version: row.version,
  }));
  return [...Map.groupBy(components, packageKey).values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    const ref: PackageRef = { ecosystem: first.ecosystem, name: first.name };
    return [{ ref, components: some }];
  });
}
