const factor = Number(process.env.RUNS_FACTOR)

/** Does `npm run test:long` run? It has more random values, larger boxes, and what takes minutes. */
export const isLongRun = factor > 1

/** How often a property is tried: so many times in `npm test`, many more in the long run. */
export function runs(count: number): { readonly numRuns: number } {
  return { numRuns: count * factor }
}
