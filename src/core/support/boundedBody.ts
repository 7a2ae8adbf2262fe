/** The body of an answer; nothing once it exceeds `maxBytes`, and then the rest is not read. */
export async function boundedBody(response: Response, maxBytes: number): Promise<Buffer | undefined> {
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for (;;) {
    const { value } = ((await reader?.read()) ?? {}) as { value?: Uint8Array };
    if (!value) return Buffer.concat(chunks);
    sizeBytes += value.byteLength;
    if (sizeBytes > maxBytes) {
      await reader?.cancel();
      return undefined;
    }
    chunks.push(value);
  }
}
