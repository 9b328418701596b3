// A target for READMEs: whatever stands in one, nothing but a closed list of elements and harmless addresses comes of it.

import assert from 'node:assert/strict';

import { README_TAGS, readmeTree, type ReadmeNode } from '../../../web/src/readme/readme-tree.ts';
import { mutatedText } from '../support/mutations.ts';
import { target, type Target } from '../support/target.ts';

const SEED = `# Tide

A *fine* **tide**, \`x < y\`, [more](https://a.example "t") <b>bold</b> ![i](https://a.example/x.png)

- [x] one
  1. two

> quoted <ada@example.com> https://b.example

| a | b |
| - | - |
| 1 | [x][r] |

[r]: mailto:ada@example.com

\`\`\`js
let a;
\`\`\`
<!-- no --><p align="center">html</p>
`;
const WORDS = [
  '](javascript:',
  '&#106;',
  '<script>',
  '<svg/onload=',
  '![',
  '](',
  '<!--',
  '-->',
  '&Tab;',
  'data:text/html,',
];
const MOST = 4_000;

export const readmeTargets: readonly Target[] = [
  target('README', ['web/src/readme/readme-tree.ts'], mutatedText([SEED], WORDS), (text) => {
    assertHarmless(readmeTree(text.slice(0, MOST)) ?? []);
  }),
];

function assertHarmless(nodes: readonly ReadmeNode[]): void {
  for (const node of nodes) {
    if (typeof node === 'string') continue;
    assert.ok(README_TAGS.includes(node.tag), node.tag);
    assert.deepEqual(
      Object.keys(node).filter((key) => !['tag', 'href', 'children'].includes(key)),
      [],
    );
    assert.equal(node.href !== undefined, node.tag === 'a');
    if (node.href !== undefined) {
      assert.ok(['http:', 'https:', 'mailto:'].includes(new URL(node.href).protocol), node.href);
    }
    assertHarmless(node.children);
  }
}
