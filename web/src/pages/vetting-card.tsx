// The card of a package before it is used: behaviours, each opening to what its answer rests on. No score is made of them.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import type { BehaviourItem, VettingCard } from '../../../src/http/api/vetting-contract.ts';
import { useQuery } from '../app/use-query.ts';
import { Banner } from '../parts/banner.tsx';
import { ChoiceFilter } from '../parts/filters.tsx';
import { OutsideLink } from '../parts/outside-link.tsx';
import { Time } from '../parts/time.tsx';
import { AnswerMark } from '../parts/vetting-parts.tsx';
import { groupBehaviours, GROUP_TITLES } from '../words/vetting-words.ts';

const COUNTED = ['yes', 'partly', 'no', 'unknown'] as const;

export function CardView({ card }: { readonly card: VettingCard }) {
  const wanted = useQuery().get('answers');
  const [isOpen, setOpen] = useState(false);
  const shown = card.behaviours.filter(({ answer }) => wanted === undefined || answer === wanted);
  return (
    <div class="card">
      {card.staleBecause === undefined ? null : (
        <Banner tone="warn">
          <p>
            <strong>By what was known before:</strong> {card.staleBecause}
          </p>
        </Banner>
      )}
      <Answers card={card} />
      <About card={card} />
      <div class="filters is-beside is-below">
        <ChoiceFilter
          name="answers"
          label="Answers"
          all="All"
          options={[
            ['no', 'No'],
            ['partly', 'Partly'],
            ['unknown', 'Unknown'],
            ['yes', 'Yes'],
          ]}
        />
        <button type="button" class="button" aria-pressed={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Close all evidence' : 'Open all evidence'}
        </button>
      </div>
      {shown.length === 0 ? <p class="muted">No answer is “{wanted}”.</p> : null}
      {groupBehaviours(shown).map(([group, behaviours]) => (
        <section key={group} class="card-group" aria-label={GROUP_TITLES[group]}>
          <h3>{GROUP_TITLES[group]}</h3>
          <ul class="panel behaviours">
            {behaviours.map((one) => (
              <li key={one.id}>
                <Behaviour behaviour={one} isOpen={isOpen} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Answers({ card }: { readonly card: VettingCard }) {
  return (
    <>
      <dl class="facts is-four">
        {COUNTED.map((answer) => (
          <div key={answer}>
            <dt>
              <AnswerMark answer={answer} />
            </dt>
            <dd class="is-large">{card.answers[answer]}</dd>
          </div>
        ))}
      </dl>
      <p class="plan-lead">
        {card.version === undefined ? 'No version of it is known.' : `Of version ${card.version}`}
        {card.version === undefined || card.isVersionAsked ? '' : ', the newest'}
        {card.version === undefined ? '' : ', '}made <Time at={card.madeAt} />
        {card.upstream === undefined ? '' : ` by what upstream ${card.upstream} says`}. Behaviours and what
        they rest on, to judge by yourself: no number is made of them.
      </p>
    </>
  );
}

function About({ card: { about } }: { readonly card: VettingCard }) {
  return (
    <dl class="facts is-three is-above">
      <div>
        <dt>Says of itself</dt>
        <dd>
          <Told told={about.description} />
        </dd>
      </div>
      <div>
        <dt>Source and homepage</dt>
        <dd class="lines-in-cell">
          <Told told={about.repository} isLink />
          {about.homepage.value === undefined || about.homepage.value === about.repository.value ? null : (
            <Told told={about.homepage} isLink />
          )}
        </dd>
      </div>
      <div>
        <dt>Licence</dt>
        <dd>
          <Told told={about.licence} />
        </dd>
      </div>
      <div>
        <dt>People</dt>
        <dd>
          <People about={about} />
        </dd>
      </div>
      <div>
        <dt>Issues</dt>
        <dd>
          <Told told={about.issues} isLink />
        </dd>
      </div>
      <div>
        <dt>Funding</dt>
        <dd class="lines-in-cell">
          {about.funding.length === 0 ? <span class="muted">none told</span> : null}
          {about.funding.map(({ url }) => (
            <span key={url} class="anywhere">
              <OutsideLink url={url}>{url}</OutsideLink>
            </span>
          ))}
        </dd>
      </div>
    </dl>
  );
}

function Told({
  told: { state, value, why },
  isLink = false,
}: {
  readonly told: VettingCard['about']['licence'];
  readonly isLink?: boolean;
}) {
  if (value !== undefined) {
    return <span class="anywhere">{isLink ? <OutsideLink url={value}>{value}</OutsideLink> : value}</span>;
  }
  if (state === 'unknown') return <span class="muted">unknown{why === undefined ? '' : `: ${why}`}</span>;
  return <span class="muted">{state === 'absent' ? 'there is no place for it' : 'nothing told'}</span>;
}

const SHOWN_PEOPLE = 6;

function People({ about: { people, peopleUnknown } }: { readonly about: VettingCard['about'] }) {
  if (people.length === 0) {
    return (
      <span class="muted">
        {peopleUnknown === undefined ? 'nobody is named' : `unknown: ${peopleUnknown}`}
      </span>
    );
  }
  const rest = people.length - SHOWN_PEOPLE;
  return (
    <ul class="lines-in-cell">
      {people.slice(0, SHOWN_PEOPLE).map(({ name, called, url, mayPublish }) => (
        <li key={`${called} ${name}`} class="anywhere">
          <OutsideLink url={url}>{name}</OutsideLink>{' '}
          <span class="muted">
            {called}
            {mayPublish ? ', may publish' : ''}
          </span>
        </li>
      ))}
      {rest > 0 ? <li class="muted">and {rest} more</li> : null}
    </ul>
  );
}

function Behaviour({ behaviour, isOpen }: { readonly behaviour: BehaviourItem; readonly isOpen: boolean }) {
  const { evidence } = behaviour;
  if (evidence.length === 0) {
    return (
      <div class="behaviour">
        <Head behaviour={behaviour} />
      </div>
    );
  }
  return (
    <details class="behaviour" open={isOpen}>
      <summary>
        <Head behaviour={behaviour} />
      </summary>
      <ul class="notes">
        {evidence.map(({ source, summary, at, url }) => (
          <li key={`${source} ${summary}`}>
            {summary} <span class="nowrap">{at === undefined ? null : <Time at={at} />}</span>
            <Source url={url}>{source}</Source>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Source({
  url,
  children,
}: {
  readonly url: string | undefined;
  readonly children: ComponentChildren;
}) {
  return (
    <span class="anywhere">
      {' '}
      · <OutsideLink url={url}>{children}</OutsideLink>
    </span>
  );
}

function Head({ behaviour: { question, answer, isNeutral, words } }: { readonly behaviour: BehaviourItem }) {
  return (
    <span class="behaviour-head">
      <AnswerMark answer={answer} isNeutral={isNeutral} />
      <span class="behaviour-text">
        <strong>{question}</strong> <span class="anywhere">{words}</span>
      </span>
    </span>
  );
}
