// A README as it is to be read: Markdown as elements of a closed list, everything else as it stands.

import { Fragment, h, type VNode } from 'preact';
import { useMemo } from 'preact/hooks';

import type { ReleaseContentsItem } from '../../../src/http/api/contents-contract.ts';
import { readmeTree, type ReadmeNode } from './readme-tree.ts';

type Readme = NonNullable<ReleaseContentsItem['readme']>;

export function ReadmeView({ readme: { format, text, isCut } }: { readonly readme: Readme }) {
  const tree = useMemo(() => (format === 'markdown' ? readmeTree(text) : undefined), [format, text]);
  return (
    <div class="readme">
      {tree === undefined ? <pre class="readme-text">{text}</pre> : <Nodes nodes={tree} />}
      {isCut === true ? <p class="muted">The rest is left out: it is very long.</p> : null}
    </div>
  );
}

function Nodes({ nodes }: { readonly nodes: readonly ReadmeNode[] }): VNode {
  return h(
    Fragment,
    null,
    nodes.map((node) => (typeof node === 'string' ? node : render(node))),
  );
}

/** The tags are those of the closed list, and so is the only attribute. */
function render({ tag, href, children }: Exclude<ReadmeNode, string>): VNode {
  const content = children.length === 0 ? null : <Nodes nodes={children} />;
  if (tag === 'a')
    return (
      <a href={href ?? ''} rel="noopener noreferrer nofollow" target="_blank">
        {content}
      </a>
    );
  if (tag === 'table')
    return (
      <div class="table-wrap">
        <table class="table">{content}</table>
      </div>
    );
  if (tag === 'pre')
    return (
      <pre tabIndex={0} role="region" aria-label="Code of the README">
        {content}
      </pre>
    );
  return h(tag, null, content);
}
