import { searchState, type Mark } from '../../../core/bisect/search';
import { tryOut } from '../../../core/bisect/tryOut';
import { hostsOf } from '../../../core/fleet/hosts';
import { GitError } from '../../../core/git/errors';
import { short } from '../../../core/support/sha';
import type { CliContext, ExitCode } from '../../context';
import { verdictFailure, verdictSource } from '../../repository/deploymentVerdicts';
import { openForReading } from '../../repository/openForReading';
import { namedCatalog, serviceNamed } from '../../repository/services';
import { duration } from '../../repository/statusOptions';
import { upstreamOf } from '../../repository/upstream';
import type { BisectCall } from '../bisect/call';
import { bisectDocument, type Searched, type Setting } from '../bisect/document';
import { answersTo, commandToGoOn } from '../bisect/goOn';
import { environmentNamed, lineOf, type Line } from '../bisect/line';
import { bisectText, questionLines } from '../bisect/print';

/** Looks for the deployment that broke it, as far as it can be told. @throws BranchlineError for ends that are none */
export async function runBisect(call: BisectCall, program: readonly string[], outer: CliContext): Promise<ExitCode> {
  const timeoutMs = duration('--timeout', call.timeout);
  const { catalog } = await namedCatalog(call.catalog, outer);
  const service = await serviceNamed(call.service, catalog, outer);
  const { branch } = environmentNamed(call.environment, service);
  const context = { ...outer, catalogHosts: hostsOf(catalog) };
  const options = { repo: service.repository, ...(call.catalog === undefined ? {} : { catalog: call.catalog }) };
  const opened = await openForReading(options, (known) => [branch, ...upstreamOf(branch, known)], context);
  try {
    const { repository, heads } = opened;
    if (repository.place.shallow.size > 0) throw GitError.shallow(repository.where);
    await repository.graph.load([...heads.values()], context.signal);
    const setting = { call, service, branch, opened, context };
    const line = await lineOf(call, branch, opened);
    const search = new Search(setting, program, line, await toldOf(line, setting));
    const answer = program.length > 0 ? search.byProgram(timeoutMs) : search.byAsking();
    const document = await bisectDocument(await answer, setting);
    context.print(call.json ? JSON.stringify(document, null, 2) : bisectText(document));
    return document.state === 'found' ? 0 : 3;
  } finally {
    opened.dispose();
  }
}

type Told = Pick<Searched, 'verdicts' | 'isUntold'>;

async function toldOf({ commits }: Line, { call, opened, context }: Setting): Promise<Told> {
  if (!call.verdicts) return { verdicts: new Map(), isUntold: false };
  const source = await verdictSource(opened, context);
  const told = await source.ask(commits.toReversed());
  const failure = verdictFailure(source.failure());
  if (failure !== undefined) context.warn(`branchline: verdicts are not known: ${failure}`);
  const verdicts = new Map(commits.map((commit, at) => [at, told.get(commit) ?? 'unknown'] as const));
  return { verdicts, isUntold: failure !== undefined };
}

/** One search: what was answered so far, and the next question. */
class Search {
  private readonly answered: Map<number, Mark>;
  private readonly tried = new Set<number>();

  constructor(
    private readonly setting: Setting,
    private readonly program: readonly string[],
    private readonly line: Line,
    private readonly told: Told,
  ) {
    this.answered = new Map(line.marks);
  }

  /** By what a program says of each. Whatever stops it, the command that goes on is told. */
  async byProgram(timeoutMs: number): Promise<Searched> {
    const { opened, context, call } = this.setting;
    const { folder, environment, signal } = context;
    const program = { command: this.program, folder, environment, timeoutMs };
    try {
      for (let now = this.state(); ; now = this.state()) {
        if (now.step.kind !== 'ask') return now;
        const commit = this.line.commits[now.step.at] ?? '';
        const tested = { service: call.service, environment: call.environment, commit };
        const { mark, code, output } = await tryOut(opened.repository, tested, program, signal);
        context.warn(`${mark.padEnd(4)}  ${short(commit)}  (ended with ${code}; one of ${now.step.left})`);
        for (const line of mark === 'good' ? [] : output) context.warn(`      ${line}`);
        this.answered.set(now.step.at, mark);
        this.tried.add(now.step.at);
      }
    } catch (error) {
      context.warn(`branchline: what was found is kept by: ${this.state().goOn.join(' ')}`);
      throw error;
    }
  }

  /** By what a person says at the terminal; where there is none, or they stop, as far as it is known. */
  async byAsking(): Promise<Searched> {
    const { context, call } = this.setting;
    const ask = call.json ? undefined : context.ask;
    for (let now = this.state(); ; now = this.state()) {
      if (now.step.kind !== 'ask' || !ask) return now;
      const document = await bisectDocument(now, this.setting);
      for (const line of questionLines(document)) context.warn(line);
      const mark = markOf(await ask('good, bad, skip, or stop? '));
      if (mark === 'stop') return now;
      if (mark !== undefined) this.answered.set(now.step.at, mark);
    }
  }

  private state(): Searched {
    const { commits } = this.line;
    const state = searchState(this.answered, this.told.verdicts);
    const { step } = state;
    const known = { call: this.setting.call, program: this.program, commits, marks: this.answered };
    const asked = step.kind === 'ask' && this.program.length === 0 ? commits[step.at] : undefined;
    const goOn = asked === undefined ? [commandToGoOn(known)] : answersTo(known, asked);
    return { commits, marks: this.answered, tried: this.tried, ...state, ...this.told, goOn };
  }
}

const words: Readonly<Record<string, Mark | 'stop'>> = { g: 'good', b: 'bad', s: 'skip', q: 'stop', x: 'stop' };

/** Nothing for what was not understood: it is asked again. */
function markOf(text: string | undefined): Mark | 'stop' | undefined {
  const word = text?.trim().toLowerCase();
  if (word === undefined) return 'stop';
  if (word === 'good' || word === 'bad' || word === 'skip' || word === 'stop') return word;
  return words[word];
}
