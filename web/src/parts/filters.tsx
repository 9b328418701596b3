// Filters of a list, kept in the page's address.

import { useEffect, useState } from 'preact/hooks';

import { useQuery } from '../app/use-query.ts';
import { ECOSYSTEM_IDS, ECOSYSTEM_TITLES } from '../words/ecosystems.ts';
import { SelectField, TextField } from './field.tsx';

const TYPING_MS = 250;

/** Text that filters soon after the last key. */
export function TextFilter({
  name,
  label,
  placeholder,
}: {
  readonly name: string;
  readonly label: string;
  readonly placeholder?: string;
}) {
  const query = useQuery();
  const held = query.get(name) ?? '';
  const [text, setText] = useState(held);
  useEffect(() => setText(held), [held]);
  useEffect(() => {
    if (text === held) return undefined;
    const timer = window.setTimeout(() => query.set({ [name]: text.trim() }, 'replace'), TYPING_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  return (
    <TextField
      label={label}
      kind="search"
      value={text}
      onValue={setText}
      {...(placeholder === undefined ? {} : { placeholder })}
    />
  );
}

export function ChoiceFilter(props: {
  readonly name: string;
  readonly label: string;
  readonly all: string;
  readonly options: readonly (readonly [value: string, title: string])[];
}) {
  const query = useQuery();
  return (
    <SelectField
      label={props.label}
      value={query.get(props.name) ?? ''}
      options={[['', props.all], ...props.options]}
      onValue={(value) => query.set({ [props.name]: value })}
    />
  );
}

export function EcosystemFilter() {
  return (
    <ChoiceFilter
      name="ecosystem"
      label="Ecosystem"
      all="All"
      options={ECOSYSTEM_IDS.map((id) => [id, ECOSYSTEM_TITLES[id]] as const)}
    />
  );
}
