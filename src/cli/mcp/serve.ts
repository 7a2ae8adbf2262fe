import type { Readable } from 'node:stream';
import { Writable } from 'node:stream';
import { McpServer, type ServerContext } from '@modelcontextprotocol/server';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { reasonOf } from '../../core/support/errors';
import { redact } from '../../core/support/redact';
import type { CliContext } from '../context';
import { answerOf, failed } from './answer';
import { Place } from './place';
import { Questions } from './questions';
import { readings } from './reading';
import { Runner } from './run';
import { inputOf, write, writings } from './writing';

export interface McpOptions {
  readonly catalog?: string;
  readonly allowWrites?: boolean;
}

const about =
  'Branchline: promotion, rollback and drift of services that have one configuration repository each and one branch per environment. ' +
  'Unknown, stale, forbidden and unreachable are states of their own: never take them for "in sync" or "passed".';

/** Serves tools to one client until its end of input, or until cancelled. Source: Model Context Protocol, stdio transport. */
export async function serve(options: McpOptions, input: Readable, context: CliContext): Promise<void> {
  const transport = new StdioServerTransport(input, printing(context));
  const ended = new Promise<void>((resolve) => {
    input.once('close', resolve).once('end', resolve).once('error', resolve);
    context.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const handle = serveStdio(() => serverOf(options, context), {
    transport,
    onerror: (error) => context.warn(`branchline: ${redact(reasonOf(error))}`),
  });
  await ended;
  await handle.close();
}

function serverOf({ catalog, allowWrites = false }: McpOptions, context: CliContext): McpServer {
  const server = new McpServer({ name: 'branchline', version: '0.1.0' }, { instructions: about });
  const place = new Place(catalog, context);
  const runner = new Runner(context);
  const questions = new Questions();
  for (const { name, title, description, input, args, meanings } of readings) {
    const annotations = { readOnlyHint: true, openWorldHint: true };
    server.registerTool(
      name,
      { title, description, inputSchema: input, annotations },
      (given, { mcpReq: { signal } }) =>
        toldAs(async () => answerOf(await runner.run(await args(given, place, signal), signal), meanings), signal),
    );
  }
  for (const writing of allowWrites ? writings : []) {
    const { name, title, description } = writing;
    const annotations = { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true };
    const config = { title, description, inputSchema: inputOf(writing), annotations };
    server.registerTool(name, config, (given, { mcpReq }: ServerContext) => {
      const { signal, inputResponses: responses } = mcpReq;
      const call = { given, responses, question: mcpReq.requestState<string>(), signal };
      return toldAs(() => write(writing, { runner, place, questions }, call), signal);
    });
  }
  return server;
}

/** What went wrong, as the tool's own answer: the model can do something about it. */
async function toldAs<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | ReturnType<typeof failed>> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    return failed(redact(reasonOf(error)));
  }
}

/** Messages are lines, and so is what a command prints. */
function printing(context: CliContext): Writable {
  let rest = '';
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _, done) {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) context.print(line);
      done();
    },
  });
}
