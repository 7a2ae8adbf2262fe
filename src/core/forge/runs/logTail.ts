/** The end of a log. */
export interface LogTail {
  readonly text: string;
  /** How much of its beginning was left out, in bytes. */
  readonly leftOutBytes: number;
  /** False where it is longer than anybody reads: what stands here is then not its end. */
  readonly isWhole: boolean;
}

/** As much as an editor shows at ease, and as anybody waits for. */
const keptBytes = 2_000_000;
const mostBytes = 64_000_000;

/** Reads a log, and keeps no more of it than its end. */
export async function tailOf(response: Response, kept = keptBytes, most = mostBytes): Promise<LogTail> {
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  let [heldBytes, readBytes] = [0, 0];
  for (;;) {
    const { value } = ((await reader?.read()) ?? {}) as { value?: Uint8Array };
    if (!value) return tail(chunks, kept, readBytes, true);
    readBytes += value.byteLength;
    heldBytes += value.byteLength;
    chunks.push(value);
    while (heldBytes - (chunks[0]?.byteLength ?? 0) >= kept) heldBytes -= chunks.shift()?.byteLength ?? 0;
    if (readBytes >= most) {
      await reader?.cancel();
      return tail(chunks, kept, readBytes, false);
    }
  }
}

/** Of what was cut, the first line is not whole: it is left out as well. */
function tail(chunks: readonly Uint8Array[], kept: number, readBytes: number, isWhole: boolean): LogTail {
  const all = Buffer.concat(chunks);
  if (readBytes <= kept) return { text: all.toString('utf8'), leftOutBytes: 0, isWhole };
  const end = all.subarray(Math.max(0, all.length - kept));
  const firstLine = end.indexOf(0x0a) + 1;
  const whole = end.subarray(firstLine);
  return { text: whole.toString('utf8'), leftOutBytes: readBytes - whole.length, isWhole };
}
