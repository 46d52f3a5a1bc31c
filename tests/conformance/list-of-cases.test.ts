import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/**
 * Not in the suite yet: decisions that Altinn 3 makes for the gateway (anything but one permit; a
 * level of authentication that is too low). They belong here with the client that asks for them.
 */
const missing: ReadonlySet<number> = new Set([87, 88])

// Numbers follow the list of cases this gateway was designed against; a title ends with its own.
it('every case of the list is in the suite', () => {
  const folder = new URL('./', import.meta.url)
  const suites = readdirSync(folder).filter((name) => name.endsWith('.test.ts'))
  const texts = suites.map((name) => readFileSync(new URL(name, folder), 'utf8'))
  const numbers = texts.flatMap((text) =>
    [...text.matchAll(/ \[(\d+)\]['`]/g)].map(([, n]) => Number(n)),
  )
  const wanted = Array.from({ length: 96 }, (_, place) => place + 1).filter(
    (number) => !missing.has(number),
  )
  expect([...new Set(numbers)].sort((one, other) => one - other)).toEqual(wanted)
})
