import { expect, it } from 'vitest'
import { createRequestId } from '../../src/receive/request-id.ts'

it('is 32 letters, each time others', () => {
  const ids = Array.from({ length: 1_000 }, createRequestId)
  for (const id of ids) expect(id).toMatch(/^[a-p]{32}$/)
  expect(new Set(ids).size).toBe(ids.length)
})
