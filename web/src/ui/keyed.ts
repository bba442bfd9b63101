/** Rows with keys of their own, also where some are alike. */
export function keyed<T>(rows: readonly T[], wordsOf: (row: T) => string): (readonly [string, T])[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const words = wordsOf(row);
    const n = seen.get(words) ?? 0;
    seen.set(words, n + 1);
    return [`${words}#${n}`, row] as const;
  });
}
