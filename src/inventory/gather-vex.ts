// What this organisation says of vulnerabilities, as a document that can be written in any format.

import { formatInstant } from '../kernel/clock.ts';
import { given } from '../kernel/given.ts';
import type { WrittenVex } from '../formats/vex/written-vex.ts';
import { gatherKept } from './gather-kept.ts';
import type { Application, InventoryDeps } from './ports.ts';

export interface VexWanted {
  /** Absent: what holds for everybody. */
  readonly application?: Application;
  readonly author: string;
  /** The server's own address, without a trailing slash. */
  readonly publicUrl: string;
  readonly tool: WrittenVex['tool'];
}

/** The document. Of the same state it is the same; `statements` is empty where nothing was said. */
export async function gatherVex(deps: InventoryDeps, wanted: VexWanted): Promise<WrittenVex> {
  const { application, author, publicUrl, tool } = wanted;
  const changedAt = (await deps.stores.vex.changedAt()) ?? 0;
  const statements = gatherKept(deps.vex.all());
  const subject = application === undefined ? undefined : subjectOf(application);
  return {
    id: `${publicUrl}/api/v1/vex/export`,
    name: 'gatehouse-vex',
    title: 'What is said of vulnerabilities here',
    author,
    namespace: publicUrl,
    time: formatInstant(changedAt),
    tool,
    ...given('subject', subject),
    statements,
  };
}

function subjectOf({ name, environment }: Application): NonNullable<WrittenVex['subject']> {
  return { name, purl: `pkg:generic/${name}?environment=${environment}` };
}
