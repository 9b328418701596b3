// What kept VEX documents say of vulnerabilities: apart from the other routes about them, since every scan asks it.

import type { VexStatement } from '../../../formats/vex/vex-statement.ts';
import type { ScanContext } from '../deps.ts';
import { route } from '../route.ts';
import { vexAnswer, vexQuestion, type VexAnswer } from '../vex-contract.ts';
import { renderStatement } from '../vex-words.ts';

const aboutRoute = route({
  method: 'POST',
  url: '/api/v1/vex/about',
  summary: 'What VEX documents in force say of vulnerabilities, whatever product they are about',
  access: 'read-packages',
  body: vexQuestion,
  answer: vexAnswer,
  handle: (deps: ScanContext, { body }) => ({ documents: gatherAbout(deps, body.vulnerabilities) }),
});

export const vexAboutRoutes = [aboutRoute];

function gatherAbout({ inventory }: ScanContext, vulnerabilities: readonly string[]): VexAnswer['documents'] {
  const said = new Map<string, VexStatement[]>();
  for (const { document, statement } of inventory.vex.index().about(vulnerabilities)) {
    const id = inventory.vex.idOf(document) ?? '';
    const known = said.get(id);
    if (known === undefined) said.set(id, [statement]);
    else known.push(statement);
  }
  return inventory.vex.all().flatMap(({ id, document }) => {
    const statements = said.get(id);
    if (statements === undefined) return [];
    return [
      {
        kept: id,
        format: document.format,
        ...(document.id === undefined ? {} : { document: document.id }),
        author: document.author,
        statements: statements.map(renderStatement),
      },
    ];
  });
}
