// A project that was read, as it is pushed.

import type { Component, GraphGap } from '../../kernel/component-graph.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { formatPurl, parsePurl } from '../../formats/purl.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import {
  PUSH_MOST_GAPS,
  UNREAD_FORMAT,
  type PushedComponent,
  type PushedFile,
} from '../../http/api/application-contract.ts';
import { renderDocument } from '../../http/api/vex-words.ts';
import type { Project, ReadFile, UnreadFile } from '../../inventory/scan/read-project.ts';

/** Characters of what a file says in words of its own. */
export const MOST_WORDS = 1_000;

/** Files that could not be read are files without components, and say why. */
export function describeSnapshot({ files, unread }: Project): readonly PushedFile[] {
  return [...files.map(describeFile), ...unread.map(describeUnread)];
}

function describeFile({ path, graph, vex }: ReadFile): PushedFile {
  return {
    path,
    format: graph.format,
    components: graph.components.map((component, at) => ({
      ...describeComponent(component, graph.needs[at]),
      ...describeRanges(graph.ranges?.[at]),
    })),
    roots: [...graph.roots],
    gaps: describeGaps(graph.gaps),
    ...(vex === undefined ? {} : { vex: renderDocument(vex) }),
  };
}

function describeUnread({ path, message }: UnreadFile): PushedFile {
  return { path, format: UNREAD_FORMAT, components: [], gaps: describeGaps([{ message }]) };
}

function describeComponent(component: Component, needs: readonly number[] | undefined): PushedComponent {
  const { requested, source, scope, line } = component;
  return {
    ...describeName(component),
    source,
    scope,
    ...(requested === undefined ? {} : { requested: requested.slice(0, MOST_WORDS) }),
    ...(line === undefined ? {} : { line }),
    ...(needs === undefined ? {} : { needs: [...needs] }),
  };
}

function describeRanges(
  ranges: readonly (string | undefined)[] | undefined,
): Pick<PushedComponent, 'ranges'> {
  const isTold = ranges?.some((range) => range !== undefined) ?? false;
  return isTold ? { ranges: (ranges ?? []).map((range) => range ?? null) } : {};
}

/** What is built here may have a name that no registry takes. */
function describeName({ ecosystem, name, version, source }: Component): PushedComponent {
  const exact = version === undefined ? {} : { version: version.slice(0, MOST_WORDS) };
  if (ecosystem === undefined) return { name: name.slice(0, MOST_WORDS), ...exact };
  const purl = formatPurl(ADAPTERS, { ecosystem, name: asPackageName(name) }, exact);
  return source !== 'project' || isReadable(purl) ? { purl } : { name: name.slice(0, MOST_WORDS), ...exact };
}

/** Whether it is one of a name that the ecosystem takes. */
function isReadable(purl: string): boolean {
  try {
    parsePurl(ADAPTERS, purl);
    return true;
  } catch (error) {
    if (!isGatehouseError(error)) throw error;
    return false;
  }
}

function describeGaps(gaps: readonly GraphGap[]): { message: string; line?: number }[] {
  const told = gaps.slice(0, PUSH_MOST_GAPS).map(({ message, line }) => ({
    message: message.slice(0, MOST_WORDS),
    ...(line === undefined ? {} : { line }),
  }));
  const left = gaps.length - PUSH_MOST_GAPS;
  if (left > 0) told[PUSH_MOST_GAPS - 1] = { message: `and ${left + 1} more of this kind` };
  return told;
}
