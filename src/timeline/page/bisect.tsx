import type { JSX, Ref } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../../pages/page/icon';
import type { BisectScreen, LookedAtDeployment } from '../protocol/timeline';
import { DeploymentTable } from './deploymentTable';
import type { Say } from './say';
import { Offers } from '../../pages/page/offers';
import { Notes, SaidText } from '../../pages/page/said';
import { useSettled } from './settled';

interface BisectProps {
  readonly screen: BisectScreen;
  readonly say: Say;
}

/** A search: how it stands, the one that is looked at with the answers, and all that is searched. */
export function BisectPart({ screen, say }: BisectProps): JSX.Element {
  const { headline, standing, looked, rows, offers, notes, words } = screen;
  const said = useRef<HTMLDivElement>(null);
  const meant = useRef<HTMLSpanElement>(null);
  const isAsked = rows.some(({ id, state }) => id === looked?.id && state === 'asked');
  // Where what was pressed is not there any more, the focus goes to how it stands, so that it is not lost.
  useEffect(() => {
    if (document.activeElement === document.body) said.current?.focus();
  }, [standing.title.text]);
  // What is told of another one stands at the top. Whoever chose it in the table is led to the answers.
  useEffect(() => {
    if (document.activeElement?.closest('table')) meant.current?.focus();
    window.scrollTo(0, 0);
  }, [looked?.id]);
  return (
    <div class="bisect">
      <header class="stays">
        <h1>{headline}</h1>
        <div class="standing" role="status" tabIndex={-1} ref={said}>
          <p class="title">
            <SaidText said={standing.title} />
          </p>
          {standing.lines.map((line, index) => (
            <p key={index}>
              <SaidText said={line} />
            </p>
          ))}
        </div>
        {looked && <Answers looked={looked} label={words.answers} isAsked={isAsked} meant={meant} say={say} />}
        <div role="group" aria-label={words.search}>
          <Offers offers={offers} press={(offer) => say({ kind: 'act', offer, about: '' })} />
        </div>
      </header>
      {looked && <Looked looked={looked} label={words.looked} say={say} />}
      <Notes title={words.notes} notes={notes} />
      <h2>{words.rows}</h2>
      <DeploymentTable columns={screen.columns} rows={rows} chosen={looked?.id} words={words} say={say} />
    </div>
  );
}

interface LookedProps {
  readonly looked: LookedAtDeployment;
  readonly label: string;
  readonly say: Say;
}

interface AnswersProps extends LookedProps {
  /** It is the one that the question is about. */
  readonly isAsked: boolean;
  readonly meant: Ref<HTMLSpanElement>;
}

/** The buttons stay where they are from question to question, and keep the focus; of which deployment they are meant, they say. */
function Answers({ looked, label, isAsked, meant, say }: AnswersProps): JSX.Element {
  const isSettled = useSettled(looked.id);
  const answer = (offer: string) => {
    if (isSettled) say({ kind: 'act', offer, about: looked.id });
  };
  return (
    <div class={`answers${isAsked ? ' asked' : ''}`} role="group" aria-label={`${label}: ${looked.headline}`}>
      <span class="meant" tabIndex={-1} ref={meant}>
        {looked.headline}
      </span>
      {looked.answers.map(({ id, label: text, icon }) => (
        <button key={id} type="button" class={id} aria-disabled={!isSettled} onClick={() => answer(id)}>
          <Icon name={icon} /> {text}
        </button>
      ))}
    </div>
  );
}

function Looked({ looked, label, say }: LookedProps): JSX.Element {
  const { headline, lines, changed, offers } = looked;
  return (
    <section class="looked" aria-label={label}>
      <h2>{headline}</h2>
      <ul>
        {lines.map((line, index) => (
          <li key={index}>
            <SaidText said={line} />
          </li>
        ))}
      </ul>
      <h3>{changed.headline}</h3>
      <ul class="by-key">
        {changed.lines.map((line, index) => (
          <li key={index}>
            <SaidText said={line} />
          </li>
        ))}
      </ul>
      <Offers offers={offers} press={(offer) => say({ kind: 'act', offer, about: looked.id })} />
    </section>
  );
}
