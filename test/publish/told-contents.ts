// What a gate tells of the inside of a version, in few words.

import assert from 'node:assert/strict';

import type { ReleaseContentsItem } from '../../src/http/api/contents-contract.ts';
import type { Ecosystem } from '../../src/kernel/ecosystem.ts';
import type { Gate } from '../support/gate.ts';

/** Lines of `name range scope`, optional ones with a question mark; and the first line of its README. Nothing may be left out. */
export async function toldContents(
  gate: Pick<Gate, 'ask'>,
  ecosystem: Ecosystem,
  name: string,
  version = '1.0.0',
): Promise<{ readonly needs: readonly string[]; readonly readme: string | undefined }> {
  const path = `/api/v1/hosted/${ecosystem}/${encodeURIComponent(name)}/versions/${version}`;
  const answer = await gate.ask(path);
  assert.equal(answer.status, 200, answer.text);
  const { needs, areNeedsWhole, readme, gaps } = JSON.parse(answer.text) as ReleaseContentsItem;
  assert.deepEqual([areNeedsWhole, gaps], [true, []]);
  return {
    needs: needs.map(
      ({ name: of, range = '', scope, isOptional }) =>
        `${of} ${range} ${scope}${isOptional === true ? '?' : ''}`,
    ),
    readme: readme?.text.split('\n', 1)[0],
  };
}
