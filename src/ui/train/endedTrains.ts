import { createHash } from 'node:crypto';
import type * as vscode from 'vscode';
import * as z from 'zod';

const key = 'branchline.trains.ended';
const mostKept = 200;
const schema = z.array(z.tuple([z.string(), z.string()])).max(mostKept);

/**
 * Trains that were through, or were stopped, each with what the fleet told of it then: while that is the same, a window that opens
 * need not look at them again. Only a saving: what is lost here is looked at once more.
 */
export class EndedTrains {
  constructor(private readonly memory: Pick<vscode.Memento, 'get' | 'update'>) {}

  isEnded(id: string, facts: string): boolean {
    return this.all().some(([one, kept]) => one === id && kept === digest(facts));
  }

  keep(id: string, facts: string): void {
    const others = this.all().filter(([one]) => one !== id);
    void this.memory.update(key, [...others, [id, digest(facts)]].slice(-mostKept));
  }

  private all(): z.infer<typeof schema> {
    return schema.safeParse(this.memory.get(key)).data ?? [];
  }
}

function digest(facts: string): string {
  return createHash('sha256').update(facts).digest('hex').slice(0, 20);
}
