import { randomUUID } from 'node:crypto';

/** What a person was asked. */
export interface Question {
  /** The call that it was about, with all that was given. */
  readonly call: string;
  /** What has to be typed for a yes; nothing where a tick is enough. */
  readonly name: string | undefined;
}

const most = 100;

/** Questions that are open. An answer counts once, for the call that was asked about, in this process: nobody can answer what was not asked. */
export class Questions {
  private readonly open = new Map<string, Question>();

  /** @returns what the answer has to bring */
  add(question: Question): string {
    const id = randomUUID();
    this.open.set(id, question);
    const [oldest] = this.open.keys();
    if (this.open.size > most && oldest !== undefined) this.open.delete(oldest);
    return id;
  }

  take(id: string | undefined): Question | undefined {
    const question = id === undefined ? undefined : this.open.get(id);
    if (id !== undefined) this.open.delete(id);
    return question;
  }
}
