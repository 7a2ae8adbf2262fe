import * as z from 'zod';
import { boundedBody } from '../support/boundedBody';
import { deadline } from '../support/deadline';
import { networkFailure } from '../support/http/failure';
import { jsonIn } from '../support/jsonIn';
import type { Log } from '../support/log';
import { message, type Message } from '../support/message';
import { oneLine } from '../support/oneLine';
import { redact } from '../support/redact';
import { KargoError } from './errors';
import { kargoSignIn, type KargoSignIn } from './signIn';

/** Which freight is to be promoted to which Stage, as the cluster shows it. */
export interface KargoOrder {
  readonly project: string;
  readonly stage: string;
  /** Of the Stage in the cluster: a Kargo whose Stage has another is another Kargo. */
  readonly uid: string;
  readonly freight: string;
}

/** What a person is shown before they say yes, and what the yes is to. */
export interface KargoLook {
  readonly order: KargoOrder;
  readonly address: string;
  /** Of whom the sign-in says that it is. */
  readonly who: string | undefined;
}

export interface KargoOptions {
  readonly environment: () => Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
}

const usualTimeoutMs = 20_000;
const maxBytes = 4 * 1024 * 1024;

/** What Kubernetes takes for a name. None that would be another place in an address. */
const name = /^[a-z0-9][-a-z0-9.]{0,252}$/;

const stageShape = z.object({
  metadata: z.object({ uid: z.string() }),
  status: z
    .object({ currentPromotion: z.object({ freight: z.object({ name: z.string().optional() }).nullish() }).nullish() })
    .optional(),
});

const promotionShape = z.object({ metadata: z.object({ name: z.string() }) });

/**
 * Kargo's own API, asked as the person who signed in with Kargo's own program. It is asked only once a person has said yes to what was shown, and
 * for exactly that; it is Kargo that decides whether they may, and whether the freight is available. Nothing is tried twice.
 * Source: kargo 1.9, swagger.json (`GetStage`, `PromoteToStage`), pkg/server/promote_to_stage.go.
 */
export class KargoDoor {
  constructor(private readonly options: KargoOptions) {}

  /**
   * Whether the Kargo that one is signed in to is that of the Stage, and who one is there. Changes nothing.
   * @throws KargoError; the signal's reason when cancelled
   */
  async look(order: KargoOrder, signal: AbortSignal): Promise<KargoLook> {
    const signIn = await kargoSignIn(this.options.environment(), signal);
    await this.check(order, signIn, signal);
    return { order, address: signIn.address.href, who: signIn.who };
  }

  /**
   * Has Kargo promote what was shown.
   * @returns what the promotion is called; empty where Kargo does not say
   * @throws KargoError where it is not what was shown, or Kargo refuses; `kargo/notAnswered` where nobody knows whether it promotes
   */
  async promote({ order, address, who }: KargoLook, signal: AbortSignal): Promise<string> {
    const signIn = await kargoSignIn(this.options.environment(), signal);
    if (signIn.address.href !== address || signIn.who !== who) throw KargoError.moved();
    await this.check(order, signIn, signal);
    signal.throwIfAborted();
    const path = `${placeOf(order)}/promotions`;
    const body = JSON.stringify({ freight: order.freight });
    const answer = await this.ask(signIn, { method: 'POST', path, body }, signal).catch((error: unknown) => {
      // Whoever stops now, or waits no longer, does not take back what was asked.
      throw error instanceof KargoError && error.code !== 'kargo/unreachable'
        ? error
        : KargoError.notAnswered(shown(signIn));
    });
    return promotionShape.safeParse(answer).data?.metadata.name ?? '';
  }

  private async check(order: KargoOrder, signIn: KargoSignIn, signal: AbortSignal): Promise<void> {
    const { project, stage, freight } = order;
    if (![project, stage, freight].every((one) => name.test(one))) throw KargoError.invalid(shown(signIn));
    const parsed = stageShape.safeParse(await this.ask(signIn, { method: 'GET', path: placeOf(order) }, signal));
    if (!parsed.success) throw KargoError.invalid(shown(signIn));
    const { metadata, status } = parsed.data;
    if (metadata.uid !== order.uid) throw KargoError.otherKargo(shown(signIn), `${project}/${stage}`);
    if (status?.currentPromotion?.freight?.name === freight) throw KargoError.underWay(freight);
  }

  private async ask(
    signIn: KargoSignIn,
    { method, path, body }: { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: string },
    signal: AbortSignal,
  ): Promise<unknown> {
    const { log, fetch: ask = fetch, timeoutMs = usualTimeoutMs } = this.options;
    const { address, token } = signIn;
    const url = new URL(`v1beta1/${path}`, `${address.origin}${address.pathname.replace(/\/?$/, '/')}`);
    const line = `[kargo] ${address.host} ${method} ${url.pathname}`;
    signal.throwIfAborted();
    try {
      const answer = await ask(url, {
        method,
        // A token goes nowhere else.
        redirect: 'manual',
        signal: deadline(signal, timeoutMs),
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
      });
      log.debug(`${line} ${answer.status}`);
      const text = (await boundedBody(answer, maxBytes))?.toString('utf8') ?? '';
      // Whatever stands before Kargo may have given up on it, and it goes on.
      if (answer.status >= 500 && method === 'POST') throw KargoError.notAnswered(shown(signIn));
      if (answer.status < 200 || answer.status >= 300) {
        throw KargoError.refused(shown(signIn), answer.status, saidIn(text, token));
      }
      return jsonIn(text);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof KargoError) throw error;
      log.debug(`${line} failed`);
      const failure = networkFailure(address.host, error);
      throw KargoError.unreachable(
        failure.kind === 'unreachable' ? failure.said : unsafeWords(address.host, failure.kind),
      );
    }
  }
}

function placeOf({ project, stage }: KargoOrder): string {
  return `projects/${encodeURIComponent(project)}/stages/${encodeURIComponent(stage)}`;
}

function shown({ address }: KargoSignIn): string {
  return address.host;
}

function unsafeWords(host: string, kind: 'tls' | 'proxy'): Message {
  return kind === 'tls'
    ? message('The certificate of {host} is not trusted: nothing is sent there.', { host })
    : message('The proxy did not let {host} be reached.', { host });
}

/** Kargo's own words of why not, without anything that a token is made of. */
function saidIn(text: string, token: string): string {
  const { data } = z.object({ error: z.string() }).safeParse(jsonIn(text));
  return oneLine(redact((data?.error ?? '').replaceAll(token, '***')), 300);
}
