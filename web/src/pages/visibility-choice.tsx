// Who may know a package.

import type { OwnedItem } from '../../../src/http/api/organisation-contract.ts';
import { VISIBILITIES } from '../words/organisation-words.ts';

/** Below `/api/v1`. */
export function ownerPath({ ecosystem, name }: Pick<OwnedItem, 'ecosystem' | 'name'>): string {
  return `/owners/${ecosystem}/${encodeURIComponent(name)}`;
}

export function VisibilityChoice(props: {
  readonly item: OwnedItem;
  readonly setVisibility: (visibility: string) => void;
}) {
  const { name, visibility } = props.item;
  return (
    <select
      class="select is-small"
      aria-label={`Who may know ${name}`}
      title={VISIBILITIES[visibility]}
      value={visibility}
      onChange={(event) => {
        const { value } = event.currentTarget;
        // It shows what is so; what was chosen stands there once the server says it.
        event.currentTarget.value = visibility;
        props.setVisibility(value);
      }}
    >
      {Object.keys(VISIBILITIES).map((one) => (
        <option key={one} value={one} selected={one === visibility}>
          {one}
        </option>
      ))}
    </select>
  );
}
