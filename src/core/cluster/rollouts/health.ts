import { condition, degraded, healthy, progressing, suspended, unknown, type Health } from '../health/verdicts';
import type { LiveObject } from '../live';
import { analysisWords } from './analysis';
import { isPromoted, readRollout, type RolloutRead } from './read';
import { pauseWords, stepWords } from './words';

/**
 * The health of an Argo Rollout: healthy only where the controller says so of what is asked for now, nothing is paused or
 * aborted, and the stable set is what is asked for.
 *
 * @param made what it made: its AnalysisRuns are among them, where they may be read
 * Source: argo-rollouts, `GetRolloutPhase` of utils/rollout/rolloututil.go; docs/controllers.md, "Argo Rollouts".
 */
export function rolloutHealth(rollout: LiveObject, made: readonly LiveObject[]): Health {
  const read = readRollout(rollout);
  const stage = read && !isPromoted(read) && read.status.abort !== true ? stepWords(read) : undefined;
  return { ...healthNow(rollout, read, made), ...(stage === undefined ? {} : { stage }) };
}

function healthNow(rollout: LiveObject, read: RolloutRead | undefined, made: readonly LiveObject[]): Health {
  const deleted = rollout.metadata['deletionTimestamp'];
  if (deleted !== undefined) return progressing('being deleted', typeof deleted === 'string' ? deleted : undefined);
  if (!read) return unknown('it is not of a form that is known here');
  const { status, observed } = read;
  if (observed === 'not told')
    return unknown('written by a version of Argo Rollouts that does not tell what it observed');
  if (observed === 'not yet') return progressing('the latest change is not observed yet');
  const words = saidOf(read, made);
  const since = condition(rollout, 'Progressing')?.since;
  if (status.abort === true) {
    return degraded(`aborted, the stable version runs${words}`, status.abortedAt ?? since);
  }
  if (status.controllerPause === true && (status.pauseConditions ?? []).length === 0) {
    return progressing(`going on after a pause${words}`, since);
  }
  switch (status.phase) {
    case 'Healthy':
      return wellUnless(read, words);
    case 'Degraded':
      return degraded(`degraded${words}`, since);
    case 'Paused':
      return suspended(words === '' ? 'paused' : words.slice(2));
    case 'Progressing':
      return progressing(words === '' ? 'rolling out' : words.slice(2), since);
    default:
      return unknown('its controller names no phase that is known here');
  }
}

/** The controller calls it healthy. What contradicts that counts more. */
function wellUnless(read: RolloutRead, words: string): Health {
  if (pauseWords(read).length > 0) return suspended(words.slice(2));
  return isPromoted(read) ? healthy : progressing(`not promoted yet${words}`);
}

/** All that is to be said of where it stands, each after `; `. */
function saidOf(read: RolloutRead, made: readonly LiveObject[]): string {
  const { status } = read;
  const isUnderWay = !isPromoted(read);
  const step = isUnderWay && status.abort !== true ? stepWords(read) : undefined;
  const pauses = pauseWords(read);
  const own = pauses.length > 0 ? undefined : oneLine(status.message);
  const analysis = isUnderWay ? analysisWords(read, made) : [];
  return [step, ...pauses, own, ...analysis].map((part) => (part ? `; ${part}` : '')).join('');
}

function oneLine(message = ''): string | undefined {
  const line = message.split('\n')[0] ?? '';
  return line === '' ? undefined : line;
}
