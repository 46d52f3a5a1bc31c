import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

// Numbers follow the list of cases this gateway was designed against; each title has its own.
it('every case of the list is in the suite', () => {
  const folder = new URL('./', import.meta.url)
  const suites = readdirSync(folder).filter((name) => name.endsWith('.test.ts'))
  const texts = suites.map((name) => readFileSync(new URL(name, folder), 'utf8'))
  const numbers = texts.flatMap((text) =>
    [...text.matchAll(/['` ]\[(\d+)\]/g)].map(([, n]) => Number(n)),
  )
  const wanted = Array.from({ length: 96 }, (_, place) => place + 1)
  expect([...new Set(numbers)].sort((one, other) => one - other)).toEqual(wanted)
})
