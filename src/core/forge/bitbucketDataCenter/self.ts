import * as z from 'zod';
import { ForgeError } from '../errors';
import type { Api } from '../http/api';
import type { Transport } from '../http/transport';

/**
 * Who asks: every answer to somebody says so, in a form for addresses; a token of a project or a repository is somebody too.
 * @throws ForgeError `unauthorised` where it is nobody
 */
export async function readSelf(api: Api, transport: Transport, signal: AbortSignal): Promise<string> {
  const where = { path: '/api/latest/application-properties', subject: transport.host };
  const { answer } = await api.read(z.unknown(), where, signal);
  const name = selfOf(answer.headers);
  if (name !== '') return name;
  throw ForgeError.unauthorised(transport.host, (await transport.hasToken(signal)) ? 'refused' : 'none');
}

/** Empty where it is nobody. */
export function selfOf(headers: Headers): string {
  return decoded(headers.get('x-ausername') ?? '');
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
