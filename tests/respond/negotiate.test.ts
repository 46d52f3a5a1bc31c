import { expect, it } from 'vitest'
import { negotiate } from '../../src/respond/negotiate.ts'

it.each([
  [undefined, 'json'],
  ['*/*', 'json'],
  ['text/html,application/xhtml+xml', 'json'],
  ['application/json', 'json'],
  ['application/hal+json', 'hal+json'],
  ['Application/HAL+JSON; charset=utf-8', 'hal+json'],
  ['application\\hal+json', 'hal+json'],
  ['application/hal+json, application/json;q=0.1', 'json'],
  ['application/json, application/hal+json', 'json'],
  ['application/hal+json, */*', 'hal+json'],
])('answers Accept %s with %s', (accept, format) => {
  expect(negotiate(accept)).toBe(format)
})
