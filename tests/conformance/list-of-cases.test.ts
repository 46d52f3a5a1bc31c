import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** Answered by a part of the gateway that asks Altinn 3 for decisions, and told where that is tested. */
const elsewhere: ReadonlySet<number> = new Set([87, 88])

// Numbers follow the list of cases this gateway was designed against; a title ends with its own.
it('every case of the list is in the suite', () => {
  const folder = new URL('./', import.meta.url)
  const suites = readdirSync(folder).filter((name) => name.endsWith('.test.ts'))
  const texts = suites.map((name) => readFileSync(new URL(name, folder), 'utf8'))
  const numbers = texts.flatMap((text) =>
    [...text.matchAll(/ \[(\d+)\]['`]/g)].map(([, n]) => Number(n)),
  )
  const wanted = Array.from({ length: 96 }, (_, place) => place + 1).filter(
    (number) => !elsewhere.has(number),
  )
  expect([...new Set(numbers)].sort((one, other) => one - other)).toEqual(wanted)
})
