import { setTimeout as sleep } from 'node:timers/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ForgeFault, OneShotFault, RequestMatch } from './types';

const signInPage = '<!DOCTYPE html><html><head><title>Sign In</title></head><body><form>Sign in</form></body></html>';

/** `passed`: the true answer follows. `answered`: the fault has dealt with the request. */
export type FaultOutcome = 'passed' | 'answered';

/** Faults that tests switch on. The lasting one hits every request; one-shot ones wait for theirs. */
export class Faults {
  private lasting: ForgeFault = { kind: 'none' };
  private readonly waiting: { match: RequestMatch; fault: OneShotFault }[] = [];

  constructor(private readonly signal: AbortSignal) {}

  set(fault: ForgeFault): void {
    this.lasting = fault;
  }

  addOnce(match: RequestMatch, fault: OneShotFault): void {
    this.waiting.push({ match, fault });
  }

  /** Takes the one-shot fault that is meant for this request, if there is one. */
  takeOnce(method: string, path: string): OneShotFault | undefined {
    const index = this.waiting.findIndex(({ match }) => match.method === method && match.path.test(path));
    return index < 0 ? undefined : this.waiting.splice(index, 1)[0]?.fault;
  }

  async applyLasting(request: IncomingMessage, response: ServerResponse): Promise<FaultOutcome> {
    switch (this.lasting.kind) {
      case 'none':
        return 'passed';
      case 'down':
        request.socket.destroy();
        return 'answered';
      case 'html':
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(signInPage);
        return 'answered';
      case 'unauthorised':
        response
          .writeHead(401, { 'content-type': 'application/json', 'www-authenticate': 'Basic realm="Gitea"' })
          .end(JSON.stringify({ message: 'user does not exist [uid: 0, name: ]', url: '' }));
        return 'answered';
      case 'refuses': {
        const { match, status, message } = this.lasting;
        const path = new URL(request.url ?? '/', 'http://forge').pathname;
        if (request.method !== match.method || !match.path.test(path)) return 'passed';
        response
          .writeHead(status, { 'content-type': 'application/json;charset=utf-8' })
          .end(JSON.stringify({ message, url: '' }));
        return 'answered';
      }
      case 'slow':
        await sleep(this.lasting.delayMs, undefined, { signal: this.signal });
        return 'passed';
    }
  }
}
