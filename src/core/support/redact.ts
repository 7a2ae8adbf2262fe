const patterns: readonly (readonly [RegExp, string])[] = [
  [/([a-z0-9+.-]:\/\/)[^\s/@]+@/gi, '$1***@'],
  [/\b(authorization|private-token|x-github-sso|cookie|set-cookie)(["']?\s*[:=]\s*["']?)[^\r\n"']+/gi, '$1$2***'],
  [/(token|password|passwd|secret)(["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi, '$1$2***'],
  [/\b(bearer|basic)\s+[a-z0-9._~+/=-]{8,}/gi, '$1 ***'],
  [/\b(gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{20,}|glpat-[\w-]{16,})/g, '***'],
];

/** Takes credentials out of a line: user info in addresses, authorization headers, tokens by their name or shape. */
export function redact(line: string): string {
  return patterns.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}
