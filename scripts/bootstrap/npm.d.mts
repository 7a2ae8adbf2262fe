export function npmScript(): string;
export function npm(args: readonly string[], folder: string): Promise<void>;
