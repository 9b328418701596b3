// VEX documents that go out, in the format that is asked for.

import { createHash } from 'node:crypto';

import { GatehouseError } from '../../kernel/errors.ts';
import { renderCycloneDxVex } from '../../formats/cyclonedx/write-analyses.ts';
import { renderCsaf } from '../../formats/vex/write-csaf.ts';
import { renderOpenVex } from '../../formats/vex/write-open-vex.ts';
import type { WrittenVex } from '../../formats/vex/written-vex.ts';
import type { VexFormat } from './vex-contract.ts';

/** The document, to be written as JSON. Throws `not-found` where there is nothing to say. */
export function renderVex(format: VexFormat, vex: WrittenVex): object {
  if (vex.statements.length === 0) {
    throw new GatehouseError(
      'not-found',
      `Cannot export VEX: nothing was said yet that would stand in "${vex.title}"; gatehouse vex add and gatehouse finding set say something`,
    );
  }
  switch (format) {
    case 'openvex':
      return renderOpenVex(vex);
    case 'csaf':
      return renderCsaf(vex);
    case 'cyclonedx':
      return renderCycloneDxVex(vex, { version: '1.6', uuid: uuidOf(vex.id) });
    case 'cyclonedx-1.7':
      return renderCycloneDxVex(vex, { version: '1.7', uuid: uuidOf(vex.id) });
  }
}

/** RFC 9562, version 8: made of a digest, so that one document keeps its number. */
function uuidOf(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20, 32)].join('-');
}
