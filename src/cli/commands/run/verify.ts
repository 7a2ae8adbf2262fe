import { dirname } from 'node:path';
import { CommitObserver } from '../../../core/fleet/commitObserver';
import { systemClock } from '../../../core/support/clock';
import { deadline, delay, isTimeout } from '../../../core/support/deadline';
import { BranchlineError, isAbort } from '../../../core/support/errors';
import { inEnglish, message } from '../../../core/support/message';
import type { RelayNews } from '../../../core/relay/subscribe/news';
import { redact } from '../../../core/support/redact';
import { unknownBecause } from '../../../core/support/unknownBecause';
import { makeOwnFolder, removeOwnFolder } from '../../../core/support/ownFolder';
import { verifyCommit } from '../../../core/verify/verifyCommit';
import { containerLogs } from '../../../core/verify/logs';
import { reasonsOf, type Subject, type Verdict } from '../../../core/verify/verdict';
import type { CliContext, ExitCode } from '../../context';
import { isAllowed } from '../../repository/allowUnknown';
import { checkRelay, relayNews, repositoryOnRelay } from '../../repository/relayNews';
import type { VerifyCall } from '../verify/call';
import { printLogs, printProgress, printVerdict, writeFiles } from '../verify/output';
import { settingsOf, type VerifySettings } from '../verify/settings';
import { StatusPoster } from '../verify/status';
import { placeOf, type Place } from '../verify/place';

/** Waits, tells, writes what was asked for, posts; what it ends with. @throws BranchlineError where there is nothing to judge */
export async function runVerify(call: VerifyCall, context: CliContext): Promise<ExitCode> {
  const settings = settingsOf(call);
  checkRelay(call, context);
  const storage = await makeOwnFolder('verify');
  try {
    const place = await placeOf(call, storage, context);
    const startedAt = systemClock.now();
    context.warn(`Reading ${place.service.name}, branch ${place.environment.branch}`);
    const observer = await openInTime(place, call, settings, context);
    try {
      return await judge(observer, place, call, { ...settings, startedAt }, context);
    } finally {
      observer.dispose();
      place.clusters.dispose();
    }
  } finally {
    await removeOwnFolder(storage);
  }
}

async function judge(
  observer: CommitObserver,
  place: Place,
  call: VerifyCall,
  settings: VerifySettings & { readonly startedAt: number },
  context: CliContext,
): Promise<ExitCode> {
  const { service, environment } = place;
  const { branch } = environment;
  const subject: Subject = { service: service.name, environment: environment.name, branch, commit: observer.commit };
  const poster = call.postStatus ? new StatusPoster(observer, call, context) : undefined;
  await poster?.pending(subject);
  const news = newsOf(observer, call, context);
  let verdict: Verdict;
  try {
    verdict = await verifyCommit(
      {
        observer,
        subject,
        checks: environment.checks ?? [],
        world: {
          clusters: place.clusters,
          target: place.target,
          folder: dirname(place.catalogPath),
          environment: {
            ...context.environment,
            BRANCHLINE_SERVICE: service.name,
            BRANCHLINE_ENVIRONMENT: environment.name,
            BRANCHLINE_COMMIT: observer.commit.sha,
          },
        },
        mayBeUnknown: (kind) => call.allowUnknown !== undefined && isAllowed(kind, call.allowUnknown),
        timing: settings.timing,
        startedAt: settings.startedAt,
        clock: systemClock,
        log: place.log,
        mayHaveMoved: news && (() => news.isDue()),
        tell: printProgress(subject, settings.startedAt, context),
      },
      context.signal,
    );
  } catch (error) {
    await poster?.broken(context.signal.aborted || isAbort(error) ? 'Cancelled' : 'It could not be verified');
    throw error;
  } finally {
    news?.dispose();
  }
  const posted = await poster?.verdict(verdict);
  if (call.containerLogs) await tellLogs(verdict, place, context);
  printVerdict(verdict, posted, call, context);
  await writeFiles(verdict, call, context);
  if (verdict.kind !== 'verified') return 2;
  return posted?.kind === 'failed' ? 1 : 0;
}

/** Where the branch goes, told by a relay. */
function newsOf({ location: { forge } }: CommitObserver, call: VerifyCall, context: CliContext): RelayNews | undefined {
  return forge.kind === 'known'
    ? relayNews(call, repositoryOnRelay(forge.client, forge.repository), context)
    : undefined;
}

/** On stderr alone: no file, status or document gets what a program printed. */
async function tellLogs(verdict: Verdict, { clusters, target }: Place, context: CliContext): Promise<void> {
  const look = clusters.look(target);
  try {
    printLogs(await containerLogs(reasonsOf(verdict), look, context.signal), context);
  } finally {
    look.dispose();
  }
}

const againMs = 3_000;

/** A repository that cannot be reached for the moment is tried again for as long as there is time. */
async function openInTime(
  place: Place,
  { commit }: VerifyCall,
  { timing }: VerifySettings,
  context: CliContext,
): Promise<CommitObserver> {
  const inTime = deadline(context.signal, timing.timeoutMs);
  for (;;) {
    try {
      return await CommitObserver.open(place, commit?.toLowerCase(), place.fleet(), inTime);
    } catch (error) {
      context.signal.throwIfAborted();
      const { reason, said } = unknownBecause(error, { at: 0, source: '' });
      if (inTime.aborted || reason !== 'unreachable') throw isTimeout(error) ? noAnswer(place) : error;
      context.warn(`branchline: ${redact(inEnglish(said))} Trying again.`);
      await delay(againMs, inTime).catch(() => undefined); // where the time is up, the next try says so
    }
  }
}

function noAnswer({ service }: Place): BranchlineError {
  return new BranchlineError(
    'cli/noAnswer',
    message('The repository of {service} gave no answer in time.', { service: service.name }),
  );
}
