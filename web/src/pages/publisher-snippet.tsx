// What a build writes into its CI's configuration to publish here: ready to copy, for each provider.

import { useState } from 'preact/hooks';

import { queryOf } from '../api/client.ts';
import { useResource } from '../api/use-resource.ts';
import { Copy } from '../parts/copy.tsx';
import { SelectField, TextField } from '../parts/field.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import type { ProviderId } from '../words/publisher-words.ts';
import type { PublisherSubject } from './publisher-section.tsx';

interface SnippetProps {
  readonly subject: PublisherSubject;
  readonly provider: ProviderId;
  readonly what: 'package' | 'namespace';
}

export function PublisherSnippet(props: SnippetProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="is-below" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>What the build writes into its CI</summary>
      {isOpen ? <Chosen {...props} /> : null}
    </details>
  );
}

function Chosen({ subject, provider: first, what }: SnippetProps) {
  const [provider, setProvider] = useState<string>(first);
  // A snippet is for one package: of a namespace one is named.
  const [name, setName] = useState(what === 'package' ? subject.name : subject.name.replace('*', 'package'));
  const { data, problem } = useResource<{ readonly file: string; readonly text: string }>(
    name.trim() === ''
      ? undefined
      : `/trusted-publishing/snippet${queryOf({ ecosystem: subject.ecosystem, name: name.trim(), provider })}`,
  );
  return (
    <>
      <div class="form-pair is-below">
        <SelectField
          label="For"
          value={provider}
          options={[
            ['github', 'GitHub Actions'],
            ['gitlab', 'GitLab CI'],
            ['circleci', 'CircleCI'],
            ['google', 'Google Cloud'],
            ['custom', 'any other'],
          ]}
          onValue={setProvider}
        />
        {what === 'package' ? null : <TextField label="Package" value={name} onValue={setName} isRequired />}
      </div>
      {problem === undefined ? null : <Failure problem={problem} />}
      {data === undefined ? (
        problem === undefined ? (
          <Loading what="the snippet" />
        ) : null
      ) : (
        <>
          <p class="is-below">
            <code>{data.file}</code>
          </p>
          <Copy text={data.text} what="configuration" />
        </>
      )}
    </>
  );
}
