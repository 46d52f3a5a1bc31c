/** The known name that a misspelt one was meant for, where one is close. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = name.toLowerCase()
  const close = known
    .map((one) => ({ one, changes: changesBetween(wanted, one.toLowerCase()) }))
    .filter(({ one, changes }) => changes <= Math.max(1, Math.floor(one.length / 3)))
    .sort((first, second) => first.changes - second.changes)
  return close[0]?.one
}

/** How many letters to insert, drop, replace or swap with the next, to make one word of the other. */
export function changesBetween(from: string, to: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, range)]
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1]
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity,
      )
    }
    ;[beforeLast, last] = [last, current]
  }
  return last[to.length] ?? 0
}

function range(_: unknown, place: number): number {
  return place
}
