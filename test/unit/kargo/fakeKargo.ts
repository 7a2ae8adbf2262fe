import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Ajv } from 'ajv';

interface Published {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: object; readonly operationId: string }>>>
  >;
  readonly definitions: Readonly<Record<string, object>>;
}

const published = JSON.parse(readFileSync(join(import.meta.dirname, 'published.json'), 'utf8')) as Published;

/** The operation that Kargo publishes for a request; nothing for what it does not have. */
function operationOf(method: string, path: string): { readonly id: string; readonly status: number } | undefined {
  for (const [template, methods] of Object.entries(published.paths)) {
    const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);
    const found = methods[method.toLowerCase()];
    if (found && pattern.test(path)) return { id: found.operationId, status: Number(Object.keys(found.responses)[0]) };
  }
  return undefined;
}

const asks = new Ajv({ strict: false }).compile({
  ...published.definitions['PromoteToStageRequest'],
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
});

/** Kargo's API as it is published: what it does not have is a 404, what it does not take a 400. */
export class FakeKargo {
  readonly asked: { readonly id: string; readonly path: string; readonly body: string; readonly token: string }[] = [];
  uid = 'uid-prod';
  currentFreight: string | undefined;
  /** Answers in its place. */
  instead: ((id: string, response: ServerResponse) => boolean) | undefined;
  private readonly server = createServer((request, response) => void this.serve(request, response));

  static async start(): Promise<FakeKargo> {
    const kargo = new FakeKargo();
    await new Promise<void>((resolve) => kargo.server.listen(0, '127.0.0.1', resolve));
    return kargo;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  promoted(): readonly string[] {
    return this.asked.filter(({ id }) => id === 'PromoteToStage').map(({ body }) => body);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const path = request.url ?? '';
    const operation = operationOf(request.method ?? '', path);
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    this.asked.push({ id: operation?.id ?? '', path, body, token });
    const answer = (status: number, said: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(said));
    };
    if (!operation) {
      answer(404, { error: 'not found' });
      return;
    }
    if (token === '') {
      answer(401, { error: 'no token provided' });
      return;
    }
    if (this.instead?.(operation.id, response)) return;
    if (operation.id === 'GetStage') {
      const freight = this.currentFreight;
      const status = freight === undefined ? {} : { currentPromotion: { name: 'p', freight: { name: freight } } };
      answer(operation.status, { metadata: { name: 'prod', uid: this.uid }, status });
      return;
    }
    if (!asks(JSON.parse(body))) {
      answer(400, { error: 'exactly one of freight, freightAlias, or origin' });
      return;
    }
    answer(operation.status, { kind: 'Promotion', metadata: { name: 'prod.01j' } });
  }
}
