import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { version } from '../../src/config/version.ts'

it('is that of package.json', () => {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  expect(version()).toBe((JSON.parse(file) as { version: string }).version)
})
