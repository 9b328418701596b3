// A package's name, leading to its page.

import { ECOSYSTEM_TITLES, packageHref, type EcosystemId } from '../words/ecosystems.ts';

export function PackageLink(props: {
  readonly ecosystem: EcosystemId;
  readonly name: string;
  readonly version?: string;
  readonly isPlain?: boolean;
}) {
  const { ecosystem, name, version } = props;
  return (
    <span class="anywhere">
      <a href={packageHref(ecosystem, name, version)}>
        {version === undefined ? name : `${name}@${version}`}
      </a>
      {props.isPlain === true ? null : (
        <>
          {' '}
          <span class="tag">{ECOSYSTEM_TITLES[ecosystem]}</span>
        </>
      )}
    </span>
  );
}
