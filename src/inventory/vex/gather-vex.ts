// What this organisation says of vulnerabilities, as a document that can be written in any format.

import { formatInstant } from '../../kernel/clock.ts';
import type { WrittenVex } from '../../formats/vex/written-vex.ts';
import { gatherDecisions } from './gather-decisions.ts';
import { gatherKept } from './gather-kept.ts';
import type { Application, InventoryDeps } from '../ports.ts';

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
  const by = { author, namespace: publicUrl, tool };
  const address = `${publicUrl}/api/v1/vex/export`;
  if (application === undefined) {
    return {
      ...by,
      id: address,
      name: 'gatehouse-vex',
      title: 'What is said of vulnerabilities here',
      time: formatInstant(changedAt),
      statements: gatherKept(deps.vex.all()),
    };
  }
  const { name, environment } = application;
  const purl = `pkg:generic/${name}?environment=${environment}`;
  const decisions = await gatherDecisions(deps, application, purl);
  return {
    ...by,
    id: `${address}?application=${name}&environment=${environment}`,
    name: `gatehouse-vex-${name}-${environment}`,
    title: `What is said of vulnerabilities in ${name}, ${environment}`,
    time: formatInstant(Math.max(changedAt, decisions.changedAt)),
    subject: { name, purl },
    statements: decisions.statements,
  };
}
