// Whose builds publish a package; nothing where nobody owns it here.

import type { OwnedItem } from '../../../src/http/api/organisation-contract.ts';
import type { PackageDetail } from '../../../src/http/api/package-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useMay } from '../app/context.ts';
import { Failure } from '../parts/states.tsx';
import { useLater } from '../parts/use-later.ts';
import { ownerPath } from './visibility-choice.tsx';

const loadSection = () => import('./publisher-section.tsx');

export function PackagePublishers({ detail }: { readonly detail: PackageDetail }) {
  const mayRead = useMay('read-publishers');
  const { data: owned } = useResource<OwnedItem>(mayRead ? ownerPath(detail) : undefined);
  return owned === undefined ? null : <Section owned={owned} />;
}

function Section({ owned: { ecosystem, name } }: { readonly owned: OwnedItem }) {
  const { code, problem } = useLater(loadSection);
  if (problem !== undefined) return <Failure problem={problem} />;
  if (code === undefined) return null;
  return <code.PublisherSection subject={{ ecosystem, name }} what="package" />;
}
