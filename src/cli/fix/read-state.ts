// What a lock file holds, and what is known against it.

import { isGatehouseError } from '../../kernel/errors.ts';
import type { ComponentGraph } from '../../kernel/component-graph.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { flawsIn } from '../../http/api/fix-knowledge.ts';
import { readProject } from '../../inventory/scan/read-project.ts';
import type { LockState } from '../../inventory/fix/fix-plan.ts';
import type { Desk } from '../desk/desk.ts';
import { askersAt } from '../scan/askers-at.ts';
import { reportOn, type ScanReport } from '../scan/scan-report.ts';
import type { FixSubject } from './find-subjects.ts';

/** The state of the file at `path` by a report about its project. */
export function stateOf(graph: ComponentGraph, path: string, report: ScanReport): LockState {
  const holdings = graph.components.flatMap(({ name, version, source, ecosystem }) =>
    version === undefined || ecosystem === undefined || source === 'project'
      ? []
      : [{ name: asPackageName(name), version }],
  );
  const flaws = report.findings
    .filter(({ places }) => places.some(({ file }) => file === path))
    .flatMap(flawsIn);
  return { holdings, flaws };
}

interface Asking {
  readonly desk: Desk;
  readonly subject: FixSubject;
  readonly view?: string;
}

/** The state of the subject's lock file with these texts; or why it cannot be told. */
export async function readState(
  { desk, subject, view }: Asking,
  texts: ReadonlyMap<string, string>,
): Promise<LockState | string> {
  const { adapter, files, method } = subject;
  const format = adapter.manifests.filter(({ id }) => id === method.format);
  const folder = {
    async *paths() {
      yield* texts.keys();
    },
    read: (path: string) => Promise.resolve(texts.get(path)),
  };
  try {
    const project = await readProject(folder, format, askersAt(desk));
    const read = project.files.find(({ path }) => path === files.lock);
    if (read === undefined) return project.unread[0]?.message ?? `${files.lock} is gone`;
    const report = await reportOn(desk, { files: [read], unread: [] }, view);
    return stateOf(read.graph, files.lock, report);
  } catch (error) {
    if (isGatehouseError(error, 'invalid-document')) return error.message;
    throw error;
  }
}
