/** One branch or tag that a push wants to move. */
export interface RefCommand {
  readonly before: string;
  readonly after: string;
  readonly ref: string;
}

export interface PushRequest {
  readonly commands: readonly RefCommand[];
  readonly capabilities: ReadonlySet<string>;
}

/** Reads the commands at the head of a `git-receive-pack` request (git's pack-protocol, "Reference Update Request"). */
export function parsePush(body: Buffer): PushRequest {
  const commands: RefCommand[] = [];
  const capabilities = new Set<string>();
  for (const line of pktLines(body)) {
    const [command = '', listed] = line.replace(/\n$/, '').split('\0');
    const match = /^([0-9a-f]{40}) ([0-9a-f]{40}) (.+)$/.exec(command);
    if (!match) continue;
    const [, before = '', after = '', ref = ''] = match;
    commands.push({ before, after, ref });
    for (const capability of (listed ?? '').split(' ')) capabilities.add(capability);
  }
  return { commands, capabilities };
}

/** What `git push` gets when a pre-receive hook declines: nothing moves, and the reason stands before it. */
export function declined({ commands, capabilities }: PushRequest, reason: string): Buffer {
  const lines = ['unpack ok\n', ...commands.map(({ ref }) => `ng ${ref} pre-receive hook declined\n`)];
  const report = Buffer.concat([...lines.map(pkt), flush]);
  if (!capabilities.has('side-band-64k')) return report;
  const band = (number: number, content: Buffer): Buffer => pkt(Buffer.concat([Buffer.from([number]), content]));
  return Buffer.concat([band(2, Buffer.from(`${reason}\n`)), band(1, report), flush]);
}

const flush = Buffer.from('0000');

function pkt(content: string | Buffer): Buffer {
  const length = (Buffer.byteLength(content) + 4).toString(16).padStart(4, '0');
  return Buffer.concat([Buffer.from(length), Buffer.from(content)]);
}

/** Packet lines up to the first flush packet. */
function* pktLines(body: Buffer): Generator<string> {
  let offset = 0;
  while (offset + 4 <= body.length) {
    const length = Number.parseInt(body.toString('latin1', offset, offset + 4), 16);
    if (!(length > 4)) return;
    yield body.toString('utf8', offset + 4, offset + length);
    offset += length;
  }
}
