// Impact as the API writes it.

import { formatInstant } from '../../kernel/clock.ts';
import { formatPurl, type PurlRules } from '../../formats/purl.ts';
import type { Fetches } from '../../inventory/impact/find-fetches.ts';
import type { AffectedApplication } from '../../inventory/impact/find-impact.ts';
import type { PathTree } from '../../inventory/impact/find-path-tree.ts';
import type { TreeNode } from '../../inventory/impact/path-tree.ts';
import type { WayCount } from '../../inventory/impact/count-ways.ts';
import type { ImpactPlace, Step } from '../../inventory/impact/place-impact.ts';
import type {
  AffectedApplicationItem,
  FetchesItem,
  ImpactPlaceItem,
  ImpactTreeItem,
  WayCountItem,
} from './impact-contract.ts';
import { renderApplication } from './render-application.ts';

export function renderAffected(rules: PurlRules, affected: AffectedApplication): AffectedApplicationItem {
  const { application, held, admitted, admittedLeft, untold, unread } = affected;
  return {
    application: renderApplication(application),
    held: held.map(({ component, records, places }) => ({
      purl: formatPurl(rules, component, { version: component.version }),
      version: component.version,
      records: [...records],
      places: places.map(renderPlace),
    })),
    admitted: admitted.map((one) => ({ ...one })),
    admittedLeft,
    untold: untold.map((one) => ({ ...one })),
    ...(unread === undefined ? {} : { unread }),
  };
}

function renderPlace({ file, line, scope, ways, direct, directLeft, through }: ImpactPlace): ImpactPlaceItem {
  const [first] = direct;
  return {
    file,
    ...(line === undefined ? {} : { line }),
    scope,
    via: first === undefined ? [] : first.via.map(nameOfStep),
    ...(ways === undefined ? {} : { ways: renderCount(ways) }),
    direct: direct.map(({ ways: own, via, ...rest }) => ({
      ...rest,
      ways: renderCount(own),
      via: via.map(nameOfStep),
    })),
    directLeft,
    through: through.map((step) => ({ ...step })),
  };
}

function renderCount({ count, isMore, hasCycles }: WayCount): WayCountItem {
  return { count: String(count), isMore, hasCycles };
}

function nameOfStep({ name, version }: Step): string {
  return version === undefined ? name : `${name}@${version}`;
}

export function renderFetches({ readers, hasMore }: Fetches): FetchesItem {
  return {
    readers: readers.map(({ lastAt, versions, ...rest }) => ({
      ...rest,
      lastAt: formatInstant(lastAt),
      versions: [...versions],
    })),
    hasMore,
  };
}

/** Level by level, so that each stands behind the one it needs. */
export function renderTree(rules: PurlRules, { roots, names, ...rest }: PathTree): ImpactTreeItem {
  const nodes: ImpactTreeItem['nodes'] = [];
  const waiting = roots.map((node) => ({ node, parent: null as number | null }));
  // The list grows while it is walked.
  for (const { node, parent } of waiting) {
    const at = nodes.length;
    const { applications, direct, left, isRepeated } = node;
    nodes.push({ parent, ...nameNode(rules, node, names), applications, direct, left, isRepeated });
    waiting.push(...node.children.map((child) => ({ node: child, parent: at })));
  }
  return { nodes, ...rest };
}

function nameNode(
  rules: PurlRules,
  { key }: TreeNode,
  names: PathTree['names'],
): Pick<ImpactTreeItem['nodes'][number], 'name' | 'version' | 'purl'> {
  if (typeof key === 'string') return { name: key };
  const component = names.get(key);
  if (component === undefined) return { name: '?' };
  const { name, version } = component;
  return { name, version, purl: formatPurl(rules, component, { version }) };
}
