import type { ForgeClient } from './forgeClient';
import type { Disposable } from '../support/disposable';

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly answer: (answer: Answer | Promise<Answer>) => void;
  readonly fail: (error: unknown) => void;
}

/** An answer that is still to come holds up no other. */
export type AskForge<Question, Answer> = (
  client: ForgeClient,
  questions: readonly Question[],
  signal: AbortSignal,
) => Promise<readonly (Answer | Promise<Answer>)[]>;

/** Who asks within this time of one another is asked for together. */
const gatherMs = 15;

/** Turns the questions of many services into one a forge; answers come in the order of the questions. */
export class ForgeBatch<Question, Answer> implements Disposable {
  private readonly waiting = new Map<ForgeClient, Waiting<Question, Answer>[]>();
  private readonly ended = new AbortController();
  private gathering: NodeJS.Timeout | undefined;

  constructor(private readonly askForge: AskForge<Question, Answer>) {}

  ask(client: ForgeClient, question: Question): Promise<Answer> {
    return new Promise<Answer>((answer, fail) => {
      const waiting = this.waiting.get(client) ?? [];
      waiting.push({ question, answer, fail });
      this.waiting.set(client, waiting);
      this.gathering ??= setTimeout(() => this.askAll(), gatherMs);
    });
  }

  dispose(): void {
    clearTimeout(this.gathering);
    this.ended.abort();
    this.waiting.clear();
  }

  private askAll(): void {
    this.gathering = undefined;
    for (const [client, waiting] of this.waiting) void this.askOne(client, waiting);
    this.waiting.clear();
  }

  private async askOne(client: ForgeClient, waiting: readonly Waiting<Question, Answer>[]): Promise<void> {
    try {
      const questions = waiting.map(({ question }) => question);
      const answers = await this.askForge(client, questions, this.ended.signal);
      if (answers.length < questions.length) throw new RangeError('fewer answers than questions');
      // As many answers as questions.
      waiting.forEach(({ answer }, index) => answer(answers[index] as Answer | Promise<Answer>));
    } catch (error) {
      for (const { fail } of waiting) fail(error);
    }
  }
}
