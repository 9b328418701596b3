// READMEs that were made to harm whoever reads them. Nothing of them becomes more than text and the elements of a closed list.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { README_CORPUS } from '../../testing/readme-corpus.ts';
import { README_TAGS, readmeTree, safeHref, type ReadmeNode } from './readme-tree.ts';

/** The tree as text: `<p>a<a https://…>b</a></p>` without the ends of tags. */
function told(nodes: readonly ReadmeNode[]): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return node;
      assert.ok(README_TAGS.includes(node.tag), node.tag);
      assert.equal(node.href !== undefined, node.tag === 'a');
      if (node.href !== undefined) assert.match(node.href, /^(?:https?:\/\/|mailto:)/);
      return `(${node.tag}${node.href === undefined ? '' : ` ${node.href}`}: ${told(node.children)})`;
    })
    .join('');
}

const treeOf = (text: string): readonly ReadmeNode[] => readmeTree(text) ?? [];
const show = (text: string) => told(treeOf(text));

describe('a README', () => {
  it('is made of a closed list of elements, whatever stands in it', () => {
    for (const text of README_CORPUS) {
      for (const wrapped of [text, `# ${text}`, `> ${text}`, `- ${text}`, `a ${text} b`, `**${text}**`])
        show(wrapped);
    }
  });

  it('leads nowhere but to the web and to mail addresses', () => {
    for (const text of README_CORPUS.filter((one) => one.includes(']('))) {
      const links = show(text).match(/\(a [^)]*/g) ?? [];
      for (const link of links) assert.match(link, /^\(a https:\/\/evil\.example\/x\.png/, text);
    }
    assert.equal(safeHref('https://code.example/a b'), 'https://code.example/a%20b');
    assert.equal(safeHref('mailto:ada@example.com'), 'mailto:ada@example.com');
    for (const bad of [
      'javascript:alert(1)',
      'java\nscript:alert(1)',
      ' javascript:x',
      '//a',
      'docs/x.md',
      '#x',
      '',
    ]) {
      assert.equal(safeHref(bad), undefined, bad);
    }
  });

  it('keeps the text of HTML, and nothing of scripts, styles and comments', () => {
    assert.equal(show('<p align="center">A <b>fine</b> tide &amp; more</p>'), '(p: A fine tide & more)');
    assert.equal(show('<script>alert(1)</script>\n\n<style>p {}</style>\n\n<!-- a -->\n\nText'), '(p: Text)');
    assert.equal(show('a <kbd>Ctrl</kbd> <!-- b --> c'), '(p: a Ctrl  c)');
  });

  it('shows Markdown as it is meant', () => {
    assert.equal(
      show(
        '# Tide\n\nOf *the* **sea**, `x < y`; see [more](https://a.example).\n\n- one\n- [x] two\n\n1. first',
      ),
      '(h3: Tide)(p: Of (em: the) (strong: sea), (code: x < y); see (a https://a.example/: more).)(ul: (li: one)(li: ☑ two))(ol: (li: first))',
    );
    assert.equal(show('```js\nlet a = 1 < 2;\n```'), '(pre: (code: let a = 1 < 2;))');
    assert.equal(
      show('| a | b |\n| - | - |\n| 1 | 2 |'),
      '(table: (thead: (tr: (th: a)(th: b)))(tbody: (tr: (td: 1)(td: 2))))',
    );
    assert.equal(
      show('![build](https://ci.example/badge.svg)'),
      '(p: (a https://ci.example/badge.svg: build))',
    );
    assert.equal(show('[guide](docs/guide.md)'), '(p: (code: guide))');
  });

  it('has no more elements and no more depth than a page can hold', () => {
    const count = (nodes: readonly ReadmeNode[]): number =>
      nodes.reduce((sum, node) => sum + 1 + (typeof node === 'string' ? 0 : count(node.children)), 0);
    assert.ok(count(treeOf('a\n\n'.repeat(60_000))) <= 40_000);
    const depth = (nodes: readonly ReadmeNode[]): number =>
      Math.max(0, ...nodes.map((node) => (typeof node === 'string' ? 1 : 1 + depth(node.children))));
    assert.ok(depth(treeOf(`${'> '.repeat(11)}${'*a **b '.repeat(200)}`)) <= 80);
  });

  it('ends, whatever was made to take hours or to nest without end', () => {
    const count = 100_000;
    const lists = Array.from({ length: 400 }, (_, at) => `${'  '.repeat(at)}- a`).join('\n');
    for (const endless of [
      '> '.repeat(count),
      '>'.repeat(count),
      '- '.repeat(count),
      '1. '.repeat(count),
      lists,
    ]) {
      assert.equal(readmeTree(`a\n\n${endless}a`), undefined);
    }
    const ticks = Array.from({ length: 440 }, (_, at) => '`'.repeat(at + 1)).join('a ');
    const slow = [
      '_a',
      '*a_ ',
      '[',
      '![',
      '[a](',
      '[a](<b ',
      '~~a',
      '<a ',
      '<!--',
      '&',
      '`',
      'a@',
      '\\',
      '[a] ',
    ];
    for (const piece of [...slow, ticks]) treeOf(piece.repeat(Math.ceil(count / piece.length)));
    for (const piece of slow) treeOf(`${piece.repeat(1_500)}\n\n`.repeat(10));
  });
});
